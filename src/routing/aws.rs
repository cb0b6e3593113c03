//! Routes for the AWS Load Balancer Controller: the Gateway API, and what an application load balancer needs beside it.

use super::{Certificate, ROLE, Route, Routing, SLOW_REQUEST, gateway, services};
use crate::components::contract::{Backend, Objects};
use crate::k8s::Owner;
use crate::k8s::custom::aws::{
    Attribute, HealthCheck, ListenerConfiguration, LoadBalancerConfigurationSpec, TargetGroup, TargetGroupConfigurationSpec,
    TargetReference, WebAcl,
};
use crate::k8s::custom::gateway::{GatewayClassSpec, Infrastructure, TypedReference};
use crate::k8s::custom::{Custom, CustomSpec};

/// The controller of application load balancers (aws-load-balancer-controller docs/guide/gateway/gateway.md, 2026-08-17).
const CONTROLLER: &str = "gateway.k8s.aws/alb";
/// TLS 1.2 and 1.3 only. The controller's default policy still takes TLS 1.0 (ELB User Guide, "Security policies").
pub(super) const SSL_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

pub(super) fn build(project: &Owner, routing: &Routing, routes: &[Route<'_>], objects: &mut Objects) {
    let class = routing.class.clone().unwrap_or_else(|| {
        let class = GatewayClassSpec { controller_name: CONTROLLER.to_owned() };
        objects.push(Custom { metadata: project.cluster_metadata(ROLE, "alb"), spec: class });
        project.cluster_name("alb")
    });
    objects.push(load_balancer(project, routing));
    for (route, backend) in services(routes) {
        objects.push(target_group(routing, route.owner, backend));
    }
    let parameters = TypedReference {
        group: "gateway.k8s.aws".to_owned(),
        kind: LoadBalancerConfigurationSpec::KIND.to_owned(),
        name: project.name.clone(),
    };
    objects.push(gateway::gateway(project, routing, routes, class, Some(Infrastructure { parameters_ref: parameters })));
    gateway::push_routes(project, routing, routes, objects);
}

fn load_balancer(project: &Owner, routing: &Routing) -> Custom<LoadBalancerConfigurationSpec> {
    let listener = |arn: &String| ListenerConfiguration {
        protocol_port: "HTTPS:443",
        default_certificate: arn.clone(),
        ssl_policy: SSL_POLICY,
    };
    let listener_configurations = match &routing.certificate {
        Some(Certificate::Arn(arn) | Certificate::Secret(arn)) => vec![listener(arn)],
        None => Vec::new(),
    };
    Custom {
        metadata: project.metadata(ROLE, None),
        spec: LoadBalancerConfigurationSpec {
            scheme: "internet-facing",
            listener_configurations,
            // The controller ignores the time-outs of routes; this is the one limit there is.
            load_balancer_attributes: vec![Attribute { key: "idle_timeout.timeout_seconds", value: SLOW_REQUEST.to_string() }],
            waf_v2: routing.firewall.clone().map(|web_acl| WebAcl { web_acl }),
        },
    }
}

/// Named after the Service, of which an entry may have several.
fn target_group(routing: &Routing, owner: &Owner, backend: &Backend) -> Custom<TargetGroupConfigurationSpec> {
    Custom {
        metadata: owner.named(ROLE, &backend.service),
        spec: TargetGroupConfigurationSpec {
            target_reference: TargetReference { name: backend.service.clone() },
            default_configuration: TargetGroup {
                target_type: "ip",
                health_check_config: HealthCheck {
                    health_check_path: backend.health_path.clone(),
                    health_check_interval: 15,
                    healthy_threshold_count: 2,
                },
                target_group_attributes: vec![Attribute {
                    key: "deregistration_delay.timeout_seconds",
                    value: routing.drain.to_string(),
                }],
            },
        },
    }
}
