//! The way to a value inside an object, as people write it: `spec.template.spec.containers[0].image`.

use crate::yaml::{Node, Value};
use std::fmt::Write;

/// The way from a tree to one of its own values; empty for the tree itself and for a value of another tree.
pub fn path_to(tree: &Node, node: &Node) -> String {
    let mut path = String::new();
    find(tree, node, &mut path);
    path
}

fn find(tree: &Node, node: &Node, path: &mut String) -> bool {
    if std::ptr::eq(tree, node) {
        return true;
    }
    let length = path.len();
    match &tree.value {
        Value::Mapping(mapping) => {
            mapping.iter().any(|(key, value)| {
                path.truncate(length);
                push_key(path, &key.name);
                find(value, node, path)
            }) || back(path, length)
        }
        Value::Sequence(items) => {
            items.iter().enumerate().any(|(index, value)| {
                path.truncate(length);
                // Writing to a string cannot fail.
                let _ = write!(path, "[{index}]");
                find(value, node, path)
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
