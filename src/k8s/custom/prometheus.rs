//! The kinds of the Prometheus Operator, `monitoring.coreos.com/v1` (prometheus-operator v0.93.0, 2026-08-08), and the rules of
//! Prometheus itself, which they hold.

use super::CustomSpec;
use crate::k8s::meta::Labels;
use k8s_openapi::api::core::v1::SecretKeySelector;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;

/// Scrapes the pods behind Services.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceMonitorSpec {
    /// The label of the Service whose value becomes the label `job`.
    pub job_label: String,
    /// The Services.
    pub selector: LabelSelector,
    /// Which API is asked for the pods behind a Service.
    pub service_discovery_role: &'static str,
    /// What is scraped.
    pub endpoints: Vec<MetricsEndpoint>,
}

/// Scrapes pods that no Service leads to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodMonitorSpec {
    /// The label of the pod whose value becomes the label `job`.
    pub job_label: String,
    /// The pods.
    pub selector: LabelSelector,
    /// What is scraped.
    pub pod_metrics_endpoints: Vec<MetricsEndpoint>,
}

/// Metrics behind a named port.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricsEndpoint {
    /// The name of the port: of the Service, or of the container.
    pub port: String,
    /// The path.
    pub path: String,
    /// How often; as often as everything else if none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
    /// Who asks, where not everybody is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic_auth: Option<BasicAuth>,
    /// Labels that every sample gets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relabelings: Vec<Relabeling>,
}

/// A label with the value of what discovery says of a target.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relabeling {
    /// What discovery says.
    pub source_labels: [&'static str; 1],
    /// The label.
    pub target_label: &'static str,
}

/// A user and a password, as keys of Secrets in the namespace of the monitor.
#[derive(Clone, Debug, Serialize)]
pub struct BasicAuth {
    /// The user.
    pub username: SecretKeySelector,
    /// The password.
    pub password: SecretKeySelector,
}

/// Rules for any Prometheus that selects them.
#[derive(Clone, Debug, Serialize)]
pub struct PrometheusRuleSpec {
    /// The groups.
    pub groups: Vec<RuleGroup>,
}

/// Rules that are evaluated one after the other.
#[derive(Clone, Debug, Serialize)]
pub struct RuleGroup {
    /// The name.
    pub name: String,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule: it records or it alerts.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Rule {
    /// Keeps the value of an expression under a new name.
    Recording(Recording),
    /// Raises an alert while an expression has values.
    Alerting(Alerting),
}

/// A rule that records.
#[derive(Clone, Debug, Serialize)]
pub struct Recording {
    /// The new name.
    pub record: String,
    /// The expression.
    pub expr: String,
    /// Labels that are added.
    pub labels: Labels,
}

/// A rule that alerts.
#[derive(Clone, Debug, Serialize)]
pub struct Alerting {
    /// The name.
    pub alert: String,
    /// The expression.
    pub expr: String,
    /// How long it has to hold.
    #[serde(rename = "for")]
    pub wait: String,
    /// Labels that are added.
    pub labels: Labels,
    /// What people read.
    pub annotations: Labels,
}

impl Rule {
    /// The expression.
    pub fn expression(&self) -> &str {
        match self {
            Self::Recording(rule) => &rule.expr,
            Self::Alerting(rule) => &rule.expr,
        }
    }
}

impl CustomSpec for ServiceMonitorSpec {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "ServiceMonitor";
}

impl CustomSpec for PodMonitorSpec {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "PodMonitor";
}

impl CustomSpec for PrometheusRuleSpec {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "PrometheusRule";
}
