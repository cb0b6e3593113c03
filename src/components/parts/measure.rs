//! Metrics beyond CPU and memory by which an autoscaler counts pods.

use crate::components::contract::Surroundings;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Amount, MetricName};
use crate::k8s::scaling::{External, Target};
use crate::layers::Place;
use crate::profile::{Operator, Profile};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// A metric of something outside the pods, such as the length of a queue; exactly one of `value` and `average`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExternalSpec {
    /// The amount to aim at, whatever the number of pods.
    #[serde(default)]
    value: Option<Amount>,
    /// The amount to aim at for each pod.
    #[serde(default)]
    average: Option<Amount>,
    /// The labels of the series.
    #[serde(default)]
    labels: IndexMap<String, String>,
}

/// Reports metrics that nobody serves; `place` is the autoscaler.
pub(super) fn check_served(
    has_pods: bool,
    has_external: bool,
    around: &Surroundings<'_>,
    place: &Place<'_>,
    report: &mut Report,
) {
    if has_pods {
        super::require_operator(Operator::MetricsAdapter, "scaling by metrics of pods", around, &place.key("pods"), report);
    }
    // A cluster has one server of external metrics, KEDA's or an adapter's (KEDA documentation, "Cluster requirements", 2.20).
    if has_external && !around.operators.contains(&Operator::Keda) {
        let place = place.key("external");
        super::require_operator(Operator::MetricsAdapter, "scaling by external metrics", around, &place, report);
    }
}

/// Reports an autoscaler that goes by CPU or memory where nobody measures them; `place` is what says so.
pub(super) fn require_measured(autoscaler: &str, profile: &Profile, place: &Place<'_>, report: &mut Report) {
    if !profile.metrics_server {
        report.push(profile.unmeasured(autoscaler).at(place.key_span().or(place.span())));
    }
}

/// The external metrics; `place` is where they stand.
pub(super) fn check_external(external: &IndexMap<MetricName, ExternalSpec>, place: &Place<'_>, report: &mut Report) {
    for (name, ExternalSpec { value, average, labels: _ }) in external {
        if value.is_some() == average.is_some() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{}` needs one amount to aim at", name.as_str()))
                    .at(place.key(name.as_str()).key_span())
                    .help("write `{average: 30}` for so much of it for each pod, or `{value: 100}` for so much in all"),
            );
        }
    }
}

impl ExternalSpec {
    /// The metric; without an amount, which was reported, it aims at nothing in particular.
    pub(super) fn settle(&self, name: &MetricName) -> External {
        let Self { value, average, labels } = self;
        let target = match (value, average) {
            (Some(value), _) => Target::Value(value.to_string()),
            (None, average) => Target::Average(average.map(|average| average.to_string()).unwrap_or_default()),
        };
        External {
            metric: name.as_str().to_owned(),
            labels: labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            target,
        }
    }
}
