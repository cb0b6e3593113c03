//! Explicit tags such as `!!str`.

use granit_parser::Tag;

use crate::yaml::Value;

/// What a tag says about a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarTag {
    /// It is a string, whatever it looks like.
    String,
    /// It is of a kind that its text has to fit.
    Kind(ScalarKind),
    /// Nothing that Kubernetes knows.
    Foreign,
}

/// A kind of scalar that is no string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarKind {
    /// `!!null`.
    Null,
    /// `!!bool`.
    Bool,
    /// `!!int`.
    Int,
    /// `!!float`.
    Float,
}

impl ScalarKind {
    /// The tag as people write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Bool => "!!bool",
            Self::Int => "!!int",
            Self::Float => "!!float",
        }
    }

    /// Whether a value is of this kind.
    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Self::Null => matches!(value, Value::Null),
            Self::Bool => matches!(value, Value::Bool(_)),
            Self::Int => matches!(value, Value::Int(_) | Value::UInt(_)),
            Self::Float => matches!(value, Value::Int(_) | Value::UInt(_) | Value::Float(_)),
        }
    }
}

/// What this tag says about a scalar.
pub(super) fn of_scalar(tag: &Tag) -> ScalarTag {
    match tag.core_suffix() {
        Some("str") => ScalarTag::String,
        Some("null") => ScalarTag::Kind(ScalarKind::Null),
        Some("bool") => ScalarTag::Kind(ScalarKind::Bool),
        Some("int") => ScalarTag::Kind(ScalarKind::Int),
        Some("float") => ScalarTag::Kind(ScalarKind::Float),
        _ => ScalarTag::Foreign,
    }
}
