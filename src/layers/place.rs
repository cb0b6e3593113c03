//! Places by path: values carry no positions of their own after decoding; who needs one asks for it by path.

use crate::source::Span;
use crate::yaml::{Mapping, Node, Step};

/// A path into the merged tree, and the tree.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    tree: &'a Node,
    steps: Vec<Step>,
}

impl<'a> Place<'a> {
    /// The root.
    pub fn root(tree: &'a Node) -> Self {
        Self { tree, steps: Vec::new() }
    }

    /// The root of the tree.
    #[must_use]
    pub fn top(&self) -> Self {
        Self::root(self.tree)
    }

    /// The place under a key.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        self.path(&[Step::Key(name.to_owned())])
    }

    /// The place of an item.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.path(&[Step::Index(index)])
    }

    /// The place at the end of a longer path.
    #[must_use]
    pub fn path(&self, steps: &[Step]) -> Self {
        let mut place = self.clone();
        place.steps.extend_from_slice(steps);
        place
    }

    /// Whether the spec has anything at this path.
    pub fn exists(&self) -> bool {
        self.tree.at_path(&self.steps).is_some()
    }

    /// The text of the value, if it is one.
    pub fn text(&self) -> Option<&'a str> {
        self.tree.at_path(&self.steps)?.as_str()
    }

    /// Where the value was written; none if the spec says nothing here.
    pub fn own_span(&self) -> Option<Span> {
        self.tree.at_path(&self.steps).map(|node| node.span)
    }

    /// Where the value was written, or else the nearest value around it: a default has no place of its own.
    pub fn span(&self) -> Option<Span> {
        match self.tree.at_path(&self.steps) {
            Some(node) if !self.steps.is_empty() && node.as_mapping().is_none() => Some(node.span),
            _ => self.key_span(),
        }
    }

    /// The names of what is inside, if it is a map.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.tree.at_path(&self.steps).and_then(Node::as_mapping).into_iter().flat_map(Mapping::keys).map(|key| &*key.name)
    }

    /// Where a later layer took the value out, if it did.
    pub fn removal(&self) -> Option<Span> {
        let (Step::Key(last), parents) = self.steps.split_last()? else { return None };
        Some(self.tree.at_path(parents)?.as_mapping()?.removal(last)?.span)
    }

    /// Where the key was written, or else the nearest key around it.
    pub fn key_span(&self) -> Option<Span> {
        (1..=self.steps.len()).rev().find_map(|length| self.tree.key_at_path(&self.steps[..length]))
    }
}
