//! Enums: a word, or a map of one key that names the variant.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

use super::attempt::Attempt;
use super::error::{DecodeError, Fault};
use super::node::NodeDeserializer;
use crate::source::Span;
use crate::yaml::Node;

/// The name of a variant, and its contents if it has some.
#[derive(Clone, Copy)]
pub(super) struct Variant<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// Where the name was written.
    pub(super) span: Span,
    /// The value of the one key.
    pub(super) content: Option<&'a Node>,
    /// What is left out.
    pub(super) attempt: &'a Attempt,
}

impl<'a> Variant<'a> {
    fn content(self) -> Result<NodeDeserializer<'a>, DecodeError> {
        let Some(node) = self.content else {
            return Err(DecodeError::new(Fault::Value(format!("`{}` needs a value: write `{}: …`", self.name, self.name))));
        };
        if self.attempt.skips(node) {
            return Err(DecodeError::new(Fault::Incomplete));
        }
        Ok(NodeDeserializer::new(node, self.span, self.attempt))
    }
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DecodeError> {
        Ok((seed.deserialize(BorrowedStrDeserializer::new(self.name))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.content {
            Some(node) if !node.is_null() => Err(DecodeError::wrong_kind("nothing", node.kind())),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        self.content()?.seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        let content = self.content()?;
        content.deserialize_seq(visitor).map_err(|error| content.blame(error))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        let content = self.content()?;
        content.deserialize_struct("", fields, visitor).map_err(|error| content.blame(error))
    }
}
