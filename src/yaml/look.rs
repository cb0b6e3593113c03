//! Short ways into a tree, for whoever reads what may not be there.

use super::{Key, Mapping, Node, Value};

impl Node {
    /// The value at the end of a way through maps; none where it breaks off.
    pub fn dig(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a key, if it is a string.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The items of a key, none if it is no list.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::as_sequence).unwrap_or_default()
    }

    /// The entries of a key, none if it is no map.
    pub fn entries(&self, key: &str) -> impl Iterator<Item = (&Key, &Node)> + Clone {
        self.get(key).and_then(Node::as_mapping).into_iter().flat_map(Mapping::iter)
    }

    /// Whether a key is `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// Whether a key is `false`, and not just absent.
    pub fn is_false(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(false)
    }

    /// The whole number of a key.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.get(key)?.as_integer()
    }

    /// A boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A whole number; one beyond 63 bits is none.
    pub fn as_integer(&self) -> Option<i64> {
        match self.value {
            Value::Int(number) => Some(number),
            // `1e3` is the number 1000 to Kubernetes.
            #[expect(clippy::cast_possible_truncation, reason = "a whole number that 64 bits hold")]
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9.0e15 => Some(number as i64),
            _ => None,
        }
    }

    /// A scalar as text: an amount may be written as a number, as Kubernetes takes it.
    pub fn scalar_text(&self) -> Option<String> {
        match &self.value {
            Value::String { text, .. } => Some(text.to_string()),
            Value::Int(number) => Some(number.to_string()),
            Value::UInt(number) => Some(number.to_string()),
            Value::Float(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }
}
