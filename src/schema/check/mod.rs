//! Holds an object against the schema of its kind.

mod choices;
mod formats;
mod kinds;
mod limits;
mod lists;
mod place;
mod types;
mod unknown;
mod walk;

use super::definitions::{Definitions, Origin};
use super::lifecycle;
use super::versions::Versions;
use crate::diag::{Diagnostic, codes};
use crate::yaml::{Node, Value};
use place::Place;
use std::borrow::Cow;
use walk::Walk;

/// What is known of an object after the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whether the kind is known, so that the object was held against a schema.
    pub known: bool,
    /// How many values a server could not decode. Other checks of the object would only repeat what follows from them.
    pub type_faults: usize,
}

/// Holds an object against the schema of its kind, as the servers of all `versions` would, and adds what is wrong to `sink`.
///
/// Errors are what one of the servers refuses; warnings are what they take in spite of the published schema, what only server-side
/// apply refuses, APIs that are going to go or have to be switched on, and kinds of which nothing is known.
///
/// What stands in `status` is decoded and held against the fields only: servers do not take it over from manifests.
pub fn check(object: &Node, versions: Versions, definitions: &Definitions, sink: &mut Vec<Diagnostic>) -> Checked {
    let unknown = Checked { known: false, type_faults: 0 };
    let (api_version, kind) = match kinds::identity(object) {
        Ok(identity) => identity,
        Err(fault) => {
            sink.push(*fault);
            return unknown;
        }
    };
    let Some(found) = definitions.find(api_version, kind) else {
        if !lifecycle::gone(object, versions, sink) {
            sink.push(kinds::unknown(object, api_version, kind, definitions));
        }
        return unknown;
    };
    if found.origin == Origin::Kubernetes {
        lifecycle::check(object, &found, versions, sink);
    }
    let served = found.versions.and(versions);
    let mut walk = Walk { kind: found.name, versions: served, origin: found.origin, in_status: false, type_faults: 0, sink };
    if !served.is_empty() {
        walk.value(found.schema, object, &Place::of_object(object));
        walk.name(object, found.api_version);
    }
    Checked { known: true, type_faults: walk.type_faults }
}

/// A scalar as a word; none for lists, maps and nothing.
pub(super) fn word(node: &Node) -> Option<Cow<'_, str>> {
    Some(match &node.value {
        Value::String { text, .. } => Cow::Borrowed(text),
        Value::Bool(true) => Cow::Borrowed("true"),
        Value::Bool(false) => Cow::Borrowed("false"),
        Value::Int(number) => Cow::Owned(number.to_string()),
        Value::UInt(number) => Cow::Owned(number.to_string()),
        Value::Float(number) => Cow::Owned(number.to_string()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => return None,
    })
}

impl Walk<'_> {
    /// Objects have names, or leave it to the server to find one; reviews are answered and not kept.
    fn name(&mut self, object: &Node, api_version: &str) {
        let is_review = api_version.starts_with("authentication.k8s.io/") || api_version.starts_with("authorization.k8s.io/");
        let metadata = object.get("metadata").filter(|metadata| !metadata.is_null());
        let named =
            |metadata: &Node| ["name", "generateName"].iter().any(|key| metadata.get(key).is_some_and(|name| !name.is_null()));
        let undecodable = metadata.is_some_and(|metadata| metadata.as_mapping().is_none());
        if is_review || self.kind.ends_with("List") || undecodable || metadata.is_some_and(named) {
            return;
        }
        let at = object.as_mapping().and_then(|mapping| mapping.key("metadata").or_else(|| mapping.key("kind")));
        let fault = Diagnostic::error(codes::FIELD_MISSING, format!("{} has no `metadata.name`", self.kind));
        self.sink
            .push(fault.at(at.map(|key| key.span)).help("give it a `name`, or a `generateName`, to which a server adds letters"));
    }
}
