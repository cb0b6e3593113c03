//! Values that are one word in the plain case, and a map for those who want to say more.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, MapAccess, Unexpected, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A value that is written as a word, or as a map.
pub(crate) trait WordOrMap: Sized {
    /// The word: a string, or a boolean.
    type Word: DeserializeOwned + JsonSchema;
    /// The map.
    type Map: DeserializeOwned + JsonSchema;
    /// What is expected, to follow `expected` in an error.
    const EXPECTED: &'static str;
    /// Whether the word is `true` or `false`, and no string.
    const IS_BOOL: bool = false;

    /// The value that a word stands for.
    fn of_word(word: Self::Word) -> Self;

    /// The value that a map stands for.
    fn of_map(map: Self::Map) -> Self;
}

struct FormVisitor<T>(PhantomData<T>);

impl<'de, T: WordOrMap> Visitor<'de> for FormVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        if !T::IS_BOOL {
            return Err(E::invalid_type(Unexpected::Bool(value), &self));
        }
        T::Word::deserialize(de::value::BoolDeserializer::<E>::new(value)).map(T::of_word)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        if T::IS_BOOL {
            return Err(E::invalid_type(Unexpected::Str(text), &self));
        }
        T::Word::deserialize(de::value::StrDeserializer::<E>::new(text)).map(T::of_word)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::Map::deserialize(de::value::MapAccessDeserializer::new(map)).map(T::of_map)
    }
}

/// Decodes either form.
pub(crate) fn deserialize<'de, T: WordOrMap, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(FormVisitor(PhantomData))
}

/// The JSON schema of both forms.
pub(crate) fn schema<T: WordOrMap>(generator: &mut SchemaGenerator, description: &str) -> Schema {
    json_schema!({
        "description": description,
        "anyOf": [generator.subschema_for::<T::Word>(), generator.subschema_for::<T::Map>()],
    })
}

/// Gives a [`WordOrMap`] its serde and schema sides.
macro_rules! word_or_map {
    ($type:ty, $name:literal, $description:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::yaml::word_or_map::deserialize(deserializer)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::yaml::word_or_map::schema::<Self>(generator, $description)
            }
        }
    };
}
pub(crate) use word_or_map;
