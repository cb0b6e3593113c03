//! What workloads can say of their pods as a whole.

use super::super::{Before, Feature, On, Root};
use crate::fields::KubeVersion;

pub(super) const FEATURES: &[Feature] = &[
    // On in 1.35.0 to 1.35.3 too, and off again in later patches and in 1.36 (kubernetes.io "Feature Gates", 2026-11).
    Feature {
        name: "StatefulSets that change several pods at once",
        root: Root::Object("apps", "StatefulSet"),
        paths: &["spec.updateStrategy.rollingUpdate.maxUnavailable"],
        values: &[],
        known: KubeVersion::minor(28),
        on: On::Beta(KubeVersion::minor(37)),
        gate: Some("MaxUnavailableStatefulSet"),
        before: Before::Nothing("take it out: pods change one after the other"),
    },
    // The field is old, this value of it is new (kubernetes.io "Feature Gates", `StatefulSetRecreateStrategy`, 2026-11).
    Feature {
        name: "StatefulSets that end all pods before new ones start",
        root: Root::Object("apps", "StatefulSet"),
        paths: &["spec.updateStrategy.type"],
        values: &["Recreate"],
        known: KubeVersion::minor(37),
        on: On::Never,
        gate: Some("StatefulSetRecreateStrategy"),
        before: Before::Nothing("write `OnDelete`, and delete the pods to change them"),
    },
];
