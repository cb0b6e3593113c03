//! YAML in and out: text to a tree that knows its places, a tree to typed values, typed values to a tree, a tree to text.
//!
//! Data flows one way through this room. [`read_document`] turns a text into a [`Node`], whose every value and key keeps the
//! [`Span`](crate::source::Span) where it was written. Layers merge such trees. [`decode()`] turns the outcome into a type and
//! reports everything that does not fit in one run. [`to_node()`] turns what was built into a tree again, and [`write()`] a tree into
//! text that every reader reads alike.
//!
//! A scalar means here what it means to `kubectl`, which is neither YAML 1.1 nor YAML 1.2: see [`resolve`].

mod decode;
mod emit;
mod look;
mod mapping;
mod node;
mod read;
mod scalar;
mod serialize;
mod to_node;
pub(crate) mod word_or_map;

pub use decode::{Guess, Joined, Misspelt, Recovery, decode, decode_known, recover};
pub use emit::{EmitError, to_text, write};
pub use mapping::{Entries, Key, Mapping};
pub use node::{Node, Step, Value};
pub use read::{Limits, read_document, read_documents, read_value, text_from_utf8};
pub(crate) use read::{Used, read_part, split};
pub use scalar::resolve;
pub use to_node::{to_node, to_node_as_declared};
pub(crate) use word_or_map::{WordOrMap, word_or_map};

#[cfg(test)]
mod tests;
