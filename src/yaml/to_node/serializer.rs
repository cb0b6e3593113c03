//! Serde's data model as a tree.
//!
//! Whatever does not depend on a type stands in functions that do not either, so that each type adds little code.

use serde::Serialize;
use serde::ser::{self, Serializer};

use super::key::KeyText;
use super::order::Order;
use crate::source::Span;
use crate::yaml::{EmitError, Key, Mapping, Node, Value};

/// In which order the fields of structs stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// That of [`Order`], where it has a row for the struct.
    AsPeopleWrite,
    /// That in which the struct gives them.
    AsDeclared,
}

/// Builds the tree of one value.
#[derive(Clone, Copy)]
pub(super) struct TreeBuilder {
    /// The place of every value and key.
    pub(super) span: Span,
    /// The order of fields.
    pub(super) arrangement: Arrangement,
}

impl TreeBuilder {
    fn node(self, value: Value) -> Node {
        Node { span: self.span, value }
    }

    fn key(self, name: &'static str) -> Key {
        Key::new(self.span, name)
    }

    #[inline(never)]
    fn string(self, text: &str) -> Node {
        Node::string(self.span, text)
    }

    fn unsigned(self, number: u64) -> Node {
        self.node(i64::try_from(number).map_or(Value::UInt(number), Value::Int))
    }

    fn float(self, number: f64) -> Result<Node, EmitError> {
        if number.is_finite() { Ok(self.node(Value::Float(number))) } else { Err(EmitError::NotFinite) }
    }

    /// The map whose only key is the name of a variant; the content itself if there is none.
    fn in_variant(self, variant: Option<&'static str>, content: Node) -> Node {
        match variant {
            Some(name) => self.node(Value::Mapping([(self.key(name), content)].into_iter().collect())),
            None => content,
        }
    }

    fn list(self, count: Option<usize>, variant: Option<&'static str>) -> ListBuilder {
        ListBuilder { builder: self, items: Vec::with_capacity(count.unwrap_or_default().min(MOST_AT_ONCE)), variant }
    }

    #[inline(never)]
    fn fields(self, count: usize, order: Option<&'static Order>, variant: Option<&'static str>) -> FieldsBuilder {
        let count = count.min(MOST_AT_ONCE);
        let ranks = Vec::with_capacity(if order.is_some() { count } else { 0 });
        FieldsBuilder { builder: self, fields: Vec::with_capacity(count), order, ranks, variant }
    }
}

/// The most for which room is made before it is there: a type may announce any number.
const MOST_AT_ONCE: usize = 1024;

/// Collects the items of a list.
pub(super) struct ListBuilder {
    builder: TreeBuilder,
    items: Vec<Node>,
    variant: Option<&'static str>,
}

impl ListBuilder {
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), EmitError> {
        self.items.push(item.serialize(self.builder)?);
        Ok(())
    }

    fn finish(self) -> Node {
        let Self { builder, items, variant } = self;
        builder.in_variant(variant, builder.node(Value::Sequence(items)))
    }
}

/// Collects the entries of a map.
pub(super) struct EntriesBuilder {
    builder: TreeBuilder,
    entries: Mapping,
    key: Option<Key>,
}

impl EntriesBuilder {
    #[inline(never)]
    fn push(&mut self, node: Node) {
        // Serde gives a value after its key.
        if let Some(key) = self.key.take() {
            self.entries.insert(key, node);
        }
    }
}

/// Collects the fields of a struct, in the order that people know if the struct has one.
pub(super) struct FieldsBuilder {
    builder: TreeBuilder,
    fields: Vec<(Key, Node)>,
    order: Option<&'static Order>,
    /// The ranks of the fields, if there is an order.
    ranks: Vec<u8>,
    variant: Option<&'static str>,
}

impl FieldsBuilder {
    #[inline(never)]
    fn push(&mut self, name: &'static str, node: Node) {
        let place = self.order.map_or(self.fields.len(), |order| {
            let rank = order.rank(name);
            // Fields of equal rank stay as they come.
            let place = self.ranks.partition_point(|other| *other <= rank);
            self.ranks.insert(place, rank);
            place
        });
        self.fields.insert(place, (self.builder.key(name), node));
    }

    #[inline(never)]
    fn finish(self) -> Node {
        let Self { builder, fields, variant, .. } = self;
        builder.in_variant(variant, builder.node(Value::Mapping(Mapping::from_distinct(fields))))
    }
}

