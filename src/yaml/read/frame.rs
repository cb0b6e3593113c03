//! A list or map whose end the reader has not seen yet.

use crate::source::Span;
use crate::yaml::{Key, Mapping, Node};

/// What a value costs those who repeat it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    /// The values in it, itself included; long texts count as several.
    pub(super) weight: usize,
    /// The levels of lists and maps in it, itself included.
    pub(super) height: usize,
}

impl Size {
    /// The size of a value without values in it.
    pub(super) fn of_text(text: &str) -> Self {
        Self { weight: 1 + text.len() / 64, height: 0 }
    }

    fn hold(&mut self, inner: Size) {
        self.weight += inner.weight;
        self.height = self.height.max(inner.height + 1);
    }
}

/// A value on its way into the tree.
pub(super) struct Finished {
    /// The value.
    pub(super) node: Node,
    /// Where it stands; for an alias not where its value was written.
    pub(super) written: Span,
    /// What it costs.
    pub(super) size: Size,
}

/// An open list or map.
pub(super) struct Frame {
    /// From its first byte to the last one seen.
    pub(super) span: Span,
    /// The number of its anchor, or zero.
    pub(super) anchor: usize,
    /// Whether it stands in brackets.
    pub(super) flow: bool,
    /// The size so far.
    pub(super) size: Size,
    /// The contents so far.
    pub(super) content: Content,
}

/// What an open list or map holds so far.
pub(super) enum Content {
    /// The items of a list.
    Sequence(Vec<Node>),
    /// The entries of a map.
    Mapping(OpenMapping),
}

/// An open map.
#[derive(Default)]
pub(super) struct OpenMapping {
    /// The entries so far.
    pub(super) entries: Mapping,
    /// What comes next.
    pub(super) next: Next,
    /// The first merge key.
    pub(super) merge_key: Option<Span>,
    /// The maps to merge, the most important first.
    pub(super) merges: Vec<Mapping>,
}

/// What an open map waits for.
#[derive(Default)]
pub(super) enum Next {
    /// A key.
    #[default]
    Key,
    /// The value of this key.
    Value(Key),
    /// The value of a merge key.
    Merge,
    /// The value of a key that was refused.
    Nothing,
}

impl Frame {
    /// A list or map that starts here.
    pub(super) fn new(span: Span, anchor: usize, flow: bool, content: Content) -> Self {
        Self { span, anchor, flow, size: Size { weight: 1, height: 1 }, content }
    }

    /// Accounts for something written inside.
    pub(super) fn hold(&mut self, written: Span, size: Size) {
        self.span.end = self.span.end.max(written.end);
        self.size.hold(size);
    }

    /// Whether the next value is the key of a map.
    pub(super) fn wants_key(&self) -> bool {
        matches!(&self.content, Content::Mapping(OpenMapping { next: Next::Key, .. }))
    }
}

impl OpenMapping {
    /// The map with what it merges: own entries win over merged ones, earlier ones over later ones.
    pub(super) fn close(self) -> Mapping {
        let mut entries = self.entries;
        for (key, node) in self.merges.into_iter().flatten() {
            // An entry that exists already is the more important one.
            let _ = entries.add(key, node);
        }
        entries.shrink();
        entries
    }
}
