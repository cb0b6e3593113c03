//! Routes of the Gateway API: their gateways with listeners that take them, and their backends.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference, place_of};
use crate::diag::{Report, codes};
use crate::manifest::{Answer, Graph, Object, Selector};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::GATEWAY_MISSING,
            "\
What: a route whose Gateway is not there, or has no listener that takes it: of the name, port or host, or open to its namespace.
Why: the route is accepted by the API server and never gets a request.
Example: `parentRefs: [{name: main, sectionName: web}]` for a Gateway with the listeners `http` and `https`.
Fix: correct the name, or open the listener: `allowedRoutes: {namespaces: {from: All}}`.",
        ),
        (
            codes::REFERENCE_NOT_GRANTED,
            "\
What: a route to a Service of another namespace, which no ReferenceGrant there allows.
Why: the controller refuses the backend and answers with 500.
Example: a route in `web` to the Service `api` in `shop`, and no ReferenceGrant in `shop`.
Fix: put a ReferenceGrant into the namespace of the Service, or the route beside the Service.",
        ),
    ],
    rule: Rule::Graph(run),
};

const GROUP: &str = "gateway.networking.k8s.io";
const ROUTES: [&str; 5] = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"];

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for route in ROUTES.iter().flat_map(|kind| graph.of_kind(kind)).filter(|route| route.group() == GROUP) {
        let Some(spec) = route.spec() else { continue };
        for parent in spec.items("parentRefs") {
            check_parent(&mut finder, route, parent);
        }
        for rule in spec.items("rules") {
            let mirrors = rule.items("filters").iter().filter_map(|filter| filter.dig(&["requestMirror", "backendRef"]));
            for backend in rule.items("backendRefs").iter().chain(mirrors) {
                check_backend(&mut finder, route, backend);
            }
        }
    }
    for gateway in graph.of_kind("Gateway").filter(|gateway| gateway.group() == GROUP) {
        check_certificates(&mut finder, gateway);
    }
}

fn check_parent<'a>(finder: &mut Finder<'a, '_>, route: Object<'a>, parent: &'a Node) {
    let Some(place) = parent.get("name") else { return };
    let namespace = parent.text("namespace").unwrap_or(route.namespace);
    match (parent.text("group").unwrap_or(GROUP), parent.text("kind").unwrap_or("Gateway")) {
        ("", "Service") => finder.follow_service(route, namespace, place, parent.get("port")),
        (GROUP, "Gateway") => {
            let name = place.as_str().unwrap_or_default();
            let reference = Reference { from: route, place, kind: "Gateway", namespace, name };
            if let Answer::Here(gateway) = finder.follow(codes::GATEWAY_MISSING, reference)
                && gateway.group() == GROUP
            {
                check_listeners(finder, route, parent, gateway);
            }
        }
        _ => {}
    }
}

/// Which listeners of a gateway take a route: by name and port, by host, by namespace. The first of these that leaves none is told.
fn check_listeners<'a>(finder: &mut Finder<'a, '_>, route: Object<'a>, parent: &'a Node, gateway: Object<'a>) {
    let Some(listeners) = gateway.spec().map(|spec| spec.items("listeners")).filter(|listeners| !listeners.is_empty()) else {
        return;
    };
    let (section, port) = (parent.get("sectionName"), parent.get("port"));
    let mut left: Vec<&Node> = listeners.iter().collect();
    left.retain(|listener| section.is_none_or(|section| listener.text("name") == section.as_str()));
    left.retain(|listener| port.is_none_or(|port| listener.integer("port") == port.as_integer()));
    let mut tell = |place: &'a Node, message: String, help: String| {
        let place_of_gateway = place_of(gateway);
        finder
            .found
            .push(route.error(codes::GATEWAY_MISSING, place, message).related(place_of_gateway, "the Gateway").help(help));
    };
    if left.is_empty() {
        let place = section.or(port).unwrap_or(parent);
        let names: Vec<&str> = listeners.iter().filter_map(|listener| listener.text("name")).collect();
        let wanted = place.scalar_text().unwrap_or_default();
        let message = format!("the Gateway `{}` has no listener `{wanted}`", gateway.name);
        return tell(place, message, format!("its listeners are {}", names.join(", ")));
    }
    if let Some(hosts) = route.spec().and_then(|spec| spec.get("hostnames")) {
        let hosts_of_route: Vec<&str> = hosts.as_sequence().unwrap_or_default().iter().filter_map(Node::as_str).collect();
        let takes = |listener: &&Node| match listener.text("hostname").filter(|host| !host.is_empty()) {
            Some(own) => hosts_of_route.iter().any(|host| meet(own, host)),
            None => true,
        };
        if !hosts_of_route.is_empty() {
            left.retain(takes);
        }
        if left.is_empty() {
            let message = format!("no listener of the Gateway `{}` takes these hosts", gateway.name);
            return tell(hosts, message, "correct the host here or the `hostname` of the listener".to_owned());
        }
    }
    if !left.iter().any(|listener| is_open(finder.graph, listener, route, gateway)) {
        let message = format!("the Gateway `{}` takes no routes of the namespace `{}`", gateway.name, route.namespace);
        tell(
            parent,
            message,
            "open its listener: `allowedRoutes: {namespaces: {from: All}}`, or put the route beside it".to_owned(),
        );
    }
}

