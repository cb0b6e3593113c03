//! The objects of the entries, as they are built.

use crate::k8s::{Entry, Object, Stage};
use crate::source::Span;
use k8s_openapi::api::core::v1::Service;

/// Collects the objects of one entry.
#[derive(Debug)]
pub struct Objects {
    entries: Vec<Entry>,
    stage: Stage,
    origin: Option<Span>,
}

impl Objects {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { entries: Vec::new(), stage: Stage::Workloads, origin: None }
    }

    /// Whose objects follow: kinds without a stage of their own go to `stage`, findings to `origin`.
    pub fn begin(&mut self, stage: Stage, origin: Option<Span>) {
        (self.stage, self.origin) = (stage, origin);
    }

    /// Adds an object.
    pub fn push(&mut self, object: impl Into<Object>) {
        let object = object.into();
        let stage = object.stage().unwrap_or(self.stage);
        self.entries.push(Entry { object, stage, origin: self.origin });
    }

    /// The number of objects so far.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The objects that were added since there were so many, for what concerns all of them alike.
    pub fn since(&mut self, length: usize) -> &mut [Entry] {
        &mut self.entries[length..]
    }

    /// Adds an object that is applied at another stage than most of its kind.
    pub fn push_at(&mut self, stage: Stage, object: impl Into<Object>) {
        self.entries.push(Entry { object: object.into(), stage, origin: self.origin });
    }

    /// The Services that were built so far, to change what only the project as a whole knows.
    pub fn services_mut(&mut self) -> impl Iterator<Item = &mut Service> {
        self.entries.iter_mut().filter_map(|entry| match &mut entry.object {
            Object::Service(service) => Some(&mut **service),
            _ => None,
        })
    }

    /// What was collected.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}

impl Default for Objects {
    fn default() -> Self {
        Self::new()
    }
}
