//! Keys of maps.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use crate::yaml::EmitError;
use std::borrow::Cow;

/// The text of what is given as a key: a string, or a whole number or boolean as a string.
pub(super) struct KeyText;

type Name = Cow<'static, str>;

macro_rules! keys_of_digits {
    ($($method:ident: $number:ty,)*) => {
        $(fn $method(self, number: $number) -> Result<Name, EmitError> {
            Ok(number.to_string().into())
        })*
    };
}

impl Serializer for KeyText {
    type Ok = Name;
    type Error = EmitError;
    type SerializeSeq = Impossible<Name, EmitError>;
    type SerializeTuple = Impossible<Name, EmitError>;
    type SerializeTupleStruct = Impossible<Name, EmitError>;
    type SerializeTupleVariant = Impossible<Name, EmitError>;
    type SerializeMap = Impossible<Name, EmitError>;
    type SerializeStruct = Impossible<Name, EmitError>;
    type SerializeStructVariant = Impossible<Name, EmitError>;

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

    fn serialize_str(self, name: &str) -> Result<Name, EmitError> {
        Ok(name.to_owned().into())
    }

    fn serialize_char(self, name: char) -> Result<Name, EmitError> {
        Ok(name.to_string().into())
    }

    fn serialize_bool(self, name: bool) -> Result<Name, EmitError> {
        Ok(if name { "true" } else { "false" }.into())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, name: &T) -> Result<Name, EmitError> {
        name.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, name: &T) -> Result<Name, EmitError> {
        name.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<Name, EmitError> {
        Ok(name.into())
    }

    fn serialize_f32(self, _: f32) -> Result<Name, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_f64(self, _: f64) -> Result<Name, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Name, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_none(self) -> Result<Name, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_unit(self) -> Result<Name, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Name, EmitError> {
        Err(EmitError::CompoundKey)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Name, EmitError> {
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
