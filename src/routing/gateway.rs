//! Routes as Gateway API objects: an entrance for the project, a route for each entry, and a redirect from HTTP to HTTPS.

use super::{Certificate, ROLE, Route, Routing};
use crate::components::contract::{Backend, Match, Objects};
use crate::k8s::Owner;
use crate::k8s::custom::Custom;
use crate::k8s::custom::gateway::{
    AllowedRoutes, BackendReference, GatewaySpec, HeaderMatch, HttpRouteSpec, Infrastructure, Listener, ListenerTls,
    NameReference, NamespaceSelector, ParentReference, PathMatch, PathRewrite, RequestRedirect, RouteFilter, RouteMatch,
    RouteNamespaces, RouteRule, UrlRewrite,
};
use crate::k8s::meta::Labels;

pub(super) const HTTP: &str = "http";
const HTTPS: &str = "https";

pub(super) fn build(project: &Owner, routing: &Routing, routes: &[Route<'_>], objects: &mut Objects) {
    objects.push(gateway(project, routing, routes, routing.class.clone().unwrap_or_default(), None));
    push_routes(project, routing, routes, objects);
}

/// The routes of all entries, and the redirect.
pub(super) fn push_routes(project: &Owner, routing: &Routing, routes: &[Route<'_>], objects: &mut Objects) {
    if routing.certificate.is_some() {
        objects.push(redirect(project));
    }
    for route in routes {
        objects.push(http_route(project, routing, route));
    }
}

/// The entrance.
pub(super) fn gateway(
    project: &Owner,
    routing: &Routing,
    routes: &[Route<'_>],
    class: String,
    infrastructure: Option<Infrastructure>,
) -> Custom<GatewaySpec> {
    let listener =
        |name, port, protocol, tls| Listener { name, port, protocol, tls, allowed_routes: allowed_routes(project, routes) };
    let mut listeners = vec![listener(HTTP, 80, "HTTP", None)];
    if let Some(certificate) = &routing.certificate {
        listeners.push(listener(HTTPS, 443, "HTTPS", listener_tls(certificate)));
    }
    Custom { metadata: project.metadata(ROLE, None), spec: GatewaySpec { gateway_class_name: class, infrastructure, listeners } }
}

/// A certificate outside the cluster is attached by the controller's own objects.
fn listener_tls(certificate: &Certificate) -> Option<ListenerTls> {
    match certificate {
        Certificate::Secret(name) => {
            Some(ListenerTls { mode: "Terminate", certificate_refs: vec![NameReference { name: name.clone() }] })
        }
        Certificate::Arn(_) => None,
    }
}

/// Routes of the gateway's own namespace, or of all namespaces of the project if some entry lives elsewhere.
fn allowed_routes(project: &Owner, routes: &[Route<'_>]) -> AllowedRoutes {
    let elsewhere = routes.iter().any(|route| route.owner.namespace != project.namespace);
    let namespaces = if elsewhere {
        let match_labels = Labels::from([("app.kubernetes.io/part-of".to_owned(), project.project.clone())]);
        RouteNamespaces { from: "Selector", selector: Some(NamespaceSelector { match_labels }) }
    } else {
        RouteNamespaces { from: "Same", selector: None }
    };
    AllowedRoutes { namespaces }
}

fn redirect(project: &Owner) -> Custom<HttpRouteSpec> {
    let filter = RouteFilter::RequestRedirect { request_redirect: RequestRedirect { scheme: HTTPS, status_code: 301 } };
    Custom {
        metadata: project.metadata(ROLE, Some("https-redirect")),
        spec: HttpRouteSpec {
            parent_refs: vec![ParentReference { name: project.name.clone(), namespace: None, section_name: HTTP }],
            hostnames: Vec::new(),
            rules: vec![RouteRule { matches: Vec::new(), filters: vec![filter], backend_refs: Vec::new() }],
        },
    }
}

fn http_route(project: &Owner, routing: &Routing, route: &Route<'_>) -> Custom<HttpRouteSpec> {
    let parent = ParentReference {
        name: project.name.clone(),
        namespace: (route.owner.namespace != project.namespace).then(|| project.namespace.clone()),
        section_name: if routing.certificate.is_some() { HTTPS } else { HTTP },
    };
    Custom {
        metadata: route.owner.metadata(ROLE, route.exposure.part),
        spec: HttpRouteSpec {
            parent_refs: vec![parent],
            hostnames: route.hosts.iter().map(ToString::to_string).collect(),
            rules: rules(route),
        },
    }
}

/// A rule for each version that some header asks for, and one that shares out all other requests. Of two rules for the same path
/// the one with more headers wins (Gateway API v1.6.1, `HTTPRouteRule.matches`).
fn rules(route: &Route<'_>) -> Vec<RouteRule> {
    let asked_for = |backend: &Backend| {
        let Some(Match::Header { name, value }) = &backend.matched else { return None };
        let header = HeaderMatch { kind: "Exact", name: name.clone(), value: value.clone() };
        Some(rule(route, vec![header], vec![reference(backend, None)]))
    };
    let mut rules: Vec<RouteRule> = route.exposure.backends.iter().filter_map(asked_for).collect();
    let shares: Vec<&Backend> = route.exposure.backends.iter().filter(|backend| backend.weight > 0).collect();
    let references = match shares.as_slice() {
        [] | [_] => vec![reference(route.exposure.main(), None)],
        several => several.iter().map(|backend| reference(backend, Some(backend.weight))).collect(),
    };
    rules.push(rule(route, Vec::new(), references));
    rules
}

fn rule(route: &Route<'_>, headers: Vec<HeaderMatch>, backend_refs: Vec<BackendReference>) -> RouteRule {
    // A prefix matches whole segments of a path only, and without any match a rule is for the whole host.
    let is_all = route.path.is_root() && headers.is_empty();
    let path = PathMatch { kind: "PathPrefix", value: route.path.to_string() };
    let rewrite = PathRewrite { kind: "ReplacePrefixMatch", replace_prefix_match: "/" };
    RouteRule {
        matches: if is_all { Vec::new() } else { vec![RouteMatch { path, headers }] },
        filters: if route.strip {
            vec![RouteFilter::UrlRewrite { url_rewrite: UrlRewrite { path: rewrite } }]
        } else {
            Vec::new()
        },
        backend_refs,
    }
}

fn reference(backend: &Backend, weight: Option<u16>) -> BackendReference {
    BackendReference { name: backend.service.clone(), port: i32::from(backend.service_port), weight }
}
