//! Addresses, ports of nodes and load balancers.

use super::totals::Totals;
use crate::k8s::{Entry, Object};
use crate::profile::{Controller, Profile};
use k8s_openapi::api::core::v1::ServiceSpec;
use std::collections::BTreeSet;

/// The annotation by which Ingresses share a load balancer of AWS (AWS Load Balancer Controller docs/guide/ingress/annotations.md,
/// `group.name`, 2026-08).
const ALB_GROUP: &str = "alb.ingress.kubernetes.io/group.name";

/// Load balancers that several Ingresses share, as far as they were seen.
pub(super) type Shared<'a> = BTreeSet<&'a str>;

/// Adds what an object takes of the network. It is the same in all scenarios.
pub(super) fn add<'a>(entry: &'a Entry, profile: &Profile, shared: &mut Shared<'a>, totals: &mut [Totals; 3]) {
    let (mut addresses, mut ports, mut balancers) = (0, 0, 0);
    match &entry.object {
        Object::Service(service) => {
            if let Some(spec) = &service.spec {
                addresses = u64::from(has_address(spec));
                ports = node_ports(spec);
                balancers = u64::from(spec.type_.as_deref() == Some("LoadBalancer"));
            }
        }
        // Every controller of the Gateway API gives each Gateway an address and something that answers there.
        Object::Gateway(_) => balancers = 1,
        // ingress-nginx answers for all Ingresses of the cluster; controllers of clouds make a load balancer for each.
        Object::Ingress(ingress) if profile.routing.controller != Controller::IngressNginx => {
            let group = ingress.metadata.annotations.as_ref().and_then(|annotations| annotations.get(ALB_GROUP));
            balancers = u64::from(group.is_none_or(|group| shared.insert(group)));
        }
        _ => {}
    }
    for total in totals {
        total.services += addresses;
        total.node_ports += ports;
        total.load_balancers += balancers;
    }
}

/// Whether a Service takes an address of the cluster: neither headless ones nor names for something outside do.
fn has_address(spec: &ServiceSpec) -> bool {
    spec.cluster_ip.as_deref() != Some("None") && spec.type_.as_deref() != Some("ExternalName")
}

/// The ports of nodes that a Service takes; those of load balancers lead through such ports unless they are told not to (Kubernetes
/// documentation, "Service: Disabling load balancer NodePort allocation", 2026-11).
fn node_ports(spec: &ServiceSpec) -> u64 {
    let takes = match spec.type_.as_deref() {
        Some("NodePort") => true,
        Some("LoadBalancer") => spec.allocate_load_balancer_node_ports != Some(false),
        _ => false,
    };
    // Load balancers that go to nodes with pods only ask on one more port which these are (pkg/registry/core/service/storage/alloc.go).
    let asks = spec.type_.as_deref() == Some("LoadBalancer") && spec.external_traffic_policy.as_deref() == Some("Local");
    u64::from(asks) + if takes { spec.ports.iter().flatten().count() as u64 } else { 0 }
}
