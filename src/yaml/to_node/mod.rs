//! Typed values to trees: the one way from Kubernetes' own structs to everything that writes, hashes or checks objects.
//!
//! What is serialized through several serializers is compiled once for each of them, and the types of Kubernetes are many.

mod key;
mod order;
mod serializer;

use serde::Serialize;

use self::serializer::{Arrangement, TreeBuilder};
use super::{EmitError, Node};
use crate::source::Span;

/// The tree of a typed value; every value and key in it has the place `span`.
///
/// The fields of Kubernetes' own structs stand in the order in which people write them. All strings and keys count as quoted.
/// Whole numbers and booleans that are keys become strings.
///
/// # Errors
///
/// A number that is not finite, bytes that are not marked as text, a key that is a list, a map, a fraction or nothing, and what the
/// value's own `Serialize` says.
pub fn to_node<T: Serialize + ?Sized>(value: &T, span: Span) -> Result<Node, EmitError> {
    value.serialize(TreeBuilder { span, arrangement: Arrangement::AsPeopleWrite })
}

/// The tree of a typed value, with all fields in the order of their struct: what a hash is made of must not depend on taste.
pub fn to_node_as_declared<T: Serialize + ?Sized>(value: &T, span: Span) -> Result<Node, EmitError> {
    value.serialize(TreeBuilder { span, arrangement: Arrangement::AsDeclared })
}
