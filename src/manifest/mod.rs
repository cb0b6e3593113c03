//! Kubernetes objects as trees, whoever wrote them: what the checks look at.
//!
//! [`read`] turns a text into objects. A [`Manifest`] is one object. An [`Object`] is a view of it that knows its kind and its name, a
//! [`Pod`] a view of the pods that it makes, and a [`Graph`] knows all of them and who means whom. Nothing here fails on an object that is
//! wrong: what is not there is absent, and what has the wrong type counts as absent too. That it is wrong is for the schemas to tell.

mod graph;
mod object;
pub mod pages;
mod path;
mod pod;
mod provide;
pub mod read;
mod selector;

#[cfg(test)]
mod tests;

pub use graph::Graph;
pub use object::{Manifest, Object};
pub use path::path_to;
pub use pod::{Container, ContainerRole, Pod};
pub use provide::{Answer, Provided, Provision};
pub use selector::Selector;
