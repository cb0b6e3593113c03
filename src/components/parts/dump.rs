//! Dumps of PostgreSQL: what makes one, by the clock or before something is changed.

use super::{mount_copy, variables};
use crate::components::contract::{Dump, Variable};
use crate::k8s::pod::{self, Resources};
use crate::text::{self, Template};
use k8s_openapi::api::core::v1::Container;
use serde::Serialize;

#[derive(Serialize)]
struct DumpScript<'a> {
    name: &'a str,
    before: Option<&'a str>,
}

impl Template for DumpScript<'_> {
    const NAME: &'static str = "postgres/dump.sh";
    const TEXT: &'static str = include_str!("../../../templates/postgres/dump.sh");
}

/// The container that writes a dump of the database that clients reach by these variables. Before something is changed it waits for
/// the database, and leaves out one that is empty; `before` says what will be changed by whom.
pub fn dump(dump: &Dump, before: Option<&str>, of_client: &[Variable]) -> Container {
    let range = |request: &str, limit: &str| (request.to_owned(), limit.to_owned());
    let resources = Resources { cpu: range("100m", "1"), memory: range("128Mi", "512Mi") };
    let mut container = pod::container("dump", &dump.image, resources);
    let script = text::render(&DumpScript { name: &dump.name, before });
    container.command = Some(vec!["sh".to_owned(), "-c".to_owned(), script]);
    // libpq waits for ever by itself.
    let patience = pod::variable("PGCONNECT_TIMEOUT", "30");
    container.env = Some(variables(of_client).into_iter().chain([patience]).collect());
    mount_copy(&mut container);
    container
}
