//! kube-state-metrics: what the cluster knows of the project's pods, Deployments, Jobs and autoscalers, as metrics.

use super::KUBE_STATE_METRICS;
use crate::components::contract::{Capability, Component, Links, Metrics, Need, Objects, Offer, Subject, Way};
use crate::k8s::Owner;
use crate::k8s::meta::Labels;
use crate::k8s::pod::{self, Pod, Resources};
use crate::k8s::probe::Check;
use crate::k8s::rbac;
use crate::k8s::workload::{Rollout, deployment, service_account};
use std::collections::BTreeSet;

const ROLE: &str = KUBE_STATE_METRICS;
/// kubernetes/kube-state-metrics data.yaml, "latest release" (2026-08-20).
const IMAGE: &str = "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0";
/// The user of the image (kube-state-metrics examples/standard/deployment.yaml, v2.20.0).
const USER: i64 = 65_534;
/// Ports and paths (kube-state-metrics docs/developer/cli-arguments.md and examples/standard, v2.20.0).
const PORT: u16 = 8_080;
const PORT_NAME: &str = "http-metrics";
const TELEMETRY: u16 = 8_081;
const TELEMETRY_NAME: &str = "telemetry";

/// What alerts and dashboards ask of the cluster.
const RESOURCES: [(&str, &[&str]); 4] = [
    ("", &["pods"]),
    ("apps", &["deployments", "statefulsets"]),
    ("autoscaling", &["horizontalpodautoscalers"]),
    ("batch", &["cronjobs", "jobs"]),
];

#[derive(Debug)]
pub(super) struct KubeStateMetrics {
    owner: Owner,
    namespaces: BTreeSet<String>,
    metrics: Metrics,
    egress: [Way; 1],
}

impl KubeStateMetrics {
    pub(super) fn new(owner: Owner, namespaces: BTreeSet<String>, api_server: Way) -> Self {
        let metrics = Metrics::usual(ROLE, PORT, PORT_NAME, Subject::Cluster);
        Self { owner, namespaces, metrics, egress: [api_server] }
    }

    fn pod(&self) -> Pod {
        let resources = Resources::new(("50m", "250m"), ("64Mi", "256Mi"));
        let mut container = pod::container(ROLE, IMAGE, resources);
        let namespaces: Vec<&str> = self.namespaces.iter().map(String::as_str).collect();
        let mut kinds: Vec<&str> = RESOURCES.iter().flat_map(|(_, names)| *names).copied().collect();
        kinds.sort_unstable();
        container.args = Some(vec![format!("--namespaces={}", namespaces.join(",")), format!("--resources={}", kinds.join(","))]);
        container.ports = Some(vec![pod::port(PORT_NAME, PORT), pod::port(TELEMETRY_NAME, TELEMETRY)]);
        let ready = Check::Http { path: "/readyz".to_owned(), port: TELEMETRY_NAME };
        // It answers once it has listed everything once.
        container.startup_probe = Some(ready.startup(120));
        container.readiness_probe = Some(ready.readiness());
        container.liveness_probe = Some(Check::Http { path: "/livez".to_owned(), port: PORT_NAME }.liveness());
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        pod.token = true;
        "16Mi".clone_into(&mut pod.scratch);
        pod
    }
}

impl Component for KubeStateMetrics {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Nothing, way: Way::None, identity: None }
    }

    fn needs(&self) -> &[Need] {
        &[]
    }

    fn egress(&self) -> &[Way] {
        &self.egress
    }

    fn metrics(&self) -> &[Metrics] {
        std::slice::from_ref(&self.metrics)
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        objects.push(service_account(&self.owner, ROLE, Labels::new()));
        let resources = RESOURCES.map(|(group, names)| rbac::Resources { group, names });
        for namespace in &self.namespaces {
            let (role, binding) = rbac::watcher(&self.owner, ROLE, namespace, &resources);
            objects.push(role);
            objects.push(binding);
        }
        // Two at a time would say everything twice.
        objects.push(deployment(&self.owner, ROLE, Some(1), Rollout::Recreate, self.pod()));
    }
}
