//! The kinds of EKS Auto Mode, `eks.amazonaws.com/v1` (EKS User Guide, "Create an IngressClass to configure an Application Load
//! Balancer", 2024-12).

use super::CustomSpec;
use super::aws::Attribute;
use serde::Serialize;

/// The application load balancer behind an ingress class.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressClassParamsSpec {
    /// `internet-facing`; the default is `internal`.
    pub scheme: &'static str,
    /// All Ingresses of the class share one load balancer.
    pub group: Group,
    /// The certificates in AWS Certificate Manager.
    #[serde(rename = "certificateARNs", skip_serializing_if = "Vec::is_empty")]
    pub certificate_arns: Vec<String>,
    /// Settings of the load balancer.
    pub load_balancer_attributes: Vec<Attribute>,
}

/// Ingresses that share a load balancer.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Their name.
    pub name: String,
}

impl CustomSpec for IngressClassParamsSpec {
    const API_VERSION: &'static str = "eks.amazonaws.com/v1";
    const KIND: &'static str = "IngressClassParams";
}
