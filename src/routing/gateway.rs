//! Routes as Gateway API objects: an entrance for the project, a route for each entry, and a redirect from HTTP to HTTPS.

use super::{Certificate, Exposed, ROLE, Routing};
use crate::components::contract::Objects;
use crate::k8s::Owner;
use crate::k8s::custom::Custom;
use crate::k8s::custom::gateway::{
    AllowedRoutes, BackendReference, GatewaySpec, HttpRouteSpec, Infrastructure, Listener, ListenerTls, NameReference,
    NamespaceSelector, ParentReference, RequestRedirect, RouteFilter, RouteNamespaces, RouteRule,
};
use crate::k8s::meta::Labels;

const HTTP: &str = "http";
const HTTPS: &str = "https";

pub(super) fn build(project: &Owner, routing: &Routing, exposed: &[Exposed<'_>], objects: &mut Objects) {
    objects.push(gateway(project, routing, exposed, routing.class.clone().unwrap_or_default(), None));
    push_routes(project, routing, exposed, objects);
}

/// The routes of all entries, and the redirect.
pub(super) fn push_routes(project: &Owner, routing: &Routing, exposed: &[Exposed<'_>], objects: &mut Objects) {
    if routing.certificate.is_some() {
        objects.push(redirect(project));
    }
    for exposed in exposed {
        objects.push(route(project, routing, exposed));
    }
}

/// The entrance.
pub(super) fn gateway(
    project: &Owner,
    routing: &Routing,
    exposed: &[Exposed<'_>],
    class: String,
    infrastructure: Option<Infrastructure>,
) -> Custom<GatewaySpec> {
    let listener =
        |name, port, protocol, tls| Listener { name, port, protocol, tls, allowed_routes: allowed_routes(project, exposed) };
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
fn allowed_routes(project: &Owner, exposed: &[Exposed<'_>]) -> AllowedRoutes {
    let elsewhere = exposed.iter().any(|exposed| exposed.owner.namespace != project.namespace);
    let namespaces = if elsewhere {
        let match_labels = Labels::from([("app.kubernetes.io/part-of".to_owned(), project.project.clone())]);
        RouteNamespaces { from: "Selector", selector: Some(NamespaceSelector { match_labels }) }
    } else {
        RouteNamespaces { from: "Same", selector: None }
    };
    AllowedRoutes { namespaces }
}

fn redirect(project: &Owner) -> Custom<HttpRouteSpec> {
    let filter = RouteFilter { kind: "RequestRedirect", request_redirect: RequestRedirect { scheme: HTTPS, status_code: 301 } };
    Custom {
        metadata: project.metadata(ROLE, Some("https-redirect")),
        spec: HttpRouteSpec {
            parent_refs: vec![ParentReference { name: project.name.clone(), namespace: None, section_name: HTTP }],
            hostnames: Vec::new(),
            rules: vec![RouteRule { filters: vec![filter], backend_refs: Vec::new() }],
        },
    }
}

fn route(project: &Owner, routing: &Routing, exposed: &Exposed<'_>) -> Custom<HttpRouteSpec> {
    let parent = ParentReference {
        name: project.name.clone(),
        namespace: (exposed.owner.namespace != project.namespace).then(|| project.namespace.clone()),
        section_name: if routing.certificate.is_some() { HTTPS } else { HTTP },
    };
    let backend =
        BackendReference { name: exposed.exposure.main().service.clone(), port: i32::from(exposed.exposure.main().service_port) };
    Custom {
        metadata: exposed.owner.metadata(ROLE, None),
        spec: HttpRouteSpec {
            parent_refs: vec![parent],
            hostnames: vec![exposed.exposure.host.to_string()],
            rules: vec![RouteRule { filters: Vec::new(), backend_refs: vec![backend] }],
        },
    }
}
