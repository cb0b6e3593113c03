//! The Kubeflow Trainer, version 2: `trainer.kubeflow.org/v1alpha1` (kubeflow/trainer pkg/apis/trainer/v1alpha1, v2.3.0, 2026-08-06).

use super::CustomSpec;
use super::jobset::{FailurePolicy, ReplicatedJob};
use serde::Serialize;

/// How training runs: the pods, and what they are told of each other.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainingRuntimeSpec {
    /// What they are told.
    pub ml_policy: MlPolicy,
    /// The pods, as a JobSet.
    pub template: JobSetTemplate,
}

/// What pods are told of each other.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MlPolicy {
    /// The number of pods.
    pub num_nodes: i32,
    /// As `torchrun` reads it.
    pub torch: Torch,
}

/// The ways of PyTorch.
#[derive(Clone, Debug, Serialize)]
pub struct Torch {}

/// A JobSet to be.
#[derive(Clone, Debug, Serialize)]
pub struct JobSetTemplate {
    /// What it says.
    pub spec: JobSetTemplateSpec,
}

/// What a JobSet to be says.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSetTemplateSpec {
    /// What becomes of it when a Job fails.
    pub failure_policy: FailurePolicy,
    /// The Jobs.
    pub replicated_jobs: Vec<ReplicatedJob>,
}

/// A training that runs as a runtime says.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainJobSpec {
    /// The runtime.
    pub runtime_ref: RuntimeRef,
    /// What it does otherwise than the runtime says.
    pub trainer: Trainer,
    /// The seconds that everything may take.
    pub active_deadline_seconds: i64,
    /// Whether it waits until somebody lets it start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<bool>,
}

/// A runtime.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeRef {
    /// Its group.
    pub api_group: &'static str,
    /// Its kind: of the namespace, or of the cluster.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

/// The part that trains.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trainer {
    /// The number of pods.
    pub num_nodes: i32,
}

impl CustomSpec for TrainingRuntimeSpec {
    const API_VERSION: &'static str = "trainer.kubeflow.org/v1alpha1";
    const KIND: &'static str = "TrainingRuntime";
}

impl CustomSpec for TrainJobSpec {
    const API_VERSION: &'static str = "trainer.kubeflow.org/v1alpha1";
    const KIND: &'static str = "TrainJob";
}
