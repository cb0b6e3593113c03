//! Routes for GKE's own controller: the Gateway API, and what a Google Cloud load balancer needs beside it.

use super::{ROLE, Route, Routing, gateway, request_timeout, services};
use crate::components::contract::{Backend, Objects};
use crate::k8s::Owner;
use crate::k8s::custom::Custom;
use crate::k8s::custom::gateway::TypedReference;
use crate::k8s::custom::gke::{
    BackendSettings, ConnectionDraining, GcpBackendPolicySpec, HealthCheck, HealthCheckConfig, HealthCheckPolicySpec,
    HttpHealthCheck,
};

pub(super) fn build(project: &Owner, routing: &Routing, routes: &[Route<'_>], objects: &mut Objects) {
    for (route, backend) in services(routes) {
        objects.push(health_check(route.owner, backend));
        objects.push(backend_policy(routing, route, backend));
    }
    gateway::build(project, routing, routes, objects);
}

fn target(backend: &Backend) -> TypedReference {
    TypedReference { group: String::new(), kind: "Service".to_owned(), name: backend.service.clone() }
}

/// Named after the Service, of which an entry may have several.
fn health_check(owner: &Owner, backend: &Backend) -> Custom<HealthCheckPolicySpec> {
    let request = HttpHealthCheck {
        port_specification: "USE_FIXED_PORT",
        port: i32::from(backend.container_port),
        request_path: backend.health_path.clone(),
    };
    Custom {
        metadata: owner.named(ROLE, &backend.service),
        spec: HealthCheckPolicySpec {
            default: HealthCheck {
                check_interval_sec: 15,
                timeout_sec: 5,
                config: HealthCheckConfig { kind: "HTTP", http_health_check: request },
            },
            target_ref: target(backend),
        },
    }
}

/// Named like the health check.
fn backend_policy(routing: &Routing, route: &Route<'_>, backend: &Backend) -> Custom<GcpBackendPolicySpec> {
    Custom {
        metadata: route.owner.named(ROLE, &backend.service),
        spec: GcpBackendPolicySpec {
            default: BackendSettings {
                timeout_sec: request_timeout(route.exposure),
                connection_draining: ConnectionDraining { draining_timeout_sec: i32::try_from(routing.drain).unwrap_or(30) },
                security_policy: routing.firewall.clone(),
            },
            target_ref: target(backend),
        },
    }
}
