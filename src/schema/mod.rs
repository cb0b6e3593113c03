//! What Kubernetes and the custom resources that ML platforms use take: which kinds, which fields, which values, in which version.
//!
//! The tables in `data/schemas` are part of the program. [`Definitions`] finds a kind in them, or in a CustomResourceDefinition that
//! the input brings; [`check()`] holds an object against the schema of its kind, for a range of versions of Kubernetes at once. A
//! definition is parsed when an object first asks for it.
//!
//! Data flows one way: [`model`] says what a schema is, `parse` and `crd` make one from text or from a CustomResourceDefinition,
//! `table` finds it by name, `check` walks an object along it, `lifecycle` judges the version of its API, and `rename` knows which newer one
//! it may name just as well.

mod check;
mod crd;
mod definitions;
pub mod lifecycle;
pub mod model;
pub mod pages;
mod parse;
mod rename;
mod table;
mod versions;

pub use check::{Checked, check};
pub use definitions::{Definitions, Kind, Origin, Scope, scope};
pub use pages::PAGES;
pub use rename::renamed;
pub use versions::Versions;

#[cfg(test)]
mod tests;
