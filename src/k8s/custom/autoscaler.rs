//! The vertical pod autoscaler, `autoscaling.k8s.io/v1` (kubernetes/autoscaler vertical-pod-autoscaler, 1.7, 2026-06).

use super::{Custom, CustomSpec};
use crate::k8s::Owner;
use serde::Serialize;
use std::collections::BTreeMap;

/// An autoscaler that sets what pods request instead of how many there are.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerticalPodAutoscalerSpec {
    /// The workload.
    pub target_ref: Target,
    /// When pods get what is recommended.
    pub update_policy: UpdatePolicy,
    /// What may be recommended.
    pub resource_policy: ResourcePolicy,
}

/// A workload.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Group and version.
    pub api_version: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The name.
    pub name: String,
}

/// When pods get what is recommended.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatePolicy {
    /// `Off`, `Initial`, `Recreate` or `InPlaceOrRecreate`.
    pub update_mode: &'static str,
}

/// What may be recommended.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourcePolicy {
    /// For each container.
    pub container_policies: Vec<ContainerPolicy>,
}

/// What may be recommended for a container.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerPolicy {
    /// The container; `*` for all that no other policy names.
    pub container_name: String,
    /// `Off` for containers that are left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<&'static str>,
    /// The resources; all if empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub controlled_resources: Vec<&'static str>,
    /// The least.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub min_allowed: BTreeMap<&'static str, String>,
    /// The most.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub max_allowed: BTreeMap<&'static str, String>,
}

impl CustomSpec for VerticalPodAutoscalerSpec {
    const API_VERSION: &'static str = "autoscaling.k8s.io/v1";
    const KIND: &'static str = "VerticalPodAutoscaler";
}

/// An autoscaler for the requests of the Deployment of the owner. Of its containers only those that `policies` name change.
pub fn vertical_pod_autoscaler(
    owner: &Owner,
    role: &str,
    update_mode: &'static str,
    container_policies: Vec<ContainerPolicy>,
) -> Custom<VerticalPodAutoscalerSpec> {
    Custom {
        metadata: owner.metadata(role, None),
        spec: VerticalPodAutoscalerSpec {
            target_ref: Target { api_version: "apps/v1", kind: "Deployment", name: owner.derived(None) },
            update_policy: UpdatePolicy { update_mode },
            resource_policy: ResourcePolicy { container_policies },
        },
    }
}
