//! Every value of an object and the way to it.

use crate::yaml::{Key, Node, Value};
use std::fmt;

/// One step from a value to one inside it.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// The way from an object to a value inside it.
pub(super) struct Path<'a, 'b>(&'b [Step<'a>]);

impl<'a> Path<'a, '_> {
    /// The key of the value, if it is that of a map.
    pub(super) fn key(&self) -> Option<&'a str> {
        match self.0.last() {
            Some(Step::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// The keys on the way, without the positions in lists.
    pub(super) fn keys(&self) -> impl DoubleEndedIterator<Item = &'a str> + Clone {
        self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(*key),
            Step::Index(_) => None,
        })
    }
}

impl fmt::Display for Path<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => formatter.write_str(key)?,
                Step::Key(key) => write!(formatter, ".{key}")?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Looks at every value that is no list and no map, in their order.
pub(super) fn scalars<'a>(object: &'a Node, look: &mut dyn FnMut(&Path<'a, '_>, &'a Node)) {
    scalars_below(object, &mut Vec::new(), look);
}

fn scalars_below<'a>(node: &'a Node, path: &mut Vec<Step<'a>>, look: &mut dyn FnMut(&Path<'a, '_>, &'a Node)) {
    match &node.value {
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                scalars_below(item, path, look);
                path.pop();
            }
        }
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                path.push(Step::Key(&key.name));
                scalars_below(value, path, look);
                path.pop();
            }
        }
        _ => look(&Path(path), node),
    }
}

/// Looks at every key, in their order.
pub(super) fn keys<'a>(node: &'a Node, look: &mut dyn FnMut(&'a Key)) {
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| keys(item, look)),
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                look(key);
                keys(value, look);
            }
        }
        _ => {}
    }
}
