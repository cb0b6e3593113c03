//! Keys that are no plain scalars: what aliases stand for, and what `<<` brings in.

use super::problem;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::yaml::{Key, Mapping, Node, Value};

/// A key that is no scalar of its own: what an alias stands for, or a list or map.
pub(super) fn key_of(node: Node, written: Span, text: &str, origin: Span) -> Result<Key, Box<Diagnostic>> {
    let kind = node.kind();
    if let Value::String { text, quoted } = node.value {
        return Ok(Key { span: written, name: text.into_string().into(), quoted });
    }
    let start = written.start.saturating_sub(origin.start) as usize;
    let is_template = start.checked_sub(1).is_some_and(|before| text.as_bytes()[before..].starts_with(b"{{"));
    Err(Box::new(if is_template { problem::template(written) } else { problem::compound_key(kind, written) }))
}

/// The maps that a merge key brings in; none if it brings in anything else.
pub(super) fn mergeable(node: Node) -> Option<Vec<Mapping>> {
    match node.value {
        Value::Mapping(mapping) => Some(vec![mapping]),
        Value::Sequence(items) => items
            .into_iter()
            .map(|item| match item.value {
                Value::Mapping(mapping) => Some(mapping),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
