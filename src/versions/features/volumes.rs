//! What volumes of pods can hold.

use super::super::{Before, Feature, On, Root};
use crate::fields::KubeVersion;

/// A container image as a folder. Known is not enough: it was off by itself for two versions as beta, because not every runtime could
/// mount one; containerd can since 2.1 (kubernetes.io "Use an Image Volume With a Pod", 2026-11).
pub const IMAGE_VOLUMES: Feature = Feature {
    name: "images as volumes",
    root: Root::Pod,
    paths: &["volumes[].image"],
    values: &[],
    known: KubeVersion::minor(31),
    on: On::Beta(KubeVersion::minor(35)),
    gate: Some("ImageVolume"),
    before: Before::Nothing(
        "let a container that runs first copy the files into an empty volume, or mount a claim that holds them",
    ),
};

pub(super) const FEATURES: &[Feature] = &[
    IMAGE_VOLUMES,
    Feature {
        name: "trust bundles in volumes",
        root: Root::Pod,
        paths: &["volumes[].projected.sources[].clusterTrustBundle"],
        values: &[],
        known: KubeVersion::minor(29),
        on: On::Stable(KubeVersion::minor(37)),
        gate: Some("ClusterTrustBundleProjection"),
        before: Before::Nothing("mount a ConfigMap with the certificates"),
    },
    Feature {
        name: "certificates of pods in volumes",
        root: Root::Pod,
        paths: &["volumes[].projected.sources[].podCertificate"],
        values: &[],
        known: KubeVersion::minor(34),
        on: On::Stable(KubeVersion::minor(37)),
        gate: Some("PodCertificateRequest"),
        before: Before::Nothing("mount a Secret that cert-manager keeps"),
    },
    Feature {
        name: "owners of files in volumes",
        root: Root::Pod,
        paths: &[
            "volumes[].configMap.defaultUser",
            "volumes[].configMap.items[].user",
            "volumes[].secret.defaultUser",
            "volumes[].secret.items[].user",
            "volumes[].downwardAPI.defaultUser",
            "volumes[].downwardAPI.items[].user",
            "volumes[].projected.defaultUser",
            "volumes[].projected.sources[].secret.items[].user",
            "volumes[].projected.sources[].configMap.items[].user",
        ],
        values: &[],
        known: KubeVersion::minor(37),
        on: On::Never,
        gate: Some("AtomicWriteVolumeUserFields"),
        before: Before::Nothing("use `fsGroup`, and a mode that lets the group read"),
    },
    Feature {
        name: "modes of empty volumes",
        root: Root::Pod,
        paths: &["volumes[].emptyDir.mode"],
        values: &[],
        known: KubeVersion::minor(37),
        on: On::Never,
        gate: Some("EmptyDirVolumeMode"),
        before: Before::Nothing("let the program set the mode when it starts"),
    },
];
