//! Specs of any size in which every service becomes exactly seven objects.

use std::fmt::Write;

/// A Deployment, Service, ConfigMap, HorizontalPodAutoscaler, PodDisruptionBudget, ServiceAccount and NetworkPolicy.
const OBJECTS_PER_SERVICE: usize = 7;

const HEAD: &str = "\
apiVersion: mlkube/v1
project: bench
namespace: bench
profile: eks

services:
";

/// A spec of so many services: the same text at every call.
pub(crate) fn spec(services: usize) -> String {
    let mut text = String::from(HEAD);
    for index in 0..services {
        let port = 8000 + index % 1000;
        let _ = write!(
            text,
            "  service-{index:05}:
    image: ghcr.io/acme/service-{index:05}:1.4.2
    port: {port}
    health: /healthz
    cpu: 250m..500m
    memory: 512Mi..1Gi
    scale: {{min: 3, max: 10, cpu: 70%}}
    env: {{NUMBER: \"{index}\"}}
"
        );
    }
    text
}

/// What the services of [`shared_spec`] have in common.
const SHARED: &str = "\
redis:
  queue: {disk: 1Gi}

postgres:
  database: {disk: 10Gi}

mlflow:
  tracking: {backend: database, artifacts: {disk: 10Gi}}

";

/// A Prometheus and a Grafana of the project's own.
const MONITORING: &str = "\
monitoring:
  mode: bundled
  grafana: {admin: secret(grafana)}

";

/// The same services, which all use one Redis, one PostgreSQL and one MLflow, watched or not.
pub(crate) fn shared_spec(services: usize, is_watched: bool) -> String {
    let watched = if is_watched { MONITORING } else { "" };
    let shared = format!("{SHARED}{watched}services:\n");
    let env = "    env: {NUMBER";
    spec(services).replacen("services:\n", &shared, 1).replace(env, &format!("    uses: [queue, database, tracking]\n{env}"))
}

/// Fails if the services of a bundle are not the objects that the benchmark speaks of.
pub(crate) fn assert_objects(bundle: &str, services: usize) {
    // Only the name of an object itself stands at this depth, so the objects of the project are left out.
    let found = bundle.lines().filter(|line| line.starts_with("  name: service-")).count();
    assert_eq!(found, services * OBJECTS_PER_SERVICE, "a service has to become {OBJECTS_PER_SERVICE} objects");
}
