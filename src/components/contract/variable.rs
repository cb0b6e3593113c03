//! Variables that come with an edge.

use crate::fields::SecretKey;

/// A variable that comes with an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without the prefix that a user may ask for.
    pub name: String,
    /// Its value.
    pub value: VariableSource,
}

/// Where the value of a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableSource {
    /// A text that anybody may read.
    Text(String),
    /// A key of a Secret.
    Secret(SecretKey),
    /// Texts and other variables of the same edge, put together when the container starts.
    Composed(Vec<Piece>),
}

/// A piece of a composed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A text.
    Text(String),
    /// The value of another variable of the same edge.
    Variable(String),
}

impl Variable {
    /// A variable with a value that anybody may read.
    pub fn text(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: VariableSource::Text(value.into()) }
    }

    /// A variable whose value is a key of a Secret.
    pub fn secret(name: &str, key: SecretKey) -> Self {
        Self { name: name.to_owned(), value: VariableSource::Secret(key) }
    }

    /// The text of the variable of this name, if there is one and anybody may read it.
    pub fn text_of<'a>(variables: &'a [Self], name: &str) -> Option<&'a str> {
        variables.iter().find_map(|variable| match &variable.value {
            VariableSource::Text(text) if variable.name == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// The variable as one with a prefix sees it.
    #[must_use]
    pub fn prefixed(self, prefix: Option<&str>) -> Self {
        let Some(prefix) = prefix else { return self };
        let with_prefix = |name: &str| format!("{prefix}_{name}");
        let piece = |piece| match piece {
            Piece::Variable(name) => Piece::Variable(with_prefix(&name)),
            text @ Piece::Text(_) => text,
        };
        let value = match self.value {
            VariableSource::Composed(pieces) => VariableSource::Composed(pieces.into_iter().map(piece).collect()),
            other => other,
        };
        Self { name: with_prefix(&self.name), value }
    }
}
