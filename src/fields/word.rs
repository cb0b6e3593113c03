//! What all words of a spec have in common: parsed from one scalar, described once for errors, editors and help.

use crate::diag::{Code, codes};
use schemars::{Schema, json_schema};
use serde::de::{self, Deserializer, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// Why a text is not a value of some kind, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong, as a phrase.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Invalid {
    /// A reason with its way out.
    pub fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: help.into() }
    }
}

/// The form in which decoding takes a reason apart again: code, message, and help on lines of its own.
impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one_line = |text: &str| text.replace('\n', "\\n");
        write!(formatter, "{}: {}\n{}", self.code.id, one_line(&self.message), one_line(&self.help))
    }
}

impl std::error::Error for Invalid {}

/// A kind of value that a spec author writes as one scalar.
pub trait Word: Sized {
    /// What is expected, to follow `expected` in an error: "a duration such as `5m`".
    const EXPECTED: &'static str;
    /// A regular expression for editors. It may accept more than [`Word::parse`], never less.
    const PATTERN: &'static str;
    /// The JSON types that may stand here.
    const TYPES: &'static [&'static str] = &["string"];

    /// Reads the text, or says what to write instead.
    fn parse(text: &str) -> Result<Self, Invalid>;
}

/// Decodes a word from a string, and from a number or a boolean where [`Word::TYPES`] names them.
pub(super) fn deserialize<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(WordVisitor(PhantomData))
}

/// The JSON schema of a word.
pub(super) fn schema<T: Word>() -> Schema {
    let expected = T::EXPECTED;
    match T::TYPES {
        [only] => json_schema!({ "type": only, "pattern": T::PATTERN, "description": expected }),
        types => json_schema!({ "type": types, "pattern": T::PATTERN, "description": expected }),
    }
}

struct WordVisitor<T>(PhantomData<T>);

impl<T: Word> WordVisitor<T> {
    fn number<E: de::Error>(text: &str, found: de::Unexpected<'_>) -> Result<T, E> {
        let is_welcome = T::TYPES.contains(&"number") || T::TYPES.contains(&"integer");
        match T::parse(text) {
            Ok(_) if !is_welcome => Err(E::invalid_type(found, &T::EXPECTED)),
            // What is wrong with `512` as an amount of memory is not that it is a number.
            parsed => parsed.map_err(E::custom),
        }
    }
}

impl<T: Word> Visitor<'_> for WordVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        match T::parse(text) {
            Ok(_) if !T::TYPES.contains(&"string") => Err(E::invalid_type(de::Unexpected::Str(text), &T::EXPECTED)),
            parsed => parsed.map_err(E::custom),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        Self::number(&number.to_string(), de::Unexpected::Signed(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        Self::number(&number.to_string(), de::Unexpected::Unsigned(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        Self::number(&number.to_string(), de::Unexpected::Float(number))
    }
}

/// Gives a [`Word`] its serde and schema sides; the schema may have further bounds.
macro_rules! word {
    ($type:ty, $name:literal) => {
        $crate::fields::word::word!($type, $name, {});
    };
    ($type:ty, $name:literal, $bounds:tt) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::fields::word::deserialize(deserializer)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = $crate::fields::word::schema::<Self>();
                if let serde_json::Value::Object(bounds) = serde_json::json!($bounds) {
                    schema.ensure_object().extend(bounds);
                }
                schema
            }
        }
    };
}
pub(super) use word;

/// A reason with the code for values of no code of their own.
pub(super) fn bad_value(message: impl Into<String>, help: impl Into<String>) -> Invalid {
    Invalid::new(codes::BAD_VALUE, message, help)
}
