//! What workloads can say of their pods as a whole.

use super::super::{Before, Feature, On, Root};
use crate::fields::KubeVersion;

// On in 1.35.0 to 1.35.3 too, and off again in later patches and in 1.36 (kubernetes.io "Feature Gates", 2026-11).
pub(super) const FEATURES: &[Feature] = &[Feature {
    name: "StatefulSets that change several pods at once",
    root: Root::Object("apps", "StatefulSet"),
    paths: &["spec.updateStrategy.rollingUpdate.maxUnavailable"],
    values: &[],
    known: KubeVersion::minor(28),
    on: On::Beta(KubeVersion::minor(37)),
    gate: Some("MaxUnavailableStatefulSet"),
    before: Before::Nothing("take it out: pods change one after the other"),
}];