/// Whether two hosts have something in common; `*.` stands for one or more labels.
fn meet(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let within = |pattern: &str, host: &str| pattern.strip_prefix('*').is_some_and(|rest| host.ends_with(rest));
    one == other || within(&one, &other) || within(&other, &one)
}

/// Whether a listener takes routes of a namespace; a namespace that is not among the objects may have any label.
fn is_open(graph: &Graph<'_>, listener: &Node, route: Object<'_>, gateway: Object<'_>) -> bool {
    let namespaces = listener.dig(&["allowedRoutes", "namespaces"]);
    match namespaces.and_then(|namespaces| namespaces.text("from")) {
        Some("All") => true,
        Some("Selector") => {
            let Some(selector) = namespaces.and_then(|namespaces| namespaces.get("selector")) else { return false };
            let Some(namespace) = graph.find("Namespace", "", route.namespace) else { return true };
            Selector::of(selector).matches(|key| match key {
                "kubernetes.io/metadata.name" => Some(route.namespace),
                _ => namespace.label(key),
            })
        }
        Some("None") => false,
        _ => route.namespace == gateway.namespace,
    }
}

fn check_backend<'a>(finder: &mut Finder<'a, '_>, route: Object<'a>, backend: &'a Node) {
    let Some(place) = backend.get("name") else { return };
    if (backend.text("group").unwrap_or_default(), backend.text("kind").unwrap_or("Service")) != ("", "Service") {
        return;
    }
    let namespace = backend.text("namespace").unwrap_or(route.namespace);
    finder.follow_service(route, namespace, place, backend.get("port"));
    let name = place.as_str().unwrap_or_default();
    if namespace == route.namespace || finder.graph.find("Service", namespace, name).is_none() {
        return;
    }
    let is_granted =
        finder.graph.of_kind("ReferenceGrant").any(|grant| grant.namespace == namespace && grants(grant, route, name));
    if is_granted || finder.graph.provided().may_have("ReferenceGrant", namespace) {
        return;
    }
    let message = format!("nothing in the namespace `{namespace}` allows routes of `{}` to lead to `{name}`", route.namespace);
    let told = if finder.is_closed(route, "ReferenceGrant") {
        route.error(codes::REFERENCE_NOT_GRANTED, place, message)
    } else {
        route.warning(codes::REFERENCE_NOT_GRANTED, place, message)
    };
    finder.found.push(
        told.help(format!("put a ReferenceGrant into `{namespace}`: from {} of `{}` to Services", route.kind, route.namespace)),
    );
}

fn grants(grant: Object<'_>, route: Object<'_>, name: &str) -> bool {
    let Some(spec) = grant.spec() else { return false };
    let from = |item: &Node| item.text("kind") == Some(route.kind) && item.text("namespace") == Some(route.namespace);
    let to = |item: &Node| item.text("kind") == Some("Service") && item.text("name").is_none_or(|own| own == name);
    spec.items("from").iter().any(from) && spec.items("to").iter().any(to)
}

fn check_certificates<'a>(finder: &mut Finder<'a, '_>, gateway: Object<'a>) {
    let listeners = gateway.spec().into_iter().flat_map(|spec| spec.items("listeners"));
    let certificates = listeners.filter_map(|listener| listener.get("tls")).flat_map(|tls| tls.items("certificateRefs"));
    for certificate in certificates.filter(|certificate| certificate.text("kind").unwrap_or("Secret") == "Secret") {
        let Some(place) = certificate.get("name") else { continue };
        let namespace = certificate.text("namespace").unwrap_or(gateway.namespace);
        let name = place.as_str().unwrap_or_default();
        finder.follow(codes::SECRET_MISSING, Reference { from: gateway, place, kind: "Secret", namespace, name });
    }
}

#[cfg(test)]
mod tests {
    use super::meet;

    #[test]
    fn hosts_meet_below_a_wildcard() {
        assert!(meet("*.acme.com", "api.acme.com") && meet("a.b.acme.com", "*.acme.com") && meet("API.acme.com", "api.acme.com"));
        assert!(!meet("*.acme.com", "acme.com") && !meet("api.acme.com", "web.acme.com"));
    }
}
