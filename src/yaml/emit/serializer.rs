//! Serde's data model as block-style YAML.

use serde::Serialize;
use serde::ser::{self, Serializer};

use super::error::EmitError;
use super::key::{self, KeyWriter};
use super::order::Order;
use super::text;

/// Writes values one after another, each from where the last one ended.
pub(super) struct Emitter<'a> {
    out: &'a mut Vec<u8>,
    /// The indentation of what the next value contains.
    indent: usize,
    position: Position,
    /// The fields of all structs that are being written and have an order, the innermost struct's last.
    fields: Vec<Field>,
    /// Room for the fields of a struct while they change places.
    spare: Vec<u8>,
}

/// What stands before the next value in its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Nothing.
    Top,
    /// A key and its colon.
    AfterKey,
    /// The dash of a list item.
    AfterDash,
}

/// A written field: its rank in the order of its struct, and its bytes without the indentation before them.
#[derive(Clone, Copy)]
struct Field {
    rank: u8,
    start: usize,
    end: usize,
}

impl<'a> Emitter<'a> {
    /// Writes behind what `out` holds already.
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, indent: 0, position: Position::Top, fields: Vec::new(), spare: Vec::new() }
    }

    #[inline]
    fn word(&mut self, word: &[u8]) {
        self.separate();
        self.out.extend_from_slice(word);
        self.out.push(b'\n');
    }

    #[inline]
    fn string(&mut self, text: &str) {
        self.separate();
        text::value(self.out, text, self.indent.max(2));
        self.out.push(b'\n');
    }

    /// A number that YAML 1.1 takes for one too: with a point, and with a sign in its exponent.
    fn float(&mut self, digits: &str) {
        let Some((mantissa, exponent)) = digits.split_once('e') else { return self.word(digits.as_bytes()) };
        let point = if mantissa.contains('.') { "" } else { ".0" };
        let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
        self.word(format!("{mantissa}{point}e{sign}{exponent}").as_bytes());
    }

    #[inline]
    fn separate(&mut self) {
        if self.position != Position::Top {
            self.out.push(b' ');
        }
    }

    /// Starts the line of an entry or item; the first one after a dash shares the dash's line.
    #[inline]
    fn start_line(&mut self, indent: usize, position: Position, is_first: bool) {
        if is_first {
            match position {
                Position::Top => {}
                Position::AfterKey => self.out.push(b'\n'),
                Position::AfterDash => return self.out.push(b' '),
            }
        }
        text::pad(self.out, indent);
    }

    fn list(&mut self) -> ListWriter<'_, 'a> {
        // The dashes of a list stand below the key that names it.
        let indent = if self.position == Position::AfterKey { self.indent - 2 } else { self.indent };
        let position = self.position;
        ListWriter { emitter: self, indent, position, is_empty: true }
    }

    fn map(&mut self) -> MapWriter<'_, 'a> {
        let (indent, position) = (self.indent, self.position);
        MapWriter { emitter: self, indent, position, is_empty: true }
    }

    /// Writes the key of a variant with contents and makes them the next value.
    fn variant(&mut self, name: &str) -> Result<(), EmitError> {
        let mut map = self.map();
        map.key(name)?;
        self.indent += 2;
        self.position = Position::AfterKey;
        Ok(())
    }

    /// Puts the fields from `first` on in the order of their ranks, those of equal rank as they were written.
    fn put_in_order(&mut self, first: usize, indent: usize) {
        let fields = &mut self.fields[first..];
        if fields.is_sorted_by_key(|field| field.rank) {
            return;
        }
        let mut in_place = fields[0].start;
        fields.sort_by_key(|field| field.rank);
        let settled = fields.iter().take_while(|field| {
            let stays = field.start == in_place;
            in_place = if stays { field.end + indent } else { in_place };
            stays
        });
        let settled = settled.count();
        self.spare.clear();
        for (position, field) in fields[settled..].iter().enumerate() {
            if position > 0 {
                text::pad(&mut self.spare, indent);
            }
            self.spare.extend_from_slice(&self.out[field.start..field.end]);
        }
        self.out.truncate(in_place);
        self.out.extend_from_slice(&self.spare);
    }
}

/// Writes the items of a list.
pub(super) struct ListWriter<'e, 'a> {
    emitter: &'e mut Emitter<'a>,
    indent: usize,
    position: Position,
    is_empty: bool,
}

impl ListWriter<'_, '_> {
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), EmitError> {
        self.emitter.start_line(self.indent, self.position, self.is_empty);
        self.is_empty = false;
        self.emitter.out.push(b'-');
        self.emitter.indent = self.indent + 2;
        self.emitter.position = Position::AfterDash;
        item.serialize(&mut *self.emitter)
    }

    fn finish(self) {
        if self.is_empty {
            self.emitter.position = self.position;
            self.emitter.word(b"[]");
        }
    }
}