macro_rules! whole_numbers {
    ($($method:ident: $number:ty,)*) => {
        $(fn $method(self, number: $number) -> Result<Node, EmitError> {
            Ok(self.node(Value::Int(number.into())))
        })*
    };
}

impl Serializer for TreeBuilder {
    type Ok = Node;
    type Error = EmitError;
    type SerializeSeq = ListBuilder;
    type SerializeTuple = ListBuilder;
    type SerializeTupleStruct = ListBuilder;
    type SerializeTupleVariant = ListBuilder;
    type SerializeMap = EntriesBuilder;
    type SerializeStruct = FieldsBuilder;
    type SerializeStructVariant = FieldsBuilder;

    whole_numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
    }

    fn serialize_u64(self, number: u64) -> Result<Node, EmitError> {
        Ok(self.unsigned(number))
    }

    fn serialize_bool(self, value: bool) -> Result<Node, EmitError> {
        Ok(self.node(Value::Bool(value)))
    }

    fn serialize_f32(self, number: f32) -> Result<Node, EmitError> {
        // The number that its shortest digits say: 0.1, and not what the next smaller type makes of it.
        self.float(number.to_string().parse().unwrap_or(f64::NAN))
    }

    fn serialize_f64(self, number: f64) -> Result<Node, EmitError> {
        self.float(number)
    }

    fn serialize_char(self, character: char) -> Result<Node, EmitError> {
        Ok(self.string(character.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, text: &str) -> Result<Node, EmitError> {
        Ok(self.string(text))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Node, EmitError> {
        Err(EmitError::Bytes)
    }

    fn serialize_none(self) -> Result<Node, EmitError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, EmitError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, EmitError> {
        Ok(self.node(Value::Null))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, EmitError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Node, EmitError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Node, EmitError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Node, EmitError> {
        Ok(self.in_variant(Some(variant), value.serialize(self)?))
    }

    fn serialize_seq(self, count: Option<usize>) -> Result<ListBuilder, EmitError> {
        Ok(self.list(count, None))
    }

    fn serialize_tuple(self, count: usize) -> Result<ListBuilder, EmitError> {
        Ok(self.list(Some(count), None))
    }

    fn serialize_tuple_struct(self, _: &'static str, count: usize) -> Result<ListBuilder, EmitError> {
        Ok(self.list(Some(count), None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        count: usize,
    ) -> Result<ListBuilder, EmitError> {
        Ok(self.list(Some(count), Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<EntriesBuilder, EmitError> {
        Ok(EntriesBuilder { builder: self, entries: Mapping::new(), key: None })
    }

    fn serialize_struct(self, name: &'static str, count: usize) -> Result<FieldsBuilder, EmitError> {
        let order = if self.arrangement == Arrangement::AsPeopleWrite { Order::of(name) } else { None };
        Ok(self.fields(count, order, None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        count: usize,
    ) -> Result<FieldsBuilder, EmitError> {
        Ok(self.fields(count, None, Some(variant)))
    }
}

macro_rules! lists {
    ($($kind:ident: $method:ident,)*) => {
        $(impl ser::$kind for ListBuilder {
            type Ok = Node;
            type Error = EmitError;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), EmitError> {
                self.item(item)
            }

            fn end(self) -> Result<Node, EmitError> {
                Ok(self.finish())
            }
        })*
    };
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

impl ser::SerializeMap for EntriesBuilder {
    type Ok = Node;
    type Error = EmitError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EmitError> {
        self.key = Some(Key::new(self.builder.span, key.serialize(KeyText)?));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        let node = value.serialize(self.builder)?;
        self.push(node);
        Ok(())
    }

    fn end(self) -> Result<Node, EmitError> {
        Ok(self.builder.node(Value::Mapping(self.entries)))
    }
}

macro_rules! structs {
    ($($kind:ident,)*) => {
        $(impl ser::$kind for FieldsBuilder {
            type Ok = Node;
            type Error = EmitError;

            // Once for each type of a field, and not once for each field.
            #[inline(never)]
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EmitError> {
                let node = value.serialize(self.builder)?;
                self.push(name, node);
                Ok(())
            }

            fn end(self) -> Result<Node, EmitError> {
                Ok(self.finish())
            }
        })*
    };
}

structs! { SerializeStruct, SerializeStructVariant, }
