//! A node as something to deserialize from.

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::attempt::{Attempt, identity};
use super::entries::{Items, Known, entries};
use super::error::{DecodeError, Fault, Site};
use super::joined::{Part, Parts};
use super::stand_in::{MadeUp, Shape};
use super::variant::Variant;
use super::words;
use crate::source::Span;
use crate::yaml::{Mapping, Node, Value};

/// Deserializes one node.
#[derive(Clone, Copy)]
pub(super) struct NodeDeserializer<'a> {
    /// The node.
    pub(super) node: &'a Node,
    /// The place that names it.
    pub(super) named: Span,
    /// Keys of this map that others decode.
    pub(super) also_known: &'a [&'a str],
    /// Whether other types decode this map too.
    pub(super) part: Part,
    /// What is left out and made up.
    pub(super) attempt: &'a Attempt,
    /// The value that stands in for one that is missing or wrong: the node is then nothing.
    pub(super) made_up: Option<MadeUp>,
    /// The node that is wrong, if a made-up value stands instead of it.
    pub(super) instead_of: Option<&'a Node>,
}

impl<'a> NodeDeserializer<'a> {
    /// Deserializes all of a node, or what stands instead of it.
    pub(super) fn new(node: &'a Node, named: Span, attempt: &'a Attempt) -> Self {
        match attempt.replacement(node) {
            None => Self { node, named, also_known: &[], part: Part::Whole, attempt, made_up: None, instead_of: None },
            Some(value) => Self { instead_of: Some(node), ..Self::made_up(value, attempt) },
        }
    }

    /// Deserializes a made-up value.
    ///
    /// It is the same deserializer, because every further one is compiled for every type again.
    pub(super) fn made_up(value: MadeUp, attempt: &'a Attempt) -> Self {
        let nothing = attempt.nothing();
        Self { made_up: Some(value), ..Self::new(nothing, nothing.span, attempt) }
    }

