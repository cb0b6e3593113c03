//! Every kind of entry that a spec can hold: one file each, and one line in the table.

pub mod contract;
mod job;
mod mlflow;
mod object_store;
pub mod parts;
mod postgres;
mod redis;
mod service;
mod volume;
mod worker;

#[cfg(test)]
mod testing;

use crate::diag::Report;
use crate::fields::{Name, Use};
use crate::k8s::Stage;
use crate::source::Span;
use crate::yaml::{self, Node, Recovery};
use contract::{Component, Surroundings};
use schemars::JsonSchema;
#[cfg(test)]
use schemars::{Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

/// An entry as it was written.
pub trait Written: DeserializeOwned + JsonSchema + 'static {
    /// Where the entry lives, if not where the project does.
    fn namespace(&self) -> Option<&Name>;

    /// The entries that it uses if it is a Celery worker, whose broker is among them.
    fn takes_tasks_from(&self) -> &[Use] {
        &[]
    }

    /// The queues from which it takes tasks if it is a Celery worker.
    fn queues(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Settles everything that the entry leaves open, or reports why that cannot be.
    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>>;
}

/// An entry as it was written, of any kind.
pub trait AnyWritten {
    /// See [`Written::namespace`].
    fn namespace(&self) -> Option<&Name>;
    /// See [`Written::takes_tasks_from`].
    fn takes_tasks_from(&self) -> &[Use];
    /// See [`Written::queues`].
    fn queues(&self) -> Vec<&str>;
    /// See [`Written::resolve`].
    fn resolve(self: Box<Self>, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>>;
}

impl<T: Written> AnyWritten for T {
    fn namespace(&self) -> Option<&Name> {
        Written::namespace(self)
    }

    fn takes_tasks_from(&self) -> &[Use] {
        Written::takes_tasks_from(self)
    }

    fn queues(&self) -> Vec<&str> {
        Written::queues(self)
    }

    fn resolve(self: Box<Self>, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        Written::resolve(*self, around, report)
    }
}

/// Decodes an entry; the span is that of its name.
pub type Decode = fn(&Node, Span, &mut Recovery, &mut Report) -> Option<Box<dyn AnyWritten>>;

/// A kind of entry.
#[derive(Debug)]
pub struct Kind {
    /// The section of the spec that holds such entries.
    pub section: &'static str,
    /// What people call one entry.
    pub noun: &'static str,
    /// One line for the schema and for help.
    pub description: &'static str,
    /// The stage of its objects whose kind has none of its own.
    pub stage: Stage,
    /// Whether an entry that nobody uses has no use at all.
    pub serves_others_only: bool,
    /// Decodes an entry; `key` is where its name stands.
    pub decode: Decode,
    /// The schema of an entry.
    #[cfg(test)]
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

fn decode<T: Written>(entry: &Node, key: Span, recovery: &mut Recovery, report: &mut Report) -> Option<Box<dyn AnyWritten>> {
    yaml::recover::<T>(entry, key, &[], recovery, report).map(|written| Box::new(written) as Box<dyn AnyWritten>)
}

#[cfg(test)]
fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The table of kinds, in the order in which people read a spec.
pub const KINDS: &[Kind] =
    &[service::KIND, worker::KIND, job::KIND, redis::KIND, mlflow::KIND, postgres::KIND, object_store::KIND, volume::KIND];
