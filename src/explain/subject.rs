//! The objects that are explained, found again in every trial whatever they are called there.

use super::field::{self, Differences, Field};
use crate::diag::Report;
use crate::k8s::{Entry, Object};
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node};
use serde_json::Value as Json;

/// An object that is explained.
pub(super) struct Subject {
    kind: String,
    name: String,
    namespace: Option<String>,
    origin: Option<Span>,
    /// The position among the objects of the same kind and origin, and how many these are.
    position: (usize, usize),
    /// As people read it, with places in its own text.
    pub(super) node: Node,
    pub(super) fields: Vec<Field>,
    json: Json,
}

/// Objects of the same kind and origin, by namespace and name.
fn siblings<'a>(kind: &str, origin: Option<Span>, entries: &'a [Entry]) -> Vec<&'a Object> {
    let mut found: Vec<&Object> =
        entries.iter().filter(|entry| entry.origin == origin && entry.object.kind() == kind).map(|entry| &entry.object).collect();
    found.sort_by_key(|object| (object.namespace(), object.name()));
    found
}

/// An object as it is compared.
fn json(object: &Object) -> Option<Json> {
    serde_json::to_value(yaml::to_node(object, Span::default()).ok()?).ok()
}

impl Subject {
    /// The object of an entry, which is one of `entries`.
    pub(super) fn new(entry: &Entry, entries: &[Entry]) -> Option<Self> {
        let Entry { object, origin, .. } = entry;
        let siblings = siblings(object.kind(), *origin, entries);
        let position = siblings.iter().position(|other| std::ptr::eq(*other, object))?;
        let text = yaml::to_text(object).ok()?;
        let node = yaml::read_document(SourceId::default(), &text, &mut Report::default())?;
        Some(Self {
            kind: object.kind().to_owned(),
            name: object.name().to_owned(),
            namespace: object.namespace().map(str::to_owned),
            origin: *origin,
            position: (position, siblings.len()),
            fields: field::fields(&node),
            node,
            json: json(object)?,
        })
    }

    /// Whether this is the object of an entry.
    pub(super) fn is(&self, object: &Object) -> bool {
        object.kind() == self.kind && object.name() == self.name && object.namespace() == self.namespace.as_deref()
    }

    /// The object in another render: by its name, or, if that has changed, by where it comes from.
    fn find<'a>(&self, entries: &'a [Entry]) -> Option<&'a Object> {
        if let Some(entry) = entries.iter().find(|entry| self.is(&entry.object)) {
            return Some(&entry.object);
        }
        let siblings = siblings(&self.kind, self.origin, entries);
        (siblings.len() == self.position.1).then(|| siblings[self.position.0])
    }

    /// The fields that differ in another render; none if the object is not there.
    pub(super) fn changed(&self, entries: &[Entry]) -> Option<Differences> {
        let json = json(self.find(entries)?)?;
        if json == self.json {
            return Some(Differences::default());
        }
        Some(field::changed(&self.node, Some(&json)))
    }
}
