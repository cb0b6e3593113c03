//! The AWS Load Balancer Controller's own kinds, `gateway.k8s.aws/v1beta1`.
//!
//! Version v1 exists since release 3.5.0 only (2026-08-03), which still serves v1beta1 in the same shape
//! (kubernetes-sigs/aws-load-balancer-controller config/crd/gateway, per tag, 2026-08-17).

use super::CustomSpec;
use serde::Serialize;

/// Settings of an application load balancer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancerConfigurationSpec {
    /// `internet-facing`; the controller's default is `internal`.
    pub scheme: &'static str,
    /// Certificates by listener.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub listener_configurations: Vec<ListenerConfiguration>,
    /// Settings of the load balancer.
    pub load_balancer_attributes: Vec<Attribute>,
    /// The firewall.
    #[serde(rename = "wafV2", skip_serializing_if = "Option::is_none")]
    pub waf_v2: Option<WebAcl>,
}

/// The certificate of a listener.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListenerConfiguration {
    /// Such as `HTTPS:443`.
    pub protocol_port: &'static str,
    /// The ARN of a certificate in AWS Certificate Manager.
    pub default_certificate: String,
    /// The set of protocols and ciphers.
    pub ssl_policy: &'static str,
}

/// A setting.
#[derive(Clone, Debug, Serialize)]
pub struct Attribute {
    /// Its name.
    pub key: &'static str,
    /// Its value.
    pub value: String,
}

/// A firewall.
#[derive(Clone, Debug, Serialize)]
pub struct WebAcl {
    /// The ARN of a regional web ACL of AWS WAF.
    #[serde(rename = "webACL")]
    pub web_acl: String,
}

/// How a load balancer reaches the pods of a Service.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupConfigurationSpec {
    /// The Service.
    pub target_reference: TargetReference,
    /// The settings.
    pub default_configuration: TargetGroup,
}

/// A Service.
#[derive(Clone, Debug, Serialize)]
pub struct TargetReference {
    /// Its name.
    pub name: String,
}

/// Settings of a target group.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroup {
    /// `ip`: straight to the pods. The controller's default, `instance`, needs a node port.
    pub target_type: &'static str,
    /// How pods are checked.
    pub health_check_config: HealthCheck,
    /// Further settings.
    pub target_group_attributes: Vec<Attribute>,
}

/// A health check.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheck {
    /// The path; the controller's default is `/`.
    pub health_check_path: String,
    /// Seconds between checks.
    pub health_check_interval: i32,
    /// Checks that a new pod has to pass.
    pub healthy_threshold_count: i32,
}

impl CustomSpec for LoadBalancerConfigurationSpec {
    const API_VERSION: &'static str = "gateway.k8s.aws/v1beta1";
    const KIND: &'static str = "LoadBalancerConfiguration";
}

impl CustomSpec for TargetGroupConfigurationSpec {
    const API_VERSION: &'static str = "gateway.k8s.aws/v1beta1";
    const KIND: &'static str = "TargetGroupConfiguration";
}
