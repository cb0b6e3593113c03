//! Monitoring: what is scraped, what is watched, and what people look at, all made from what the spec contains.
//!
//! The servers of a bundled monitoring system are entries like any other: `servers` settles them, and the plan gives them namespaces,
//! policies and routes. When all objects of all entries stand, [`build()`] looks at them through an `inventory` and writes what watches them: the configuration of Prometheus or the monitors of its operator, rules and dashboards.

mod build;
mod dashboard;
mod gpus;
mod inventory;
mod objectives;
mod operator;
mod promql;
mod rules;
mod runbooks;
mod scrape;
mod servers;
mod settings;
mod spec;
mod targets;
#[cfg(test)]
mod tests;
mod watch;

pub use build::build;
pub use servers::{SECTION, Server};
pub use settings::{Mode, Monitoring, Seen};
pub use spec::MonitoringSpec;

use crate::yaml;
use serde::Serialize;

/// A typed value as the text of a file.
///
/// # Panics
///
/// Panics if the value holds what YAML cannot write, which structs of texts and numbers do not.
fn yaml_text<T: Serialize>(value: &T) -> String {
    yaml::to_text(value).expect("a struct of texts and numbers can be written")
}
