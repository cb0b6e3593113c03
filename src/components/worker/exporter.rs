//! The exporter for Celery: it listens to what becomes of tasks, and counts what waits in queues.

use super::broker;
use crate::components::contract::{Links, Metrics, Subject};
use crate::components::parts::{self, Program};
use crate::fields::{Bytes, Cpu, Range};
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::workload::{Rollout, deployment};
use k8s_openapi::api::apps::v1::Deployment;
use std::collections::BTreeSet;

const ROLE: &str = "exporter";
const PORT: u16 = 9_808;
const PORT_NAME: &str = "metrics";
/// Pushed for each tag of the project (danihodovic/celery-exporter .github/workflows/push-image-ghcr.yml and its tags, 2026-08-21).
const IMAGE: &str = "ghcr.io/danihodovic/celery-exporter:0.12.2";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(50), Cpu::from_millicores(250));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(96), Bytes::from_mebibytes(256));

/// What it shows.
pub(super) fn metrics() -> Metrics {
    Metrics::usual(ROLE, PORT, PORT_NAME, Subject::Celery)
}

/// One pod for each broker: each exporter counts every task of the broker.
pub(super) fn build(queues: &BTreeSet<String>, program: &Program, links: &Links<'_>) -> Deployment {
    let owner = &program.owner;
    let mut container = pod::container(ROLE, IMAGE, parts::resources(CPU, MEMORY));
    container.ports = Some(vec![pod::port(PORT_NAME, PORT)]);
    // Each option can be told as `CE_...` (cli.py). Without the interval it ends when the broker is away; without the queues it
    // forgets those that no worker listens to, which are the ones to be told of.
    let mut variables = vec![
        pod::variable("HOME", "/tmp"),
        pod::variable("CE_RETRY_INTERVAL", "5"),
        pod::variable("CE_QUEUES", queues.iter().map(String::as_str).collect::<Vec<_>>().join(",")),
    ];
    variables.extend(broker::url_as("CE_BROKER_URL", &program.environment, links));
    container.env = Some(variables);
    // `/health` fails while the broker is away, which no restart mends: it says whether there is anything to read, not more.
    let open = Check::Tcp { port: PORT_NAME };
    container.startup_probe = Some(open.startup(60));
    container.readiness_probe = Some(Check::Http { path: "/health".to_owned(), port: PORT_NAME }.readiness());
    container.liveness_probe = Some(open.liveness());
    let mut deployment = deployment(owner, ROLE, Some(1), Rollout::Recreate, Pod::new(&owner.name, container));
    deployment.metadata.name = Some(owner.derived(Some(ROLE)));
    deployment
}
