//! Small changes to trees.

use crate::source::Span;
use crate::yaml::{Key, Mapping, Node, Step, Value};

/// Puts a value at the end of a path; maps that are not there yet are made, and stand where the map around them does, or at a place of
/// their own.
pub(super) fn set(tree: &mut Node, path: &[Step], value: Node, place: Option<Span>) {
    let Some((step, rest)) = path.split_first() else {
        *tree = value;
        return;
    };
    let span = place.unwrap_or(tree.span);
    match step {
        Step::Index(index) => {
            if let Value::Sequence(items) = &mut tree.value
                && let Some(item) = items.get_mut(*index)
            {
                set(item, rest, value, place);
            }
        }
        Step::Key(name) => {
            if tree.is_null() {
                tree.value = Value::Mapping(Mapping::new());
            }
            let Value::Mapping(mapping) = &mut tree.value else { return };
            if let Some(inner) = mapping.get_mut(name) {
                set(inner, rest, value, place);
            } else {
                let mut inner = Node { span, value: Value::Null };
                set(&mut inner, rest, value, place);
                mapping.insert(Key::new(span, name.clone()), inner);
            }
        }
    }
}

/// Takes out what is at the end of a path.
pub(super) fn remove(tree: &mut Node, path: &[Step]) {
    let Some((last, parents)) = path.split_last() else { return };
    match (inside(tree, parents).map(|node| &mut node.value), last) {
        (Some(Value::Mapping(mapping)), Step::Key(name)) => {
            mapping.remove(name);
        }
        (Some(Value::Sequence(items)), Step::Index(index)) if *index < items.len() => {
            items.remove(*index);
        }
        _ => {}
    }
}

/// Gives a key another name; the order of keys stays.
pub(super) fn rename(tree: &mut Node, path: &[Step], new: &str) {
    let Some((Step::Key(old), parents)) = path.split_last() else { return };
    if let Some(Value::Mapping(mapping)) = inside(tree, parents).map(|node| &mut node.value) {
        let renamed = |key: Key| if *key.name == **old { Key { name: new.to_owned().into(), ..key } } else { key };
        *mapping = std::mem::take(mapping).into_iter().map(|(key, node)| (renamed(key), node)).collect();
    }
}

/// The node at the end of a path, to change.
pub(super) fn inside<'a>(tree: &'a mut Node, path: &[Step]) -> Option<&'a mut Node> {
    path.iter().try_fold(tree, |node, step| match (&mut node.value, step) {
        (Value::Mapping(mapping), Step::Key(name)) => mapping.get_mut(name),
        (Value::Sequence(items), Step::Index(index)) => items.get_mut(*index),
        _ => None,
    })
}

/// Calls a function with the path of every value and key of a tree, the outer before the inner.
pub(super) fn walk(node: &Node, path: &mut Vec<Step>, look: &mut impl FnMut(&[Step], &Node)) {
    look(path, node);
    match &node.value {
        Value::Mapping(mapping) => {
            for (key, inner) in mapping {
                path.push(Step::Key(key.name.to_string()));
                walk(inner, path, look);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (index, inner) in items.iter().enumerate() {
                path.push(Step::Index(index));
                walk(inner, path, look);
                path.pop();
            }
        }
        _ => {}
    }
}
