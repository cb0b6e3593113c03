//! Trees to text: block style as `kubectl` writes it, that every YAML reader reads alike.

mod error;
mod style;
mod text;
mod writer;

pub use error::EmitError;

use serde::Serialize;

use self::writer::Writer;
use super::{Node, to_node};
use crate::source::Span;

/// Writes one value as the body of a document: no `---` before it, a line break behind it.
///
/// Strings come back as the same strings from every reader, whether it follows YAML 1.1, YAML 1.2 or `kubectl`. There are no
/// anchors and no wrapped lines. After an error `out` holds a part of the value.
///
/// # Errors
///
/// A number that is not finite, and a key that takes more than 1,024 bytes.
pub fn write(node: &Node, out: &mut Vec<u8>) -> Result<(), EmitError> {
    Writer::new(out).value(node)
}

/// The text of a typed value, as [`write()`] writes its tree.
///
/// # Errors
///
/// Those of [`to_node()`] and of [`write()`].
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, EmitError> {
    let mut out = Vec::new();
    write(&to_node(value, Span::default())?, &mut out)?;
    String::from_utf8(out).map_err(|_| EmitError::Bytes)
}
