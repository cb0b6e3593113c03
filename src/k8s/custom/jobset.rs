//! JobSet, `jobset.x-k8s.io/v1alpha2` (kubernetes-sigs/jobset api/jobset/v1alpha2/jobset_types.go, 2026-08-18).

use super::CustomSpec;
use k8s_openapi::api::batch::v1::JobTemplateSpec;
use serde::Serialize;

/// A group of Jobs that start, restart and end together, with names for all of their pods.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSetSpec {
    /// Whether it waits until somebody lets it start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<bool>,
    /// The seconds that it stays once it has ended.
    #[serde(rename = "ttlSecondsAfterFinished", skip_serializing_if = "Option::is_none")]
    pub keep: Option<i32>,
    /// What becomes of it when a Job fails.
    pub failure_policy: FailurePolicy,
    /// The Jobs.
    pub replicated_jobs: Vec<ReplicatedJob>,
}

/// What becomes of a JobSet when one of its Jobs fails: all of them start anew, if nothing else is said.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailurePolicy {
    /// How often that may happen.
    pub max_restarts: i32,
    /// What is done in special cases.
    pub rules: Vec<FailureRule>,
}

/// What is done when Jobs fail for certain reasons.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailureRule {
    /// Its name.
    pub name: &'static str,
    /// Such as `RestartJobSetAndIgnoreMaxRestarts`.
    pub action: &'static str,
    /// The reasons, as a Job's condition tells them.
    pub on_job_failure_reasons: Vec<&'static str>,
}

/// A Job of a group.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplicatedJob {
    /// Its name.
    pub name: &'static str,
    /// How many there are.
    pub replicas: i32,
    /// The Job.
    pub template: JobTemplateSpec,
}

impl CustomSpec for JobSetSpec {
    const API_VERSION: &'static str = "jobset.x-k8s.io/v1alpha2";
    const KIND: &'static str = "JobSet";
}
