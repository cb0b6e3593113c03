//! Routes for GKE's own controller: the Gateway API, and what a Google Cloud load balancer needs beside it.

use super::{Exposed, ROLE, Routing, gateway, request_timeout};
use crate::components::contract::Objects;
use crate::k8s::Owner;
use crate::k8s::custom::Custom;
use crate::k8s::custom::gateway::TypedReference;
use crate::k8s::custom::gke::{
    BackendSettings, ConnectionDraining, GcpBackendPolicySpec, HealthCheck, HealthCheckConfig, HealthCheckPolicySpec,
    HttpHealthCheck,
};

pub(super) fn build(project: &Owner, routing: &Routing, exposed: &[Exposed<'_>], objects: &mut Objects) {
    for exposed in exposed {
        objects.push(health_check(exposed));
        objects.push(backend_policy(routing, exposed));
    }
    gateway::build(project, routing, exposed, objects);
}

fn target(exposed: &Exposed<'_>) -> TypedReference {
    TypedReference { group: String::new(), kind: "Service".to_owned(), name: exposed.exposure.main().service.clone() }
}

fn health_check(exposed: &Exposed<'_>) -> Custom<HealthCheckPolicySpec> {
    let request = HttpHealthCheck {
        port_specification: "USE_FIXED_PORT",
        port: i32::from(exposed.exposure.main().container_port),
        request_path: exposed.exposure.main().health_path.clone(),
    };
    Custom {
        metadata: exposed.owner.metadata(ROLE, None),
        spec: HealthCheckPolicySpec {
            default: HealthCheck {
                check_interval_sec: 15,
                timeout_sec: 5,
                config: HealthCheckConfig { kind: "HTTP", http_health_check: request },
            },
            target_ref: target(exposed),
        },
    }
}

fn backend_policy(routing: &Routing, exposed: &Exposed<'_>) -> Custom<GcpBackendPolicySpec> {
    Custom {
        metadata: exposed.owner.metadata(ROLE, None),
        spec: GcpBackendPolicySpec {
            default: BackendSettings {
                timeout_sec: request_timeout(exposed.exposure),
                connection_draining: ConnectionDraining { draining_timeout_sec: i32::try_from(routing.drain).unwrap_or(30) },
                security_policy: routing.firewall.clone(),
            },
            target_ref: target(exposed),
        },
    }
}
