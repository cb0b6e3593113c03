//! Why a value has no form in YAML.

use std::fmt;

/// Why a value could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmitError {
    /// A number that is infinite or no number.
    NotFinite,
    /// A key that takes more than 1,024 bytes, which no reader accepts; with its beginning.
    LongKey(String),
    /// A key that is a list, a map, a fraction or nothing.
    CompoundKey,
    /// Bytes that are not marked as text.
    Bytes,
    /// What the value's own `Serialize` said.
    Custom(String),
}

impl fmt::Display for EmitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite => formatter.write_str("a number that is not finite has no form in YAML"),
            Self::LongKey(start) => write!(formatter, "a key of more than 1,024 bytes has no form in YAML: `{start}…`"),
            Self::CompoundKey => formatter.write_str("only strings, whole numbers and booleans can be keys"),
            Self::Bytes => formatter.write_str("bytes have no form in YAML"),
            Self::Custom(message) => formatter.write_str(message),
        }
    }
}

impl std::error::Error for EmitError {}

impl serde::ser::Error for EmitError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}
