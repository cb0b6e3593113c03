//! What Services can say.

use super::super::{Before, Feature, On, Root};
use crate::fields::KubeVersion;

pub(super) const FEATURES: &[Feature] = &[
    Feature {
        name: "preferences for near endpoints",
        root: Root::Object("", "Service"),
        paths: &["spec.trafficDistribution"],
        values: &["PreferClose"],
        known: KubeVersion::minor(30),
        on: On::Beta(KubeVersion::minor(31)),
        gate: Some("ServiceTrafficDistribution"),
        before: Before::Nothing("write the annotation `service.kubernetes.io/topology-mode: Auto`, or take it out"),
    },
    Feature {
        name: "preferences for endpoints of the same zone or node",
        root: Root::Object("", "Service"),
        paths: &["spec.trafficDistribution"],
        values: &["PreferSameZone", "PreferSameNode"],
        known: KubeVersion::minor(33),
        on: On::Beta(KubeVersion::minor(34)),
        gate: Some("PreferSameTrafficDistribution"),
        before: Before::Nothing("write `PreferClose`, which means the same zone"),
    },
];
