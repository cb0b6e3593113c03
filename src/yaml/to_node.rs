//! Typed values to a tree.

use super::{Key, Limits, Mapping, Node, Value, read_documents, write};
use crate::diag::Report;
use crate::source::{SourceId, Span};
use serde::Serialize;

/// The tree of a value; every value and key of it has the place `span`. What cannot be written is nothing.
pub fn to_node<T: Serialize>(value: &T, span: Span) -> Node {
    let mut bytes = Vec::new();
    if write(value, &mut bytes).is_err() {
        return Node { span, value: Value::Null };
    }
    let text = String::from_utf8(bytes).unwrap_or_default();
    let tree = read_documents(SourceId::default(), &text, &Limits::default(), &mut Report::default()).into_iter().next();
    tree.map_or(Node { span, value: Value::Null }, |tree| placed(tree, span))
}

fn placed(node: Node, span: Span) -> Node {
    let value = match node.value {
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(|item| placed(item, span)).collect()),
        Value::Mapping(mapping) => {
            let entries = mapping.into_iter().map(|(key, value)| (Key { span, ..key }, placed(value, span)));
            Value::Mapping(entries.collect::<Mapping>())
        }
        value => value,
    };
    Node { span, value }
}
