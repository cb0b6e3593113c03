//! Made-up values for required keys, so that the keys after them can be looked at.

use serde::de::value::StrDeserializer;
use serde::de::{IntoDeserializer, Visitor};

use super::error::DecodeError;

/// The texts that are tried for a type that checks its text: hopefully every such type accepts one of them.
const TEXTS: [&str; 9] = ["a", "1", "1s", "/a", "a:1", "a/a", "secret(a/a)", "1Gi", "0 0 * * *"];

/// The number of values to choose from.
pub(super) const CHOICES: usize = TEXTS.len() + 5;

/// A value that fits as many types as possible; which one is chosen by a number below [`CHOICES`].
#[derive(Clone, Copy)]
pub(super) struct MadeUp(pub(super) usize);

/// What a value is made up as, for a type that takes several kinds.
pub(super) enum Guess {
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
    /// The value for a type that takes several kinds.
    pub(super) fn guess(self) -> Guess {
        if let Some(text) = TEXTS.get(self.0) {
            return Guess::Text(text);
        }
        match self.0 - TEXTS.len() {
            0 => Guess::Int(1),
            1 => Guess::Bool(true),
            2 => Guess::Float(0.5),
            3 => Guess::List,
            _ => Guess::Map,
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
