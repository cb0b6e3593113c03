//! mlkube turns one short spec into everything that an ML system needs on Kubernetes.
//!
//! The library is pure: it reads no file, no environment and no clock, and prints nothing. Texts come in, a bundle or a report of
//! every problem comes out; the same texts give the same bytes. [`rim`] and [`cli`] are the program around it.

pub mod bundle;
pub mod capacity;
pub mod checks;
pub mod cli;
pub mod components;
pub mod contents;
pub mod diag;
mod embedded;
pub mod explain;
pub mod extra;
pub mod fields;
pub mod governance;
pub mod k8s;
pub mod layers;
pub mod manifest;
pub mod mesh;
pub mod monitoring;
pub mod parallel;
pub mod patches;
pub mod plan;
pub mod profile;
pub mod project;
pub mod promql;
pub mod report;
pub mod rim;
pub mod routing;
pub mod schema;
pub mod secrets;
pub mod source;
pub mod text;
pub mod validation;
pub mod versions;
pub mod yaml;

pub use project::{Counted, Outcome, Project};
pub use source::Text;
