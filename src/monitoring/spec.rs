//! The section `monitoring` of a spec, as it was written.

use super::gpus::GpuExporterSpec;
use super::servers::AlertmanagerSpec;
use crate::components::parts::ExposeSpec;
use crate::diag::codes;
use crate::fields::{
    AlertName, AlertText, Bytes, Cidr, Cpu, Duration, Invalid, Latency, Name, Query, Range, Ratio, SecretName, WebAddress, Word,
};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// What watches the project.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MonitoringSpec {
    /// Who watches.
    pub(super) mode: ModeSpec,
    /// Where the monitoring system runs: a bundled one in the project's namespace if not given, one of the cluster in that which the
    /// profile knows.
    #[serde(default)]
    pub(super) namespace: Option<Name>,
    /// With `operator`: the labels by which the cluster's Prometheus selects monitors and rules, such as
    /// `{release: kube-prometheus-stack}`.
    #[serde(default)]
    pub(super) labels: IndexMap<String, String>,
    /// The Prometheus of a bundled monitoring system.
    #[serde(default)]
    pub(super) prometheus: Option<PrometheusSpec>,
    /// The Grafana of a bundled monitoring system; there is none without it.
    #[serde(default)]
    pub(super) grafana: Option<GrafanaSpec>,
    /// Who tells people of alerts in a bundled monitoring system; without it they are seen in Prometheus and Grafana only.
    #[serde(default)]
    pub(super) alertmanager: Option<AlertmanagerSpec>,
    /// With `bundled`: where NVIDIA's exporter tells of GPUs, or `off` where there is none; the profile's if not given.
    #[serde(default)]
    pub(super) gpu_exporter: Option<GpuExporterSpec>,
    /// With `bundled`: the addresses of the cluster's nodes, if Prometheus is to ask kubelets how full volumes are and what CPU and memory
    /// containers use. Its account may then list all nodes and read their metrics, those of other projects' pods too.
    #[serde(default)]
    pub(super) nodes: Vec<Cidr>,
    /// With `bundled`: the addresses of the cluster's API server, for the network policies; the profile's if not given.
    #[serde(default)]
    pub(super) api_server: Vec<Cidr>,
    /// Where your own runbooks are; each alert links to the page of its name below. Without it alerts lead to those of mlkube.
    #[serde(default)]
    pub(super) runbooks: Option<WebAddress>,
    /// Objectives by name: which share of requests has to succeed, or to succeed in time.
    #[serde(default)]
    pub(super) slos: IndexMap<Name, ObjectiveSpec>,
    /// The thresholds of the alerts that mlkube writes.
    #[serde(default)]
    pub(super) alerts: AlertsSpec,
    /// Further alerts of your own by name.
    #[serde(default)]
    pub(super) rules: IndexMap<AlertName, RuleSpec>,
}

/// Who watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ModeSpec {
    /// The Prometheus of the cluster, through the Prometheus Operator.
    Operator,
    /// A Prometheus and a Grafana of the project's own.
    Bundled,
    /// Nobody, as without the section.
    None,
}

/// A Prometheus.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PrometheusSpec {
    /// How long samples are kept; `15d` if not given.
    #[serde(default)]
    pub(super) retention: Option<Duration>,
    /// The disk; `10Gi` if not given. The oldest samples go before it is full.
    #[serde(default)]
    pub(super) disk: Option<Bytes>,
    /// The storage class of the disk; the profile's default if not given.
    #[serde(default)]
    pub(super) class: Option<String>,
    /// How often everything is scraped that does not say otherwise; `30s` if not given.
    #[serde(default)]
    pub(super) scrape: Option<Duration>,
    /// CPU from request to limit; `200m..1` if not given.
    #[serde(default)]
    pub(super) cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `512Mi..1Gi` if not given.
    #[serde(default)]
    pub(super) memory: Option<Range<Bytes>>,
    /// The host under which the world reaches it. It asks nobody for a password.
    #[serde(default)]
    pub(super) expose: Option<ExposeSpec>,
}

/// A Grafana.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GrafanaSpec {
    /// The disk for its users and settings; `1Gi` if not given. Dashboards come with the bundle.
    #[serde(default)]
    pub(super) disk: Option<Bytes>,
    /// The storage class of the disk; the profile's default if not given.
    #[serde(default)]
    pub(super) class: Option<String>,
    /// A Secret with the key `password`: that of the user `admin`; `secret(grafana)` if not given. It counts when the disk is new.
    #[serde(default)]
    pub(super) admin: Option<SecretName>,
    /// CPU from request to limit; `100m..500m` if not given.
    #[serde(default)]
    pub(super) cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `256Mi..512Mi` if not given.
    #[serde(default)]
    pub(super) memory: Option<Range<Bytes>>,
    /// The host under which the world reaches it.
    #[serde(default)]
    pub(super) expose: Option<ExposeSpec>,
}

