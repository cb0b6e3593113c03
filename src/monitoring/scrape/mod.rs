//! The configuration of Prometheus, as typed values (Prometheus 3.14 documentation, "Configuration"). One file for each kind of
//! target.

mod entries;
mod gpus;
mod nodes;

use super::servers::Settings;
use super::watch::Watch;
use super::yaml_text;
use crate::k8s::meta::Labels;
use serde::Serialize;
use std::borrow::Cow;

/// The file of rules, beside the configuration.
pub(super) const RULES: &str = "rules.yml";

#[derive(Serialize)]
struct Configuration {
    global: Global,
    storage: Storage,
    rule_files: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    alerting: Option<Alerting>,
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

/// Who is told of alerts.
#[derive(Serialize)]
struct Alerting {
    alertmanagers: [AlertmanagerConfig; 1],
}

#[derive(Serialize)]
struct AlertmanagerConfig {
    scheme: &'static str,
    static_configs: [StaticConfig; 1],
}

#[derive(Default, Serialize)]
struct ScrapeConfig {
    job_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scrape_interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'static str>,
    metrics_path: String,
    /// Labels of the samples win over those of the target.
    #[serde(skip_serializing_if = "is_false")]
    honor_labels: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    basic_auth: Option<BasicAuth>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<Authorization>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_config: Option<TlsConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    static_configs: Vec<StaticConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kubernetes_sd_configs: Vec<Discovery>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relabel_configs: Vec<Relabel>,
    /// What is kept of the samples.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metric_relabel_configs: Vec<Relabel>,
}

/// A token of the kind `Bearer`, in a file.
#[derive(Serialize)]
struct Authorization {
    credentials_file: &'static str,
}

#[derive(Serialize)]
struct TlsConfig {
    insecure_skip_verify: bool,
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
    #[serde(skip_serializing_if = "Labels::is_empty")]
    labels: Labels,
}

/// Discovery, in one namespace if its objects have one. Configurations that are the same share one watch, so nothing of a single
/// target stands here.
#[derive(Serialize)]
struct Discovery {
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespaces: Option<Namespaces>,
}

impl Discovery {
    fn within(role: &'static str, namespace: &str) -> Vec<Self> {
        vec![Self { role, namespaces: Some(Namespaces { names: [namespace.to_owned()] }) }]
    }
}

#[derive(Serialize)]
struct Namespaces {
    names: [String; 1],
}

#[derive(Default, Serialize)]
struct Relabel {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source_labels: Vec<Cow<'static, str>>,
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

const POD: &str = "__meta_kubernetes_pod_name";
const POD_PHASE: &str = "__meta_kubernetes_pod_phase";
const NAMESPACE: &str = "__meta_kubernetes_namespace";
/// Where the account's token is.
const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

impl Relabel {
    /// Keeps what has these values; several stand behind each other with `;` between them.
    fn keep(labels: impl IntoIterator<Item = &'static str>, values: String) -> Self {
        Self::keep_labels(labels.into_iter().map(Cow::Borrowed).collect(), values)
    }

    fn keep_labels(labels: Vec<Cow<'static, str>>, values: String) -> Self {
        Self { source_labels: labels, regex: Some(values), action: Some("keep"), ..Self::default() }
    }

    /// Leaves out the pods that have ended: they are gone.
    fn drop_ended() -> Self {
        Self { action: Some("drop"), ..Self::keep([POD_PHASE], "Failed|Succeeded".to_owned()) }
    }

    fn copy(source: &'static str, label: &'static str) -> Self {
        Self { source_labels: vec![source.into()], target_label: Some(label), ..Self::default() }
    }

    fn put(label: &'static str, value: &str) -> Self {
        Self { target_label: Some(label), replacement: Some(value.to_owned()), ..Self::default() }
    }
}

/// The text of `prometheus.yml`.
pub(super) fn configuration(settings: &Settings, watch: &Watch<'_>) -> String {
    let interval = settings.kept.scrape.to_string();
    let alerting = settings.alertmanager.as_ref().map(|receiver| Alerting {
        alertmanagers: [AlertmanagerConfig {
            scheme: if receiver.tls { "https" } else { "http" },
            static_configs: [StaticConfig { targets: [receiver.address.clone()], labels: Labels::new() }],
        }],
    });
    let gpus = settings.gpus.iter().map(|exporter| gpus::scrape_config(exporter, watch));
    let nodes = settings.nodes.then(|| nodes::scrape_configs(watch));
    yaml_text(&Configuration {
        global: Global { scrape_interval: interval.clone(), evaluation_interval: interval },
        storage: Storage {
            tsdb: Tsdb {
                retention: Retention { time: settings.kept.retention.to_string(), size: format!("{}MB", settings.kept.size) },
            },
        },
        rule_files: [RULES],
        alerting,
        scrape_configs: watch.targets.iter().map(entries::scrape_config).chain(gpus).chain(nodes.into_iter().flatten()).collect(),
    })
}
