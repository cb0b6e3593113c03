//! Services.

use super::meta::Owner;
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The port of a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: &'static str,
    /// The number that clients use.
    pub number: u16,
    /// The number on which the container listens.
    pub target: u16,
}

/// A Service inside the cluster, for the pods of the owner's version.
pub fn service(owner: &Owner, role: &str, name: &str, port: Port) -> Service {
    Service {
        metadata: owner.named(role, name),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".to_owned()),
            selector: Some(owner.selector_labels(role)),
            ports: Some(vec![service_port(port)]),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    }
}

/// The headless Service that gives the pods of a StatefulSet their names.
pub fn headless_service(owner: &Owner, role: &str, name: &str, port: Port) -> Service {
    let mut headless = service(owner, role, name, port);
    if let Some(spec) = &mut headless.spec {
        spec.cluster_ip = Some("None".to_owned());
    }
    headless
}

/// The target is a number. The network policies of EKS leave out Services whose target is a name, because the name may mean
/// another port in another pod (aws/amazon-network-policy-controller-k8s pkg/resolvers/endpoints.go, v1.1.7, 2026-05-18).
fn service_port(port: Port) -> ServicePort {
    ServicePort {
        name: Some(port.name.to_owned()),
        port: i32::from(port.number),
        target_port: Some(IntOrString::Int(i32::from(port.target))),
        protocol: Some("TCP".to_owned()),
        ..ServicePort::default()
    }
}
