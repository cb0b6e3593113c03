//! Where in an object the walk is; put into words when something is wrong.

use crate::schema::model::Object;
use crate::source::Span;
use crate::yaml::{Key, Node};
use std::fmt::Write;

/// A step of the walk, and the steps before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    step: Step<'a>,
    /// The fields of the object that it leads to, once they are known.
    pub(super) object: Option<&'a Object>,
    /// Where something that is missing here is reported.
    pub(super) span: Span,
    pub(super) parent: Option<&'a Place<'a>>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The object as a whole.
    pub(super) fn of_object(object: &Node) -> Self {
        let span = object.get("kind").map_or(object.span, |kind| kind.span);
        Self { step: Step::Root, object: None, span, parent: None }
    }

    /// The value of a key.
    pub(super) fn key(&'a self, key: &'a Key) -> Self {
        Self { step: Step::Key(&key.name), object: None, span: key.span, parent: Some(self) }
    }

    /// An item of a list.
    pub(super) fn item(&'a self, index: usize, node: &Node) -> Self {
        Self { step: Step::Index(index), object: None, span: node.start(), parent: Some(self) }
    }

    /// The same place, with the fields that are known there.
    pub(super) fn with(&'a self, object: &'a Object) -> Self {
        Self { object: Some(object), ..*self }
    }

    /// The way from the object, such as `spec.containers[0]`; empty for the object itself.
    pub(super) fn path(&self) -> String {
        let mut path = self.parent.map(Place::path).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Index(index) => {
                let _ = write!(path, "[{index}]");
            }
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
        }
        path
    }

    /// The place in words.
    pub(super) fn said(&self, kind: &str) -> String {
        match self.path().as_str() {
            "" => kind.to_owned(),
            path => format!("`{path}` of {kind}"),
        }
    }
}
