//! Routes as Ingress objects for the load balancing of EKS Auto Mode: all of them share an application load balancer, which an ingress
//! class of the project's own describes.
//!
//! What the annotations mean stands in the guide of the controller that Auto Mode runs (aws-load-balancer-controller
//! docs/guide/ingress/annotations.md, 2026-08-17), which of them Auto Mode does not take in the EKS User Guide, "Create an IngressClass
//! to configure an Application Load Balancer" (2024-12).

use super::aws::SSL_POLICY;
use super::{Certificate, ROLE, Route, Routing, SLOW_REQUEST, services};
use crate::components::contract::{Backend, Match, Objects};
use crate::k8s::Owner;
use crate::k8s::custom::aws::Attribute;
use crate::k8s::custom::eks::{Group, IngressClassParamsSpec};
use crate::k8s::custom::{Custom, CustomSpec};
use crate::k8s::meta::{Labels, annotate};
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressClass, IngressClassParametersReference,
    IngressClassSpec, IngressRule, IngressServiceBackend, IngressSpec, ServiceBackendPort,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The controller of application load balancers.
const CONTROLLER: &str = "eks.amazonaws.com/alb";
/// In the place of a port: the backend is an action that an annotation describes.
const ACTION_PORT: &str = "use-annotation";

pub(super) fn build(project: &Owner, routing: &Routing, routes: &[Route<'_>], objects: &mut Objects) {
    let class = routing.class.clone().unwrap_or_else(|| {
        objects.push(parameters(project, routing));
        objects.push(class(project));
        project.cluster_name("alb")
    });
    describe_services(routing, routes, objects);
    for route in routes {
        objects.push(ingress(routing, route, &class));
    }
}

fn class(project: &Owner) -> IngressClass {
    let parameters = IngressClassParametersReference {
        api_group: Some("eks.amazonaws.com".to_owned()),
        kind: IngressClassParamsSpec::KIND.to_owned(),
        name: project.cluster_name("alb"),
        ..IngressClassParametersReference::default()
    };
    IngressClass {
        metadata: project.cluster_metadata(ROLE, "alb"),
        spec: Some(IngressClassSpec { controller: Some(CONTROLLER.to_owned()), parameters: Some(parameters) }),
    }
}

fn parameters(project: &Owner, routing: &Routing) -> Custom<IngressClassParamsSpec> {
    let arn = routing.certificate.as_ref().map(|certificate| {
        let (Certificate::Arn(arn) | Certificate::Secret(arn)) = certificate;
        arn.clone()
    });
    Custom {
        metadata: project.cluster_metadata(ROLE, "alb"),
        spec: IngressClassParamsSpec {
            scheme: "internet-facing",
            group: Group { name: project.name.clone() },
            certificate_arns: arn.into_iter().collect(),
            // It is the one limit of time there is, for all requests alike.
            load_balancer_attributes: vec![Attribute { key: "idle_timeout.timeout_seconds", value: SLOW_REQUEST.to_string() }],
        },
    }
}

/// Settings of a target group stand on the Service that it is for, because each version has its own.
fn describe_services(routing: &Routing, routes: &[Route<'_>], objects: &mut Objects) {
    let name = |service: &Service| (service.metadata.namespace.clone().unwrap_or_default(), service.metadata.name.clone());
    let wanted: BTreeMap<_, _> = services(routes)
        .into_iter()
        .map(|(route, backend)| ((route.owner.namespace.clone(), Some(backend.service.clone())), backend))
        .collect();
    for service in objects.services_mut() {
        if let Some(backend) = wanted.get(&name(service)) {
            let delay = format!("deregistration_delay.timeout_seconds={}", routing.drain);
            annotate(
                &mut service.metadata,
                prefixed([("healthcheck-path", backend.health_path.clone()), ("target-group-attributes", delay)]),
            );
        }
    }
}

fn ingress(routing: &Routing, route: &Route<'_>, class: &str) -> Ingress {
    let mut annotations: Labels = prefixed([("target-type", "ip".to_owned())]).collect();
    if routing.certificate.is_some() {
        annotations.extend(prefixed([
            ("listen-ports", json!([{"HTTP": 80}, {"HTTPS": 443}]).to_string()),
            ("ssl-redirect", "443".to_owned()),
            ("ssl-policy", SSL_POLICY.to_owned()),
        ]));
    }
    if let Some(firewall) = &routing.firewall {
        annotations.extend(prefixed([("wafv2-acl-arn", firewall.clone())]));
    }
    if !route.path.is_root() {
        // Of the Ingresses of a host the one with the smallest number is asked first: a longer path before one that holds it.
        annotations.extend(prefixed([("group.order", format!("-{}", route.path.as_str().len()))]));
    }
    let mut paths = asked_for(route, &mut annotations);
    paths.push(shared(route, &mut annotations));
    let rule =
        |host: &_| IngressRule { host: Some(format!("{host}")), http: Some(HTTPIngressRuleValue { paths: paths.clone() }) };
    let mut metadata = route.owner.metadata(ROLE, route.exposure.part);
    metadata.annotations = Some(annotations);
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: Some(class.to_owned()),
            rules: Some(route.hosts.iter().map(rule).collect()),
            ..IngressSpec::default()
        }),
        ..Ingress::default()
    }
}

