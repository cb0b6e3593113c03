//! Routes as Ingress objects for ingress-nginx.

use super::{Certificate, ROLE, Route, Routing, request_timeout};
use crate::components::contract::{Backend, Exposure, Match, Objects};
use crate::fields::{Host, PathPrefix};
use crate::k8s::meta::annotate;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec, IngressTLS,
    ServiceBackendPort,
};
use std::collections::BTreeSet;

pub(super) fn build(routing: &Routing, routes: &[Route<'_>], objects: &mut Objects) {
    let rewritten: BTreeSet<&Host> = routes.iter().filter(|route| route.strip).flat_map(|route| route.hosts.clone()).collect();
    for route in routes {
        let is_expression = route.hosts.iter().any(|host| rewritten.contains(host));
        let path = Path::new(route.path, is_expression);
        let Versions { main, canary } = versions(route.exposure);
        objects.push(ingress(routing, route, None, &path, main, annotations(routing, route, &path)));
        if let Some(canary) = canary {
            objects.push(ingress(routing, route, Some("canary"), &path, canary, canary_annotations(main, canary)));
        }
    }
}

/// A path as ingress-nginx wants it.
///
/// Once it rewrites anything on a host, it reads every path of that host as a regular expression and looks for it at the beginning
/// only, so that `/api` would take `/apiary` too (docs "Ingress Path Matching" and internal/ingress/controller/template, 2026-03-20).
/// On such hosts each path is an expression that ends where a segment ends. Expressions are tried from the longest to the shortest;
/// all end in the same letters, so that the longest path comes first.
struct Path {
    text: String,
    kind: &'static str,
    is_expression: bool,
}

impl Path {
    fn new(path: &PathPrefix, is_expression: bool) -> Self {
        if is_expression && !path.is_root() {
            let text = format!("{}(/|$)(.*)", path.as_str().replace('.', "\\."));
            return Self { text, kind: "ImplementationSpecific", is_expression };
        }
        Self { text: path.to_string(), kind: "Prefix", is_expression: false }
    }
}

/// The version that an Ingress leads to, and the one that a second Ingress leads some requests to: there may be no more.
struct Versions<'a> {
    main: &'a Backend,
    canary: Option<&'a Backend>,
}

/// What a header or cookie asks for can only be the canary; otherwise it is the version that gets less. A version that has pods and
/// gets nothing keeps its Ingress, with the weight 0: left out of the bundle it would stay in the cluster as it was, and with it its
/// share.
fn versions(exposure: &Exposure) -> Versions<'_> {
    let main = exposure.main();
    let is_other = |backend: &&Backend| backend.service != main.service;
    let other = exposure.reached().find(is_other).or_else(|| exposure.backends.iter().find(is_other));
    let Some(other) = other else { return Versions { main, canary: None } };
    if main.matched.is_some() { Versions { main: other, canary: Some(main) } } else { Versions { main, canary: Some(other) } }
}

fn ingress(
    routing: &Routing,
    route: &Route<'_>,
    suffix: Option<&str>,
    path: &Path,
    backend: &Backend,
    annotations: Vec<(String, String)>,
) -> Ingress {
    let parts: Vec<&str> = route.exposure.part.into_iter().chain(suffix).collect();
    let mut metadata = route.owner.metadata(ROLE, (!parts.is_empty()).then(|| parts.join("-")).as_deref());
    annotate(&mut metadata, annotations);
    let tls = routing.certificate.as_ref().map(|certificate| {
        let (Certificate::Secret(secret) | Certificate::Arn(secret)) = certificate;
        let hosts = route.hosts.iter().map(ToString::to_string).collect();
        vec![IngressTLS { hosts: Some(hosts), secret_name: Some(secret.clone()) }]
    });
    let rule = |host: &&Host| IngressRule {
        host: Some(host.to_string()),
        http: Some(HTTPIngressRuleValue { paths: vec![ingress_path(path, backend)] }),
    };
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: routing.class.clone(),
            tls,
            rules: Some(route.hosts.iter().map(rule).collect()),
            ..IngressSpec::default()
        }),
        ..Ingress::default()
    }
}

fn ingress_path(path: &Path, backend: &Backend) -> HTTPIngressPath {
    let service = IngressServiceBackend {
        name: backend.service.clone(),
        port: Some(ServiceBackendPort { number: Some(i32::from(backend.service_port)), name: None }),
    };
    HTTPIngressPath {
        path: Some(path.text.clone()),
        path_type: path.kind.to_owned(),
        backend: IngressBackend { service: Some(service), resource: None },
    }
}

/// ingress-nginx docs, "Annotations" (kubernetes/ingress-nginx, 2026-03-20). The rate counts for each client and each replica of
/// the controller, with bursts of five times as much by default; a burst of one keeps closer to what was asked.
fn annotations(routing: &Routing, route: &Route<'_>, path: &Path) -> Vec<(String, String)> {
    let timeout = request_timeout(route.exposure);
    let mut annotations = vec![("proxy-read-timeout", timeout.to_string()), ("proxy-send-timeout", timeout.to_string())];
    if path.is_expression {
        annotations.push(("use-regex", "true".to_owned()));
    }
    if route.strip {
        annotations.push(("rewrite-target", "/$2".to_owned()));
    }
    if route.exposure.uploads || routing.has_front_door() {
        // Zero lifts the limit of 1 MiB: models are larger, and the front door has a limit of its own.
        annotations.push(("proxy-body-size", "0".to_owned()));
    }
    // The front door keeps to rates by itself.
    if let Some(rate) = routing.rate_of(route.exposure).filter(|_| !routing.has_front_door()) {
        annotations.push(("limit-rpm", rate.per_minute().to_string()));
        annotations.push(("limit-burst-multiplier", "1".to_owned()));
    }
    prefixed(annotations)
}

/// Which requests go to the canary: those that ask for it, and a share of the others. Everything else it takes from the main
/// Ingress, which it is matched with by host and path.
fn canary_annotations(main: &Backend, canary: &Backend) -> Vec<(String, String)> {
    let total = main.weight + canary.weight;
    let mut annotations = vec![("canary", "true".to_owned()), ("canary-weight", canary.weight.to_string())];
    if total != 100 {
        annotations.push(("canary-weight-total", total.to_string()));
    }
    match &canary.matched {
        Some(Match::Header { name, value }) => {
            annotations.push(("canary-by-header", name.clone()));
            annotations.push(("canary-by-header-value", value.clone()));
        }
        Some(Match::Cookie(name)) => annotations.push(("canary-by-cookie", name.clone())),
        None => {}
    }
    prefixed(annotations)
}

fn prefixed(annotations: Vec<(&str, String)>) -> Vec<(String, String)> {
    annotations.into_iter().map(|(key, value)| (format!("nginx.ingress.kubernetes.io/{key}"), value)).collect()
}
