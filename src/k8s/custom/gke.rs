//! GKE's own kinds around a Gateway, `networking.gke.io/v1` (GKE "Configure Gateway resources using Policies", 2026-08).

use super::CustomSpec;
use super::gateway::TypedReference;
use serde::Serialize;

/// How the load balancer checks the pods of a Service. Without one it asks for `/`, whatever the probes say.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheckPolicySpec {
    /// The check.
    pub default: HealthCheck,
    /// The Service.
    pub target_ref: TypedReference,
}

/// A health check.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheck {
    /// Seconds between checks.
    pub check_interval_sec: i32,
    /// Seconds that an answer may take.
    pub timeout_sec: i32,
    /// What is asked.
    pub config: HealthCheckConfig,
}

/// What a health check asks.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheckConfig {
    /// `HTTP`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The request.
    pub http_health_check: HttpHealthCheck,
}

/// The request of a health check.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpHealthCheck {
    /// `USE_FIXED_PORT`.
    pub port_specification: &'static str,
    /// The container's port.
    pub port: i32,
    /// The path.
    pub request_path: String,
}

/// How the load balancer treats the requests to a Service.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GcpBackendPolicySpec {
    /// The settings.
    pub default: BackendSettings,
    /// The Service; it takes one such policy only.
    pub target_ref: TypedReference,
}

/// Settings of a backend.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BackendSettings {
    /// Seconds that an answer may take; the load balancer's default is 30.
    pub timeout_sec: i32,
    /// What happens to connections of a pod that goes.
    pub connection_draining: ConnectionDraining,
    /// The name of a Cloud Armor security policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_policy: Option<String>,
}

/// What happens to connections of a pod that goes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionDraining {
    /// Seconds that they may last.
    pub draining_timeout_sec: i32,
}

impl CustomSpec for HealthCheckPolicySpec {
    const API_VERSION: &'static str = "networking.gke.io/v1";
    const KIND: &'static str = "HealthCheckPolicy";
}

impl CustomSpec for GcpBackendPolicySpec {
    const API_VERSION: &'static str = "networking.gke.io/v1";
    const KIND: &'static str = "GCPBackendPolicy";
}
