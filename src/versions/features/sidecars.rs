//! Containers that run beside the others from before they start until after they end.

use super::super::{Before, Feature, On, Root};
use crate::fields::KubeVersion;

/// Containers that start first and stay. The meshes inject their proxies as such (istio.io "Sidecar or ambient?", linkerd.io "Native
/// sidecars", 2026-08): where Kubernetes does not know them, the proxy is a container that has to end before the others start.
pub const NATIVE_SIDECARS: Feature = Feature {
    name: "native sidecars",
    root: Root::Pod,
    paths: &["initContainers[].restartPolicy"],
    values: &["Always"],
    known: KubeVersion::minor(28),
    on: On::Beta(KubeVersion::minor(29)),
    gate: Some("SidecarContainers"),
    before: Before::Nothing("let the container run beside the others, in `containers`"),
};

pub(super) const FEATURES: &[Feature] = &[NATIVE_SIDECARS];