/// Paths of the versions that some header asks for. Of two equal paths the one that stands first is asked first
/// (pkg/ingress/model_build_listener_rules.go, 2026-08-17).
fn asked_for(route: &Route<'_>, annotations: &mut Labels) -> Vec<HTTPIngressPath> {
    let mut paths = Vec::new();
    for backend in &route.exposure.backends {
        let Some(Match::Header { name, value }) = &backend.matched else { continue };
        let action = format!("asked-for-{}", paths.len() + 1);
        let condition = json!([{"field": "http-header", "httpHeaderConfig": {"httpHeaderName": name, "values": [value]}}]);
        annotations.extend(prefixed([
            (&*format!("actions.{action}"), forward(&[(backend, 1)])),
            (&*format!("conditions.{action}"), condition.to_string()),
        ]));
        paths.push(path(route, action, ServiceBackendPort { name: Some(ACTION_PORT.to_owned()), number: None }));
    }
    paths
}

/// The path of all other requests.
fn shared(route: &Route<'_>, annotations: &mut Labels) -> HTTPIngressPath {
    let shares: Vec<(&Backend, u16)> =
        route.exposure.backends.iter().filter(|backend| backend.weight > 0).map(|backend| (backend, backend.weight)).collect();
    if shares.len() < 2 {
        let main = route.exposure.main();
        let port = ServiceBackendPort { number: Some(i32::from(main.service_port)), name: None };
        return path(route, main.service.clone(), port);
    }
    annotations.extend(prefixed([("actions.shared", forward(&shares))]));
    path(route, "shared".to_owned(), ServiceBackendPort { name: Some(ACTION_PORT.to_owned()), number: None })
}

fn path(route: &Route<'_>, name: String, port: ServiceBackendPort) -> HTTPIngressPath {
    HTTPIngressPath {
        path: Some(route.path.to_string()),
        path_type: "Prefix".to_owned(),
        backend: IngressBackend { service: Some(IngressServiceBackend { name, port: Some(port) }), resource: None },
    }
}

/// An action that shares requests out.
fn forward(shares: &[(&Backend, u16)]) -> String {
    let group = |(backend, weight): &(&Backend, u16)| json!({"serviceName": backend.service, "servicePort": backend.service_port, "weight": weight});
    let groups: Vec<Value> = shares.iter().map(group).collect();
    json!({"type": "forward", "forwardConfig": {"targetGroups": groups}}).to_string()
}

fn prefixed<'a>(annotations: impl IntoIterator<Item = (&'a str, String)>) -> impl Iterator<Item = (String, String)> {
    annotations.into_iter().map(|(key, value)| (format!("alb.ingress.kubernetes.io/{key}"), value))
}
