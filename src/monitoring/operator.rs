//! What the cluster's own Prometheus and Grafana need: monitors, rules and dashboards under the labels by which they are found.

use super::build::dashboards;
use super::targets::{Found, Target, VERSION};
use super::watch::Watch;
use super::{rules, servers};
use crate::components::contract::{Metrics, Objects};
use crate::fields::SecretName;
use crate::k8s::Owner;
use crate::k8s::config::config_map;
use crate::k8s::custom::Custom;
use crate::k8s::custom::prometheus::{
    BasicAuth, MetricsEndpoint, PodMonitorSpec, PrometheusRuleSpec, Relabeling, ServiceMonitorSpec,
};
use crate::k8s::meta::{ENTRY, Labels, selector};
use crate::k8s::pod::secret_key;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

const ROLE: &str = "monitoring";

pub(super) fn build(project: &Owner, labels: &Labels, watch: &Watch<'_>, objects: &mut Objects) {
    for target in &watch.targets {
        match &target.way {
            Found::Service(_) => objects.push(service_monitor(target, labels)),
            Found::Pods | Found::Itself => objects.push(pod_monitor(target, labels)),
        }
    }
    let groups = rules::groups(watch);
    let files = dashboards(watch, &groups, None);
    if !groups.is_empty() {
        let metadata = labelled(project.metadata(ROLE, None), labels);
        objects.push(Custom { metadata, spec: PrometheusRuleSpec { groups } });
    }
    let mut map = config_map(project, ROLE, servers::DASHBOARDS, files);
    // The label by which the sidecar of Grafana's chart finds dashboards in all namespaces (prometheus-community/helm-charts
    // kube-prometheus-stack values.yaml, `grafana.sidecar.dashboards`, 2026-08).
    map.metadata.labels.get_or_insert_default().insert("grafana_dashboard".to_owned(), "1".to_owned());
    objects.push(map);
}

fn labelled(mut metadata: ObjectMeta, labels: &Labels) -> ObjectMeta {
    let own = labels.iter().map(|(key, value)| (key.clone(), value.clone()));
    metadata.labels.get_or_insert_default().extend(own);
    metadata
}

/// The name of a monitor: an entry may have several, for different pods or different ports.
fn metadata(target: &Target<'_>, labels: &Labels) -> ObjectMeta {
    let Target { owner, metrics, .. } = target;
    let suffix = format!("{}-{}", metrics.role, metrics.port_name);
    labelled(owner.metadata(metrics.role, Some(&suffix)), labels)
}

fn endpoint(target: &Target<'_>) -> MetricsEndpoint {
    MetricsEndpoint {
        port: target.metrics.port_name.to_owned(),
        path: target.metrics.path.clone(),
        interval: target.metrics.every.map(|every| every.to_string()),
        basic_auth: target.metrics.login.as_ref().map(basic_auth),
        relabelings: if target.versions.is_empty() { Vec::new() } else { vec![version()] },
    }
}

/// Tells the samples of several versions apart.
fn version() -> Relabeling {
    Relabeling { source_labels: ["__meta_kubernetes_pod_label_mlkube_dev_version"], target_label: VERSION }
}

/// The operator looks for the Secret in the namespace of the monitor, which is that of the entry.
fn basic_auth(secret: &SecretName) -> BasicAuth {
    let key = |key: &str| secret_key(secret.as_str(), key);
    BasicAuth { username: key(Metrics::USERNAME), password: key(Metrics::PASSWORD) }
}

fn service_monitor(target: &Target<'_>, labels: &Labels) -> Custom<ServiceMonitorSpec> {
    Custom {
        metadata: metadata(target, labels),
        spec: ServiceMonitorSpec {
            job_label: ENTRY.to_owned(),
            selector: selector(target.owner.selector_labels(target.metrics.role)),
            // The older API of endpoints is deprecated since Kubernetes 1.33.
            service_discovery_role: "EndpointSlice",
            endpoints: vec![endpoint(target)],
        },
    }
}

fn pod_monitor(target: &Target<'_>, labels: &Labels) -> Custom<PodMonitorSpec> {
    Custom {
        metadata: metadata(target, labels),
        spec: PodMonitorSpec {
            job_label: ENTRY.to_owned(),
            selector: selector(target.owner.selector_labels(target.metrics.role)),
            pod_metrics_endpoints: vec![endpoint(target)],
        },
    }
}