    // Whatever a map is visited for, it is visited here, so that a type is compiled once.
    #[inline(never)]
    fn visit_map<V: Visitor<'a>>(self, mapping: &'a Mapping, known: Known<'a>, visitor: V) -> Result<V::Value, DecodeError> {
        let mut entries = entries(mapping, self.node, known, self.attempt);
        visitor.visit_map(&mut entries).map_err(|error| entries.explain(error, self.named))
    }

    /// The items of a value that has to be a list.
    #[inline(never)]
    fn items(&self) -> Result<&'a [Node], Unexpected<'a>> {
        match &self.node.value {
            Value::Null if self.instead_of.is_some() => Err(self.unexpected()),
            Value::Null => Ok(&[]),
            Value::Sequence(items) => Ok(items),
            _ => Err(self.unexpected()),
        }
    }

    /// The entries of a value that has to be a map.
    #[inline(never)]
    fn entries(&self) -> Result<&'a Mapping, Unexpected<'a>> {
        match &self.node.value {
            Value::Null if self.instead_of.is_some() => Err(self.unexpected()),
            Value::Null => Ok(self.attempt.empty()),
            Value::Mapping(mapping) => Ok(mapping),
            _ => Err(self.unexpected()),
        }
    }

    /// The entries of a value that has to be a struct, and which of them are known.
    #[inline(never)]
    fn fields(&self, fields: &'static [&'static str]) -> Result<(&'a Mapping, Known<'a>), DecodeError> {
        if self.part == Part::Early {
            self.attempt.add_early_part(self.node, fields);
        }
        let known = Known::Fields { fields, others: self.also_known, part: self.part };
        match &self.node.value {
            Value::Null if self.instead_of.is_some() => Err(DecodeError::new(Fault::Refused)),
            Value::Null => Ok((self.attempt.empty(), known)),
            Value::Mapping(mapping) => Ok((mapping, known)),
            _ => Err(DecodeError::wrong_kind("a map", self.node.kind())),
        }
    }

    /// What the value is, for who expects something else.
    fn unexpected(&self) -> Unexpected<'a> {
        match &self.node.value {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Int(number) => Unexpected::Signed(*number),
            Value::UInt(number) => Unexpected::Unsigned(*number),
            Value::Float(number) => Unexpected::Float(*number),
            Value::String { text, .. } => Unexpected::Str(text),
            Value::Sequence(_) => Unexpected::Seq,
            Value::Mapping(_) => Unexpected::Map,
        }
    }

    /// Visits a map that has no entry of its own.
    fn visit_empty_map<V: Visitor<'a>>(self, known: Known<'a>, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_map(self.attempt.empty(), known, visitor)
    }

    fn visit_seq<V: Visitor<'a>>(self, items: &'a [Node], visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_seq(Items { items: items.iter(), attempt: self.attempt })
    }

    #[inline(never)]
    fn visit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if let Some(made_up) = self.made_up {
            return match made_up.shape() {
                Shape::Text(text) => visitor.visit_borrowed_str(text),
                Shape::Int(number) => visitor.visit_u64(number),
                Shape::Bool(value) => visitor.visit_bool(value),
                Shape::Float(number) => visitor.visit_f64(number),
                // Only a plain value can be made up instead of another: in a list or a map there is too much that could be meant.
                Shape::List | Shape::Map if self.instead_of.is_some() => Err(DecodeError::new(Fault::Refused)),
                Shape::List => self.visit_seq(&[], visitor),
                Shape::Map => self.visit_empty_map(Known::All, visitor),
            };
        }
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(number) => match u64::try_from(*number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_i64(*number),
            },
            Value::UInt(number) => visitor.visit_u64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::String { text, .. } => visitor.visit_borrowed_str(text),
            Value::Sequence(items) => self.visit_seq(items, visitor),
            Value::Mapping(mapping) => self.visit_map(mapping, Known::All, visitor),
        }
    }

    fn visit_enum<V: Visitor<'a>>(self, variants: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        if let Some(made_up) = self.made_up {
            return made_up.visit_enum(variants, visitor);
        }
        match &self.node.value {
            Value::String { text, .. } => {
                visitor.visit_enum(Variant { name: text, span: self.node.span, content: None, attempt: self.attempt })
            }
            Value::Mapping(mapping) => match (mapping.len(), mapping.iter().next()) {
                (1, Some((key, node))) => visitor
                    .visit_enum(Variant { name: &key.name, span: key.span, content: Some(node), attempt: self.attempt })
                    .map_err(|error| blame_variant(error, self.node, key.span)),
                (count, _) => Err(DecodeError::new(Fault::Value(format!(
                    "expected exactly one of {}, found {count} keys",
                    words::list(variants.iter().copied())
                )))),
            },
            _ => Err(DecodeError::wrong_kind("a string", self.node.kind())),
        }
    }

    /// Lets a type deserialize itself; what the type then says itself about the outcome is about this node too.
    pub(super) fn seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, DecodeError> {
        seed.deserialize(self).map_err(|error| self.blame(error))
    }

    /// Blames this node for an error that nothing inside it is blamed for.
    #[cold]
    #[inline(never)]
    pub(super) fn blame(self, mut error: DecodeError) -> DecodeError {
        if let Some(node) = self.instead_of {
            return DecodeError::new(Fault::Refused).blaming(Site { node: identity(node), span: node.span });
        }
        let failure = error.failure();
        if failure.site.is_none()
            && failure.help.is_none()
            && let Fault::Kind { expected, .. } = &failure.fault
        {
            failure.help = Some(words::advice(expected, self.node));
        }
        error.blaming(Site { node: identity(self.node), span: self.node.span })
    }
}

/// An unknown variant that is a key is to be reported at the key.
fn blame_variant(error: DecodeError, node: &Node, key: Span) -> DecodeError {
    error.blaming(Site { node: identity(node), span: key })
}

/// Nothing here says which node an error is about: who asks for a value blames it, so that it is done once for each type.
impl<'de> Deserializer<'de> for NodeDeserializer<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.made_up {
            Some(made_up) => visitor.visit_bool(made_up.is_early()),
            None => self.visit(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() && self.instead_of.is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.items() {
            Ok(items) => self.visit_seq(items, visitor),
            Err(found) => Err(DecodeError::invalid_type(found, &visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.entries() {
            Ok(mapping) => self.visit_map(mapping, Known::All, visitor),
            Err(found) => Err(DecodeError::invalid_type(found, &visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.fields(fields) {
            Ok((mapping, known)) => self.visit_map(mapping, known, visitor),
            Err(error) => Err(error),
        }
    }

    /// Types beside each other: see [`Joined`](super::Joined).
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_seq(Parts { map: self, left: count })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.visit_enum(variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        identifier
    }
}
