//! Small builders over Kubernetes' own types, and the table of kinds. Nothing here knows what a spec is.

pub mod config;
pub mod custom;
pub mod demand;
pub mod foreign;
pub mod job;
pub mod meta;
pub mod object;
pub mod other;
pub mod pod;
pub mod pod_templates;
pub mod policy;
pub mod probe;
pub mod quantity;
pub mod rbac;
pub mod scaling;
pub mod service;
pub mod storage;
pub mod template;
pub mod workload;

pub use meta::Owner;
pub use object::{Entry, Object, Stage};
