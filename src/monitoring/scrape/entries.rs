//! The pods of entries: behind the Service that leads to their port, or by their labels.

use super::{BasicAuth, Discovery, NAMESPACE, POD, Relabel, ScrapeConfig, StaticConfig};
use crate::components::contract::{Metrics, Subject};
use crate::fields::SecretName;
use crate::k8s::meta::Labels;
use crate::monitoring::servers::login_file;
use crate::monitoring::targets::{Found, Target, VERSION};

const SERVICE: &str = "__meta_kubernetes_service_name";
/// The label of pods that names their version, as discovery calls it.
const POD_VERSION: &str = "__meta_kubernetes_pod_label_mlkube_dev_version";

pub(super) fn scrape_config(target: &Target<'_>) -> ScrapeConfig {
    let Target { owner, metrics, way, .. } = target;
    let discovery = |role| Discovery::within(role, &owner.namespace);
    let (static_configs, kubernetes_sd_configs, relabel_configs) = match way {
        Found::Itself => (vec![itself(target)], Vec::new(), vec![Relabel::put("job", &owner.name)]),
        Found::Service(service) => (Vec::new(), discovery("endpointslice"), behind_service(target, service)),
        Found::Pods => (Vec::new(), discovery("pod"), by_labels(target)),
    };
    ScrapeConfig {
        // Unlike the label `job`, it has to differ between the ports of one entry.
        job_name: format!("{}/{}/{}", owner.name, metrics.role, metrics.port),
        scrape_interval: metrics.every.map(|every| every.to_string()),
        metrics_path: metrics.path.clone(),
        honor_labels: metrics.about == Subject::Cluster,
        basic_auth: metrics.login.as_ref().map(basic_auth),
        static_configs,
        kubernetes_sd_configs,
        relabel_configs,
        ..ScrapeConfig::default()
    }
}

fn basic_auth(secret: &SecretName) -> BasicAuth {
    BasicAuth { username_file: login_file(secret, Metrics::USERNAME), password_file: login_file(secret, Metrics::PASSWORD) }
}

fn itself(target: &Target<'_>) -> StaticConfig {
    let labels = Labels::from([("namespace".to_owned(), target.owner.namespace.clone())]);
    StaticConfig { targets: [format!("localhost:{}", target.metrics.port)], labels }
}

/// The endpoints of one Service at one port.
fn behind_service(target: &Target<'_>, service: &str) -> Vec<Relabel> {
    let mut relabels = vec![
        Relabel::keep([SERVICE, "__meta_kubernetes_endpointslice_port"], format!("{};{}", literal(service), target.metrics.port)),
        Relabel::copy(SERVICE, "service"),
    ];
    relabels.extend(described(target));
    relabels
}

/// The pods of an entry and a role, at the port that a container of theirs names.
fn by_labels(target: &Target<'_>) -> Vec<Relabel> {
    let Target { owner, metrics, .. } = target;
    let labels = [
        "__meta_kubernetes_pod_label_app_kubernetes_io_instance",
        "__meta_kubernetes_pod_label_app_kubernetes_io_name",
        "__meta_kubernetes_pod_label_app_kubernetes_io_component",
        "__meta_kubernetes_pod_container_port_number",
    ];
    let values = format!("{};{};{};{}", literal(&owner.project), literal(&owner.name), literal(metrics.role), metrics.port);
    let mut relabels = vec![Relabel::keep(labels, values)];
    relabels.extend(described(target));
    relabels
}

/// What every sample says of where it comes from.
fn described(target: &Target<'_>) -> Vec<Relabel> {
    let mut relabels = vec![
        Relabel::drop_ended(),
        Relabel::copy(NAMESPACE, "namespace"),
        Relabel::copy(POD, "pod"),
        Relabel::put("job", &target.owner.name),
    ];
    if !target.versions.is_empty() {
        relabels.push(Relabel::copy(POD_VERSION, VERSION));
    }
    relabels
}

/// A name as a regular expression. Names of entries and Services hold nothing but letters, digits and `-`.
fn literal(name: &str) -> &str {
    debug_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{name} is no plain name");
    name
}
