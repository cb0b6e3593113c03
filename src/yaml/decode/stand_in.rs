//! Made-up values for keys that are missing or wrong, so that the keys after them can be looked at.

use serde::de::value::StrDeserializer;
use serde::de::{IntoDeserializer, Visitor};

use super::error::DecodeError;

/// The texts that are tried for a type that checks its text, two unlike ones of each kind: every such type accepts one of them, and a test in `fields` says so.
const TEXTS: [&str; 53] = [
    "a",
    "1",
    "1s",
    "/a",
    "a:1",
    "a/a",
    "secret(a/a)",
    "secret(a)",
    "1Gi",
    "0 0 * * *",
    "1%",
    "1/s",
    "a.aa",
    "a@a.aa",
    "https://a.aa",
    "https://a.aa/a",
    "10.0.0.0/8",
    "aaaa",
    "AAA",
    "1g.5gb",
    "1.1.1",
    "1.30",
    "UTC",
    "MLK0101",
    "a > 1",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "b",
    "2",
    "9h",
    "9s",
    "/b",
    "b:2",
    "b/b",
    "secret(b/b)",
    "secret(b)",
    "9Gi",
    "0 9 * * *",
    "9%",
    "9/s",
    "b.bb",
    "b@b.bb",
    "https://b.bb",
    "https://b.bb/b",
    "192.168.0.0/16",
    "bbbb",
    "BBB",
    "2g.10gb",
    "2.2.2",
    "1.31",
    "Europe/Berlin",
    "MLK0102",
    "b > 2",
    "1111111111111111111111111111111111111111111111111111111111111111",
];

/// The number of values to choose from.
pub(super) const CHOICES: usize = TEXTS.len() + 6;

/// A value that fits as many types as possible; which one is chosen by a number below [`CHOICES`].
#[derive(Clone, Copy)]
pub(super) struct MadeUp(pub(super) usize);

/// What a value is made up as, for a type that takes several kinds.
pub(super) enum Shape {
    /// A text.
    Text(&'static str),
    /// A whole number.
    Int(u64),
    /// A boolean.
    Bool(bool),
    /// A fraction.
    Float(f64),
    /// A list without items.
    List,
    /// A map without entries.
    Map,
}

impl MadeUp {
    /// Whether it is one of the first half.
    pub(super) fn is_early(self) -> bool {
        self.0 < CHOICES / 2
    }

    /// The value for a type that takes several kinds.
    pub(super) fn shape(self) -> Shape {
        if let Some(text) = TEXTS.get(self.0) {
            return Shape::Text(text);
        }
        match self.0 - TEXTS.len() {
            0 => Shape::Int(1),
            1 => Shape::Bool(true),
            2 => Shape::Float(0.5),
            3 => Shape::Int(100),
            4 => Shape::List,
            _ => Shape::Map,
        }
    }

    /// Visits one of the variants of an enum.
    pub(super) fn visit_enum<'de, V: Visitor<'de>>(
        self,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let variant = variants.get(self.0).copied().unwrap_or_default();
        let variant: StrDeserializer<'_, DecodeError> = variant.into_deserializer();
        visitor.visit_enum(variant)
    }
}
