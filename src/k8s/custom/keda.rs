//! KEDA, `keda.sh/v1alpha1` (kedacore/keda-docs content/docs/2.20, 2026-08-20).

use super::CustomSpec;
use crate::k8s::meta::Labels;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerBehavior;
use serde::Serialize;

/// An autoscaler that counts pods by what waits for them. KEDA makes a HorizontalPodAutoscaler of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaledObjectSpec {
    /// The Deployment.
    pub scale_target_ref: TargetRef,
    /// Seconds between looks while there are no pods.
    pub polling_interval: i32,
    /// Seconds without work after which the last pod goes.
    pub cooldown_period: i32,
    /// The fewest pods.
    pub min_replica_count: i32,
    /// The most pods.
    pub max_replica_count: i32,
    /// What holds while nobody answers.
    pub fallback: Fallback,
    /// Settings of the HorizontalPodAutoscaler.
    pub advanced: Advanced,
    /// What is watched; what asks for the most pods gets them.
    pub triggers: Vec<Trigger>,
}

/// What is scaled.
#[derive(Clone, Debug, Serialize)]
pub struct TargetRef {
    /// The name of a Deployment.
    pub name: String,
}

/// What holds while a trigger cannot be asked.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fallback {
    /// The questions without an answer after which it holds.
    pub failure_threshold: i32,
    /// The number of pods.
    pub replicas: i32,
    /// How the number of pods that there are comes in.
    pub behavior: &'static str,
}

/// Settings beyond the plain ones.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Advanced {
    /// Those of the HorizontalPodAutoscaler.
    pub horizontal_pod_autoscaler_config: AutoscalerConfig,
}

/// Settings of the HorizontalPodAutoscaler that KEDA makes.
#[derive(Clone, Debug, Serialize)]
pub struct AutoscalerConfig {
    /// Its name; `keda-hpa-` and that of the ScaledObject if none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How fast it may go.
    pub behavior: HorizontalPodAutoscalerBehavior,
}

/// Something that is watched.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trigger {
    /// What it is: `redis`, `prometheus`, `cpu`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// How the number is meant, if not as an average for each pod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_type: Option<&'static str>,
    /// Where to look, and what to aim at.
    pub metadata: Labels,
    /// Who knows the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication_ref: Option<AuthenticationRef>,
}

/// A TriggerAuthentication of the same namespace.
#[derive(Clone, Debug, Serialize)]
pub struct AuthenticationRef {
    /// Its name.
    pub name: String,
}

/// What a trigger needs to be let in.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TriggerAuthenticationSpec {
    /// Values from Secrets.
    pub secret_target_ref: Vec<SecretTarget>,
}

/// A value from a Secret.
#[derive(Clone, Debug, Serialize)]
pub struct SecretTarget {
    /// What the trigger calls it.
    pub parameter: &'static str,
    /// The Secret.
    pub name: String,
    /// The key.
    pub key: String,
}

impl CustomSpec for ScaledObjectSpec {
    const API_VERSION: &'static str = "keda.sh/v1alpha1";
    const KIND: &'static str = "ScaledObject";
}

impl CustomSpec for TriggerAuthenticationSpec {
    const API_VERSION: &'static str = "keda.sh/v1alpha1";
    const KIND: &'static str = "TriggerAuthentication";
}