/// An objective for the requests of an entry, over 30 days.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ObjectiveSpec {
    /// The entry whose requests count.
    pub(super) service: Name,
    /// The share of requests that have to be good, such as `99.9%`.
    pub(super) objective: Ratio,
    /// The time in which a good request is answered; without it, a good request is one without an error of the server. It has to
    /// be the bound of a bucket of the entry's histogram.
    #[serde(default)]
    pub(super) below: Option<Latency>,
}

/// Thresholds; `off` takes an alert out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AlertsSpec {
    /// Restarts of a container in an hour; 5 if not given.
    #[serde(default)]
    pub(super) restarts: Threshold<Count>,
    /// The share of requests that end with an error of the server; `1%` if not given.
    #[serde(default)]
    pub(super) errors: Threshold<Ratio>,
    /// The time in which 95 % of requests are answered; `500ms` if not given.
    #[serde(default)]
    pub(super) latency: Threshold<Latency>,
    /// The tasks that wait in a queue; 1000 if not given.
    #[serde(default)]
    pub(super) queue: Threshold<Count>,
    /// The age of the last good backup; two hours more than lie between two of them if not given.
    #[serde(default)]
    pub(super) backup: Threshold<Duration>,
}

/// An alert of the user's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RuleSpec {
    /// The PromQL expression; the alert is raised for each of its values.
    pub(super) expr: Query,
    /// How long it has to hold; `5m` if not given.
    #[serde(default, rename = "for")]
    pub(super) wait: Option<Duration>,
    /// How bad it is; `warning` if not given.
    #[serde(default)]
    pub(super) severity: Severity,
    /// One line for the person who is called.
    pub(super) summary: AlertText,
    /// What is known and what to do.
    #[serde(default)]
    pub(super) description: Option<AlertText>,
}

/// How bad an alert is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Severity {
    /// Somebody has to get up.
    Critical,
    /// Somebody has to look at it in working hours.
    #[default]
    Warning,
    /// Good to know.
    Info,
}

/// A threshold: as mlkube finds right, as the spec says, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Threshold<T> {
    #[default]
    Default,
    At(T),
    Off,
}

/// A whole number above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub(super) struct Count(#[schemars(range(min = 1))] pub(super) u32);

/// What may stand where a threshold does.
pub(super) trait Bound: Sized + JsonSchema {
    const EXPECTED: &'static str;
    fn from_text(text: &str) -> Result<Self, Invalid>;
}

impl Bound for Count {
    const EXPECTED: &'static str = "a whole number above zero, or `off`";

    fn from_text(text: &str) -> Result<Self, Invalid> {
        text.parse().ok().filter(|number| *number > 0).map(Self).ok_or_else(|| {
            Invalid::new(codes::BAD_VALUE, format!("`{text}` is no number of things"), format!("write {}", Self::EXPECTED))
        })
    }
}

/// Words are bounds as they are.
macro_rules! bound {
    ($($type:ty: $expected:literal,)*) => {
        $(impl Bound for $type {
            const EXPECTED: &'static str = $expected;

            fn from_text(text: &str) -> Result<Self, Invalid> {
                Self::parse(text)
            }
        })*
    };
}

bound! {
    Ratio: "a share such as `1%`, or `off`",
    Latency: "a time such as `500ms`, or `off`",
    Duration: "a duration such as `26h`, or `off`",
}

struct ThresholdVisitor<T>(PhantomData<T>);

impl<T: Bound> ThresholdVisitor<T> {
    fn bound<E: de::Error>(text: &str) -> Result<Threshold<T>, E> {
        T::from_text(text).map(Threshold::At).map_err(E::custom)
    }
}

impl<T: Bound> Visitor<'_> for ThresholdVisitor<T> {
    type Value = Threshold<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Threshold<T>, E> {
        if value { Err(E::invalid_type(de::Unexpected::Bool(value), &self)) } else { Ok(Threshold::Off) }
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Threshold<T>, E> {
        Self::bound(&number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Threshold<T>, E> {
        Self::bound(&number.to_string())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Threshold<T>, E> {
        // Only quotes keep `off` from being a boolean.
        if text == "off" { Ok(Threshold::Off) } else { Self::bound(text) }
    }
}

impl<'de, T: Bound> Deserialize<'de> for Threshold<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ThresholdVisitor(PhantomData))
    }
}

impl<T: Bound> JsonSchema for Threshold<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Threshold".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<T>(), { "enum": ["off", false] }] })
    }
}

impl MonitoringSpec {
    /// The namespace of a bundled monitoring system, if it has one of its own.
    pub fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref().filter(|_| self.mode == ModeSpec::Bundled)
    }

    /// Whether anything watches at all.
    pub fn is_active(&self) -> bool {
        self.mode != ModeSpec::None
    }
}
