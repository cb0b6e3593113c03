//! What claims and volumes can say.

use super::super::{Before, Feature, On, Root};
use crate::fields::KubeVersion;

pub(super) const FEATURES: &[Feature] = &[
    Feature {
        name: "attributes of the volumes of claims",
        root: Root::Claim,
        paths: &["volumeAttributesClassName"],
        values: &[],
        known: KubeVersion::minor(29),
        on: On::Stable(KubeVersion::minor(34)),
        gate: Some("VolumeAttributesClass"),
        before: Before::Nothing("set the parameters in the storage class"),
    },
    Feature {
        name: "attributes of volumes",
        root: Root::Object("", "PersistentVolume"),
        paths: &["spec.volumeAttributesClassName"],
        values: &[],
        known: KubeVersion::minor(29),
        on: On::Stable(KubeVersion::minor(34)),
        gate: Some("VolumeAttributesClass"),
        before: Before::Nothing("set the parameters in the storage class"),
    },
    Feature {
        name: "data from other namespaces",
        root: Root::Claim,
        paths: &["dataSourceRef.namespace"],
        values: &[],
        known: KubeVersion::minor(28),
        on: On::Never,
        gate: Some("CrossNamespaceVolumeDataSource"),
        before: Before::Nothing("bring the snapshot into the namespace of the claim"),
    },
];
