//! Autoscalers that go by what nobody measures.

use super::super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::UNMEASURED_PODS,
        "\
What: a HorizontalPodAutoscaler that goes by CPU or memory, on a cluster without a metrics server.
Why: it never gets an answer, and leaves the number of pods as it is.
Example: `scale: {min: 2, max: 8, cpu: 70%}` for a profile with `metricsServer: false`.
Fix: install metrics-server and say so in the profile, or scale by something else.",
    )],
    rule: Rule::Object(run),
};

fn run(object: Object<'_>, context: &Context<'_>, found: &mut Report) {
    let Some(profile) = context.profile.filter(|profile| !profile.metrics_server) else { return };
    if !object.is("autoscaling", "HorizontalPodAutoscaler") {
        return;
    }
    let Some(spec) = object.spec() else { return };
    let metrics = spec.items("metrics");
    let is_measured = |kind: Option<&str>| matches!(kind, Some("Resource" | "ContainerResource"));
    let by_resource = metrics.iter().find(|metric| is_measured(metric.text("type")));
    // One without metrics goes by CPU (Kubernetes `autoscaling/v2` defaults, 1.36).
    let by_default = spec.get("scaleTargetRef").filter(|_| metrics.is_empty());
    if let Some(place) = by_resource.or_else(|| spec.get("targetCPUUtilizationPercentage")).or(by_default) {
        let told = profile.unmeasured("it goes by CPU or memory");
        found.push(object.told(told.at(object.place(place))));
    }
}
