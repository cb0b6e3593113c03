//! Typed values to text: block style as `kubectl` writes it, that every YAML reader reads alike.

mod error;
mod key;
mod order;
mod serializer;
mod style;
mod text;

pub use error::EmitError;

use serde::Serialize;

use self::serializer::Emitter;

/// Writes one value as the body of a document: no `---` before it, a line break behind it.
///
/// Strings come back as the same strings from every reader, whether it follows YAML 1.1, YAML 1.2 or `kubectl`. There are no
/// anchors and no wrapped lines. The fields of Kubernetes' own structs stand in the order in which people write them.
/// After an error `out` holds a part of the value.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), EmitError> {
    value.serialize(&mut Emitter::new(out))
}
