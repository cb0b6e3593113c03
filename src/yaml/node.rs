//! The tree that a text becomes: values and keys, each with the place where it was written.

use super::Mapping;
use crate::source::Span;

/// A value and where it was written.
///
/// Two nodes are equal when their values are: neither the places, nor quotes, nor the order of keys count.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value was written; what an alias stands for keeps the place of the anchor's value.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`, `~`, or nothing at all.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number that only fits without a sign; smaller ones are an [`Int`](Value::Int).
    UInt(u64),
    /// Any other number; finite in a tree that was read without an error.
    Float(f64),
    /// A string.
    String {
        /// The text, without quotes and escapes.
        text: Box<str>,
        /// Whether it was marked as a string: by quotes, as a block, or with `!!str`.
        quoted: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// A map.
    Mapping(Mapping),
}

/// One step on the way from a node to a node inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a map, by key.
    Key(String),
    /// Into a list, by position.
    Index(usize),
}

impl Step {
    /// The key, if it leads into a map.
    pub fn as_key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Index(_) => None,
        }
    }
}

impl Node {
    /// A string node, as if written in quotes.
    pub fn string(span: Span, text: impl Into<Box<str>>) -> Self {
        Self { span, value: Value::String { text: text.into(), quoted: true } }
    }

    /// What people call this kind of value, with its article.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::UInt(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::String { .. } => "a string",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a map",
        }
    }

    /// Whether two nodes hold the same value; the same question as `==`.
    pub fn same_value(&self, other: &Node) -> bool {
        self.value == other.value
    }

    /// Where it begins, as people see it: at its first key, or else the whole.
    pub fn start(&self) -> Span {
        self.as_mapping().and_then(|mapping| mapping.keys().next()).map_or(self.span, |key| key.span)
    }

    /// Whether nothing was written.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entries of a map.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key)
    }

    /// The node at the end of a path; the node itself at the end of an empty one.
    pub fn at_path(&self, path: &[Step]) -> Option<&Node> {
        path.iter().try_fold(self, |node, step| match step {
            Step::Key(name) => node.get(name),
            Step::Index(index) => node.as_sequence()?.get(*index),
        })
    }

    /// Where the key at the end of a path was written; none when the path is empty or ends in a list.
    pub fn key_at_path(&self, path: &[Step]) -> Option<Span> {
        let (last, parents) = path.split_last()?;
        match last {
            Step::Key(name) => Some(self.at_path(parents)?.as_mapping()?.key(name)?.span),
            Step::Index(_) => None,
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.same_value(other)
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Int(one), Self::Int(two)) => one == two,
            (Self::UInt(one), Self::UInt(two)) => one == two,
            (Self::Float(one), Self::Float(two)) => one == two,
            (Self::String { text: one, .. }, Self::String { text: two, .. }) => one == two,
            (Self::Sequence(one), Self::Sequence(two)) => one == two,
            (Self::Mapping(one), Self::Mapping(two)) => one == two,
            _ => false,
        }
    }
}