/// Writes the entries of a map.
pub(super) struct MapWriter<'e, 'a> {
    emitter: &'e mut Emitter<'a>,
    indent: usize,
    position: Position,
    is_empty: bool,
}

impl MapWriter<'_, '_> {
    #[inline]
    fn start_entry(&mut self) {
        self.emitter.start_line(self.indent, self.position, self.is_empty);
        self.is_empty = false;
    }

    #[inline]
    fn key(&mut self, name: &str) -> Result<(), EmitError> {
        self.start_entry();
        key::write(self.emitter.out, name)
    }

    #[inline]
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        self.emitter.indent = self.indent + 2;
        self.emitter.position = Position::AfterKey;
        value.serialize(&mut *self.emitter)
    }

    fn finish(self) {
        if self.is_empty {
            self.emitter.position = self.position;
            self.emitter.word(b"{}");
        }
    }
}

/// Writes the fields of a struct, in the order that people know if the struct has one.
pub(super) struct StructWriter<'e, 'a> {
    map: MapWriter<'e, 'a>,
    order: Option<&'static Order>,
    /// Where the fields of this struct begin among those of all open structs.
    first: usize,
}

impl StructWriter<'_, '_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EmitError> {
        let Some(order) = self.order else {
            self.map.key(name)?;
            return self.map.value(value);
        };
        self.map.start_entry();
        let start = self.map.emitter.out.len();
        key::write(self.map.emitter.out, name)?;
        self.map.value(value)?;
        let end = self.map.emitter.out.len();
        self.map.emitter.fields.push(Field { rank: order.rank(name), start, end });
        Ok(())
    }

    fn finish(self) {
        if self.order.is_some() {
            self.map.emitter.put_in_order(self.first, self.map.indent);
            self.map.emitter.fields.truncate(self.first);
        }
        self.map.finish();
    }
}

macro_rules! whole_numbers {
    ($($method:ident: $number:ty,)*) => {
        $(fn $method(self, number: $number) -> Result<(), EmitError> {
            self.word(itoa::Buffer::new().format(number).as_bytes());
            Ok(())
        })*
    };
}

impl<'e, 'a> Serializer for &'e mut Emitter<'a> {
    type Ok = ();
    type Error = EmitError;
    type SerializeSeq = ListWriter<'e, 'a>;
    type SerializeTuple = ListWriter<'e, 'a>;
    type SerializeTupleStruct = ListWriter<'e, 'a>;
    type SerializeTupleVariant = ListWriter<'e, 'a>;
    type SerializeMap = MapWriter<'e, 'a>;
    type SerializeStruct = StructWriter<'e, 'a>;
    type SerializeStructVariant = StructWriter<'e, 'a>;

    whole_numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
    }

    fn serialize_bool(self, value: bool) -> Result<(), EmitError> {
        self.word(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), EmitError> {
        if !number.is_finite() {
            return Err(EmitError::NotFinite);
        }
        self.float(zmij::Buffer::new().format_finite(number));
        Ok(())
    }

    fn serialize_f64(self, number: f64) -> Result<(), EmitError> {
        if !number.is_finite() {
            return Err(EmitError::NotFinite);
        }
        self.float(zmij::Buffer::new().format_finite(number));
        Ok(())
    }

    fn serialize_char(self, character: char) -> Result<(), EmitError> {
        self.string(character.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    #[inline]
    fn serialize_str(self, text: &str) -> Result<(), EmitError> {
        self.string(text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EmitError> {
        Err(EmitError::Bytes)
    }

    fn serialize_none(self) -> Result<(), EmitError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), EmitError> {
        self.word(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EmitError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), EmitError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), EmitError> {
        self.variant(variant)?;
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, EmitError> {
        Ok(self.list())
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, EmitError> {
        Ok(self.list())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, EmitError> {
        Ok(self.list())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EmitError> {
        self.variant(variant)?;
        Ok(self.list())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, EmitError> {
        Ok(self.map())
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeStruct, EmitError> {
        let first = self.fields.len();
        Ok(StructWriter { map: self.map(), order: Order::of(name), first })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EmitError> {
        self.variant(variant)?;
        let first = self.fields.len();
        Ok(StructWriter { map: self.map(), order: None, first })
    }
}

impl ser::SerializeSeq for ListWriter<'_, '_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), EmitError> {
        self.item(item)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeTuple for ListWriter<'_, '_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), EmitError> {
        self.item(item)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeTupleStruct for ListWriter<'_, '_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), EmitError> {
        self.item(item)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeTupleVariant for ListWriter<'_, '_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), EmitError> {
        self.item(item)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeMap for MapWriter<'_, '_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EmitError> {
        self.start_entry();
        key.serialize(KeyWriter(self.emitter.out))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        self.value(value)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeStruct for StructWriter<'_, '_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EmitError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeStructVariant for StructWriter<'_, '_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EmitError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}
