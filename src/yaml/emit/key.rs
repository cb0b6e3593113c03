//! Keys of maps.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::error::EmitError;
use super::text;

/// Writes what is given as a key: a string, or a whole number or boolean as a string.
pub(super) struct KeyWriter<'a>(pub(super) &'a mut Vec<u8>);

/// The longest key that readers accept, quotes included.
const LONGEST: usize = 1024;

/// Writes a key and its colon.
#[inline]
pub(super) fn write(out: &mut Vec<u8>, name: &str) -> Result<(), EmitError> {
    let start = out.len();
    text::key(out, name);
    if out.len() - start > LONGEST {
        return Err(EmitError::LongKey(name.chars().take(40).collect()));
    }
    out.push(b':');
    Ok(())
}

macro_rules! keys_of_digits {
    ($($method:ident: $number:ty,)*) => {
        $(fn $method(self, number: $number) -> Result<(), EmitError> {
            write(self.0, itoa::Buffer::new().format(number))
        })*
    };
}

impl Serializer for KeyWriter<'_> {
    type Ok = ();
    type Error = EmitError;
    type SerializeSeq = Impossible<(), EmitError>;
    type SerializeTuple = Impossible<(), EmitError>;
    type SerializeTupleStruct = Impossible<(), EmitError>;
    type SerializeTupleVariant = Impossible<(), EmitError>;
    type SerializeMap = Impossible<(), EmitError>;
    type SerializeStruct = Impossible<(), EmitError>;
    type SerializeStructVariant = Impossible<(), EmitError>;

    keys_of_digits! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
    }

    fn serialize_str(self, name: &str) -> Result<(), EmitError> {
        write(self.0, name)
    }

    fn serialize_char(self, name: char) -> Result<(), EmitError> {
        write(self.0, name.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bool(self, name: bool) -> Result<(), EmitError> {
        write(self.0, if name { "true" } else { "false" })
    }

    fn serialize_some<T: Serialize + ?Sized>(self, name: &T) -> Result<(), EmitError> {
        name.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, name: &T) -> Result<(), EmitError> {
        name.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), EmitError> {
        write(self.0, name)
    }

    fn serialize_f32(self, _: f32) -> Result<(), EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_f64(self, _: f64) -> Result<(), EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_none(self) -> Result<(), EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_unit(self) -> Result<(), EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EmitError> {
        Err(EmitError::CompoundKey)
    }
}
