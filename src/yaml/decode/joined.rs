//! Types that share the keys of one map.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{DeserializeSeed, SeqAccess};
use serde_json::Value;

use super::error::DecodeError;
use super::node::NodeDeserializer;

/// Two types whose keys stand beside each other in one map: each takes its own, and a key that neither has is unknown.
///
/// It is what `#[serde(flatten)]` is for, which copies the values first and so loses their places.
#[derive(Debug, Deserialize)]
pub struct Joined<A, B>(pub A, pub B);

/// Whether a type has a map for itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It has.
    Whole,
    /// Others share it, and some of them have not been asked yet for their keys.
    Early,
    /// Others share it, and all of them have.
    Last,
}

/// Hands a map to one type after the other.
pub(super) struct Parts<'a> {
    /// The map.
    pub(super) map: NodeDeserializer<'a>,
    /// The types to come.
    pub(super) left: usize,
}

impl<'de> SeqAccess<'de> for Parts<'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let part = if left == 0 && self.map.part != Part::Early { Part::Last } else { Part::Early };
        seed.deserialize(NodeDeserializer { part, ..self.map }).map(Some)
    }
}

impl<A: JsonSchema, B: JsonSchema> JsonSchema for Joined<A, B> {
    fn schema_name() -> Cow<'static, str> {
        A::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("{} + {}", A::schema_id(), B::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = A::json_schema(generator);
        let mut other = B::json_schema(generator);
        for key in ["properties", "required"] {
            match (schema.get_mut(key), other.remove(key)) {
                (Some(Value::Object(own)), Some(Value::Object(others))) => own.extend(others),
                (Some(Value::Array(own)), Some(Value::Array(others))) => own.extend(others),
                (None, Some(others)) => {
                    schema.insert(key.to_owned(), others);
                }
                _ => {}
            }
        }
        schema
    }
}
