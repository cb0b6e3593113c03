//! Made-up values for required keys, so that the keys after them can be looked at.

use serde::Deserializer;
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::error::DecodeError;

/// The texts that are tried for a type that checks its text: hopefully every such type accepts one of them.
const TEXTS: [&str; 9] = ["a", "1", "1s", "/a", "a:1", "a/a", "secret(a/a)", "1Gi", "0 0 * * *"];

/// The number of values to choose from.
pub(super) const CHOICES: usize = TEXTS.len() + 5;

/// A value that fits as many types as possible; which one is chosen by a number below [`CHOICES`].
#[derive(Clone, Copy)]
pub(super) struct StandInDeserializer(pub(super) usize);

type Nothing = std::iter::Empty<((), ())>;

fn no_entries() -> MapDeserializer<'static, Nothing, DecodeError> {
    MapDeserializer::new(std::iter::empty())
}

fn no_items() -> SeqDeserializer<std::iter::Empty<()>, DecodeError> {
    SeqDeserializer::new(std::iter::empty())
}

impl<'de> Deserializer<'de> for StandInDeserializer {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if let Some(text) = TEXTS.get(self.0) {
            return visitor.visit_str(text);
        }
        match self.0 - TEXTS.len() {
            0 => visitor.visit_u64(1),
            1 => visitor.visit_bool(true),
            2 => visitor.visit_f64(0.5),
            3 => visitor.visit_seq(no_items()),
            _ => visitor.visit_map(no_entries()),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_bool(true)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_seq(no_items())
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_map(no_entries())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_map(no_entries())
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let variant = variants.get(self.0).copied().unwrap_or_default();
        let variant: StrDeserializer<'_, DecodeError> = variant.into_deserializer();
        visitor.visit_enum(variant)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct tuple tuple_struct
        identifier ignored_any
    }
}
