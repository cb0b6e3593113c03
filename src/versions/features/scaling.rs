//! What autoscalers can say.

use super::super::{Before, Change, Feature, On, Root};
use crate::fields::KubeVersion;
use crate::k8s::Object;

pub(super) const FEATURES: &[Feature] = &[
    Feature {
        name: "tolerances of autoscalers",
        root: Root::Object("autoscaling", "HorizontalPodAutoscaler"),
        paths: &["spec.behavior.scaleUp.tolerance", "spec.behavior.scaleDown.tolerance"],
        values: &[],
        known: KubeVersion::minor(33),
        on: On::Beta(KubeVersion::minor(35)),
        gate: Some("HPAConfigurableTolerance"),
        before: Before::Nothing("take it out: the cluster's own tolerance holds, a tenth unless somebody changed it"),
    },
    Feature {
        name: "autoscalers that go down to no pod",
        root: Root::Object("autoscaling", "HorizontalPodAutoscaler"),
        paths: &["spec.minReplicas"],
        values: &["0"],
        known: KubeVersion::minor(28),
        // kubernetes.io blog "Kubernetes v1.37: Scale Workloads to Zero with HorizontalPodAutoscaler", 2026-09.
        on: On::Beta(KubeVersion::minor(37)),
        gate: Some("HPAScaleToZero"),
        before: Before::Nothing("keep one pod, or let KEDA scale it"),
    },
    Feature {
        name: "requests that change while pods run",
        root: Root::Object("autoscaling.k8s.io", "VerticalPodAutoscaler"),
        paths: &["spec.updatePolicy.updateMode"],
        values: &["InPlaceOrRecreate"],
        known: KubeVersion::minor(28),
        on: On::Beta(KubeVersion::minor(33)),
        gate: Some("InPlacePodVerticalScaling"),
        before: Before::Older {
            form: "the mode `Recreate`",
            less: Some("pods are started anew whenever their requests change"),
            change: Change::Object(recreate),
        },
    },
];

/// The mode asks for 1.33 (kubernetes/autoscaler vertical-pod-autoscaler/docs/features.md, "In-Place Updates", 2026-06).
fn recreate(object: &mut Object) -> bool {
    let Object::VerticalPodAutoscaler(scaler) = object else { return false };
    let mode = &mut scaler.spec.update_policy.update_mode;
    let is_newer = *mode == "InPlaceOrRecreate";
    if is_newer {
        *mode = "Recreate";
    }
    is_newer
}
