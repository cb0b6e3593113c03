//! A bundle: objects in the order in which they are applied, and the layouts in which they are written.

mod folder;
mod list;
mod stream;

pub use folder::folder;
pub use list::list;
pub use stream::stream;

use crate::k8s::Entry;
use crate::plan::NeededSecret;

/// Everything that a project needs on a cluster, in order.
#[derive(Debug)]
pub struct Bundle {
    entries: Vec<Entry>,
    secrets: Vec<NeededSecret>,
}

/// A file of a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the folder.
    pub path: String,
    /// The content.
    pub content: Vec<u8>,
}

impl Bundle {
    /// Orders objects: by stage, then by kind, namespace and name, so that equal projects give equal bytes.
    pub fn new(mut entries: Vec<Entry>, secrets: Vec<NeededSecret>) -> Self {
        entries.sort_by_cached_key(|Entry { object, stage, .. }| {
            (*stage, object.rank(), object.namespace().unwrap_or_default().to_owned(), object.name().to_owned())
        });
        Self { entries, secrets }
    }

    /// The objects in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The Secrets that have to exist beside the bundle.
    pub fn secrets(&self) -> &[NeededSecret] {
        &self.secrets
    }
}
