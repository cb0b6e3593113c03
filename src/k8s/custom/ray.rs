//! RayJob of KubeRay, `ray.io/v1` (ray-project/kuberay ray-operator/apis/ray/v1/rayjob_types.go, 2026-08-19).

use super::CustomSpec;
use crate::k8s::meta::Labels;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use serde::Serialize;

/// A program that runs on a Ray cluster of its own.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RayJobSpec {
    /// The program, as a shell reads it.
    pub entrypoint: String,
    /// Who hands the program to the cluster.
    pub submission_mode: &'static str,
    /// Whether the cluster goes when the program has ended.
    pub shutdown_after_job_finishes: bool,
    /// The seconds that the cluster stays once the program has ended.
    #[serde(rename = "ttlSecondsAfterFinished", skip_serializing_if = "Option::is_none")]
    pub keep: Option<i32>,
    /// The seconds that everything may take.
    pub active_deadline_seconds: i64,
    /// How often it is tried again, each time with a new cluster.
    pub backoff_limit: i32,
    /// Whether it waits until somebody lets it start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<bool>,
    /// The cluster.
    pub ray_cluster_spec: RayClusterSpec,
}

/// A Ray cluster.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RayClusterSpec {
    /// The pod that knows all others.
    pub head_group_spec: HeadGroup,
    /// The others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worker_group_specs: Vec<WorkerGroup>,
}

/// The head of a Ray cluster.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeadGroup {
    /// Options of `ray start`.
    pub ray_start_params: Labels,
    /// Its pod.
    pub template: PodTemplateSpec,
}

/// Pods of a Ray cluster that are alike.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerGroup {
    /// Its name.
    pub group_name: &'static str,
    /// How many there are.
    pub replicas: i32,
    /// The fewest.
    pub min_replicas: i32,
    /// The most.
    pub max_replicas: i32,
    /// Options of `ray start`.
    pub ray_start_params: Labels,
    /// The pods.
    pub template: PodTemplateSpec,
}

impl CustomSpec for RayJobSpec {
    const API_VERSION: &'static str = "ray.io/v1";
    const KIND: &'static str = "RayJob";
}
