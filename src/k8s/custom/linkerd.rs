//! Linkerd's own kinds, `policy.linkerd.io` (linkerd2 charts/linkerd-crds/templates/policy, edge-26.8, 2026-08).

use super::CustomSpec;
use crate::k8s::meta::Labels;
use serde::Serialize;

/// A port of some pods, and who may connect to it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerSpec {
    /// The pods.
    pub pod_selector: PodSelector,
    /// The port.
    pub port: u16,
    /// Who may connect: `all-unauthenticated` is everybody whom the network policies let through.
    pub access_policy: &'static str,
}

/// Pods by their labels.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodSelector {
    /// The labels.
    pub match_labels: Labels,
}

impl CustomSpec for ServerSpec {
    const API_VERSION: &'static str = "policy.linkerd.io/v1beta3";
    const KIND: &'static str = "Server";
}
