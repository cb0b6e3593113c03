//! The configuration of Prometheus, as typed values (Prometheus 3.14 documentation, "Configuration").

use super::servers::{Settings, login_file};
use super::targets::{Found, Target};
use super::yaml_text;
use crate::components::contract::{Metrics, Subject};
use crate::fields::SecretName;
use crate::k8s::meta::Labels;
use serde::Serialize;

/// The file of rules, beside the configuration.
pub(super) const RULES: &str = "rules.yml";

#[derive(Serialize)]
struct Configuration {
    global: Global,
    storage: Storage,
    rule_files: [&'static str; 1],
    scrape_configs: Vec<ScrapeConfig>,
}

#[derive(Serialize)]
struct Global {
    scrape_interval: String,
    evaluation_interval: String,
}

#[derive(Serialize)]
struct Storage {
    tsdb: Tsdb,
}

#[derive(Serialize)]
struct Tsdb {
    retention: Retention,
}

/// By time and by size: without the second a full disk ends all scraping.
#[derive(Serialize)]
struct Retention {
    time: String,
    /// In units of powers of two, though they are written without an `i`.
    size: String,
}

#[derive(Serialize)]
struct ScrapeConfig {
    job_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scrape_interval: Option<String>,
    metrics_path: String,
    /// Labels of the samples win over those of the target.
    #[serde(skip_serializing_if = "is_false")]
    honor_labels: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    basic_auth: Option<BasicAuth>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    static_configs: Vec<StaticConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kubernetes_sd_configs: Vec<Discovery>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relabel_configs: Vec<Relabel>,
}

/// Files, so that no password stands in a ConfigMap.
#[derive(Serialize)]
struct BasicAuth {
    username_file: String,
    password_file: String,
}

#[derive(Serialize)]
struct StaticConfig {
    targets: [String; 1],
    labels: Labels,
}

/// Discovery in one namespace. Configurations that are the same share one watch, so nothing of a single target stands here.
#[derive(Serialize)]
struct Discovery {
    role: &'static str,
    namespaces: Namespaces,
}

#[derive(Serialize)]
struct Namespaces {
    names: [String; 1],
}

#[derive(Serialize)]
struct Relabel {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source_labels: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_label: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The text of `prometheus.yml`.
pub(super) fn configuration(settings: &Settings, targets: &[Target<'_>]) -> String {
    let interval = settings.scrape.to_string();
    yaml_text(&Configuration {
        global: Global { scrape_interval: interval.clone(), evaluation_interval: interval },
        storage: Storage {
            tsdb: Tsdb { retention: Retention { time: settings.retention.to_string(), size: format!("{}MB", settings.size) } },
        },
        rule_files: [RULES],
        scrape_configs: targets.iter().map(scrape_config).collect(),
    })
}

fn scrape_config(target: &Target<'_>) -> ScrapeConfig {
    let Target { owner, metrics, way } = target;
    let discovery = |role| vec![Discovery { role, namespaces: Namespaces { names: [owner.namespace.clone()] } }];
    let (static_configs, kubernetes_sd_configs, relabel_configs) = match way {
        Found::Itself => (vec![itself(target)], Vec::new(), vec![put("job", &owner.name)]),
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
    }
}

fn basic_auth(secret: &SecretName) -> BasicAuth {
    BasicAuth { username_file: login_file(secret, Metrics::USERNAME), password_file: login_file(secret, Metrics::PASSWORD) }
}

fn itself(target: &Target<'_>) -> StaticConfig {
    let labels = Labels::from([("namespace".to_owned(), target.owner.namespace.clone())]);
    StaticConfig { targets: [format!("localhost:{}", target.metrics.port)], labels }
}

const SERVICE: &str = "__meta_kubernetes_service_name";
const POD: &str = "__meta_kubernetes_pod_name";
const POD_PHASE: &str = "__meta_kubernetes_pod_phase";
const NAMESPACE: &str = "__meta_kubernetes_namespace";

/// The endpoints of one Service at one port.
fn behind_service(target: &Target<'_>, service: &str) -> Vec<Relabel> {
    let mut relabels = vec![
        keep(vec![SERVICE, "__meta_kubernetes_endpointslice_port"], format!("{};{}", literal(service), target.metrics.port)),
        copy(SERVICE, "service"),
    ];
    relabels.extend(described(target));
    relabels
}

/// The pods of an entry and a role, at the port that a container of theirs names.
fn by_labels(target: &Target<'_>) -> Vec<Relabel> {
    let Target { owner, metrics, .. } = target;
    let labels = vec![
        "__meta_kubernetes_pod_label_app_kubernetes_io_instance",
        "__meta_kubernetes_pod_label_app_kubernetes_io_name",
        "__meta_kubernetes_pod_label_app_kubernetes_io_component",
        "__meta_kubernetes_pod_container_port_number",
    ];
    let values = format!("{};{};{};{}", literal(&owner.project), literal(&owner.name), literal(metrics.role), metrics.port);
    let mut relabels = vec![keep(labels, values)];
    relabels.extend(described(target));
    relabels
}

/// What every sample says of where it comes from. Pods that have ended are gone.
fn described(target: &Target<'_>) -> [Relabel; 4] {
    let ended = Relabel { action: Some("drop"), ..keep(vec![POD_PHASE], "Failed|Succeeded".to_owned()) };
    [ended, copy(NAMESPACE, "namespace"), copy(POD, "pod"), put("job", &target.owner.name)]
}

fn keep(source_labels: Vec<&'static str>, regex: String) -> Relabel {
    Relabel { source_labels, regex: Some(regex), action: Some("keep"), target_label: None, replacement: None }
}

fn copy(source: &'static str, label: &'static str) -> Relabel {
    Relabel { source_labels: vec![source], regex: None, action: None, target_label: Some(label), replacement: None }
}

fn put(label: &'static str, value: &str) -> Relabel {
    Relabel {
        source_labels: Vec::new(),
        regex: None,
        action: None,
        target_label: Some(label),
        replacement: Some(value.to_owned()),
    }
}

/// A name as a regular expression. Names of entries and Services hold nothing but letters, digits and `-`.
fn literal(name: &str) -> &str {
    debug_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{name} is no plain name");
    name
}
