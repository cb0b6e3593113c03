//! What holds for a whole namespace, or for every pod of the project: quotas, limits, Pod Security, priorities and pull secrets.
//!
//! No component knows of it. Rules of namespaces become objects of their own; what concerns every pod is a pass over built objects.

mod namespaces;
mod priorities;
mod pull_secrets;

pub use namespaces::{NamespaceRules, NamespaceSpec, PodSecurity};
pub use priorities::{Priorities, PrioritiesSpec};
pub use pull_secrets::add_pull_secrets;
