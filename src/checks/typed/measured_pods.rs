//! Autoscalers that go by what nobody measures.

use super::{Check, Rule};
use crate::diag::{Report, codes};
use crate::k8s::Object;
use crate::k8s::graph::Graph;
use crate::profile::Profile;

pub(super) const CHECK: Check = Check {
    code: codes::UNMEASURED_PODS,
    docs: "\
What: a HorizontalPodAutoscaler that goes by CPU or memory, on a cluster without a metrics server.
Why: it never gets an answer, and leaves the number of pods as it is.
Example: `scale: {min: 2, max: 8, cpu: 70%}` for a profile with `metricsServer: false`.
Fix: install metrics-server and say so in the profile, or scale by something else.",
    rule: Rule::Cluster(run),
};

fn run(graph: &Graph<'_>, profile: &Profile, report: &mut Report) {
    if profile.metrics_server {
        return;
    }
    for entry in graph.entries() {
        let Object::HorizontalPodAutoscaler(scaler) = &entry.object else { continue };
        let metrics = scaler.spec.metrics.as_deref().unwrap_or_default();
        if metrics.iter().any(|metric| matches!(metric.type_.as_str(), "Resource" | "ContainerResource")) {
            report.push(profile.unmeasured(&format!("{} goes by CPU or memory", entry.object.title())).at(entry.origin));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cluster, found_on, owner};
    use super::*;
    use crate::profile::testing::own;
    use k8s_openapi::api::autoscaling::v2::{HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, MetricSpec};

    fn scaler(metric: &str) -> Object {
        let metric = MetricSpec { type_: metric.to_owned(), ..MetricSpec::default() };
        HorizontalPodAutoscaler {
            metadata: owner().metadata("service", None),
            spec: HorizontalPodAutoscalerSpec { metrics: Some(vec![metric]), ..HorizontalPodAutoscalerSpec::default() },
            ..HorizontalPodAutoscaler::default()
        }
        .into()
    }

    #[test]
    fn somebody_has_to_measure_what_an_autoscaler_goes_by() {
        let blind = own("extends: minikube\nmetricsServer: false\n");
        assert_eq!(found_on(&blind, &CHECK, [scaler("Resource")]), [codes::UNMEASURED_PODS]);
        assert_eq!(found_on(&blind, &CHECK, [scaler("External")]), []);
        assert_eq!(found_on(&cluster("minikube"), &CHECK, [scaler("Resource")]), []);
    }
}
