//! The way to a value inside an object, as people write it: `spec.template.spec.containers[0].image`.

use crate::source::Span;
use crate::yaml::{Key, Node, Value};
use std::fmt::Write;

/// The way from a tree to one of its own values; empty for the tree itself and for a value of another tree.
pub fn path_to(tree: &Node, node: &Node) -> String {
    let mut path = String::new();
    find(tree, &|key, value| key.is_none() && std::ptr::eq(value, node), &mut path);
    path
}

/// The way from a tree to the value, or to the key, that stands at a place; empty if none does.
pub(super) fn path_to_place(tree: &Node, place: Span) -> String {
    let mut path = String::new();
    find(tree, &|key, value| key.map_or(value.span, |key| key.span) == place, &mut path);
    path
}

/// Searches for a value; it is asked for each value, and for each key of a map with its value.
fn find(tree: &Node, is_it: &impl Fn(Option<&Key>, &Node) -> bool, path: &mut String) -> bool {
    if is_it(None, tree) {
        return true;
    }
    let length = path.len();
    match &tree.value {
        Value::Mapping(mapping) => {
            mapping.iter().any(|(key, value)| {
                path.truncate(length);
                push_key(path, &key.name);
                find(value, is_it, path)
            }) || back(path, length)
        }
        Value::Sequence(items) => {
            items.iter().enumerate().any(|(index, value)| {
                path.truncate(length);
                // Writing to a string cannot fail.
                let _ = write!(path, "[{index}]");
                find(value, is_it, path)
            }) || back(path, length)
        }
        _ => false,
    }
}

fn back(path: &mut String, length: usize) -> bool {
    path.truncate(length);
    false
}

/// A key with a dot in it stands in brackets: `metadata.annotations["a.b/c"]`.
fn push_key(path: &mut String, key: &str) {
    if key.contains(['.', '[', '/', ' ']) || key.is_empty() {
        let _ = write!(path, "[{key:?}]");
    } else {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    }
}
