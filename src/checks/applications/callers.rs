//! Who leads to the pods of a program: Services, and the hosts of routes to them.

use crate::manifest::{Graph, Object, Pod, Selector};
use crate::yaml::Node;
use std::collections::HashMap;

/// The Services of each workload, by the number of the workload.
#[derive(Debug)]
pub(super) struct Services<'a>(HashMap<usize, Vec<Object<'a>>>);

/// A host under which people reach a Service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Host<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// Where it stands.
    pub(super) place: &'a Node,
    /// The route.
    pub(super) route: Object<'a>,
    /// Whether it is certain that browsers come by TLS.
    pub(super) is_tls: bool,
}

impl<'a> Services<'a> {
    /// Looks at every Service once.
    pub(super) fn new(graph: &Graph<'a>) -> Self {
        let mut found: HashMap<usize, Vec<Object<'a>>> = HashMap::new();
        for service in graph.of_kind("Service").filter(|service| service.group().is_empty()) {
            let selector = service.spec().and_then(|spec| spec.get("selector")).map(Selector::of_labels);
            let Some(selector) = selector.filter(|selector| !selector.is_empty()) else { continue };
            for pod in graph.selected(service.namespace, &selector) {
                found.entry(pod.owner.index).or_default().push(service);
            }
        }
        Self(found)
    }

    /// The Services that lead to a pod.
    pub(super) fn of(&self, pod: &Pod<'_>) -> &[Object<'a>] {
        self.0.get(&pod.owner.index).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The hosts of Ingresses and routes that lead to a Service.
pub(super) fn hosts_of<'a>(graph: &Graph<'a>, service: Object<'_>) -> Vec<Host<'a>> {
    let mut hosts = Vec::new();
    for route in graph.of_kind("Ingress").filter(|route| route.namespace == service.namespace) {
        let Some(spec) = route.spec() else { continue };
        // The controller may be told to ask by another name.
        if route.annotation("nginx.ingress.kubernetes.io/upstream-vhost").is_some() {
            continue;
        }
        for rule in spec.items("rules") {
            let paths = rule.get("http").map(|http| http.items("paths")).unwrap_or_default();
            let leads_there =
                |path: &Node| path.dig(&["backend", "service", "name"]).and_then(Node::as_str) == Some(service.name);
            let Some(place) = rule.get("host").filter(|_| paths.iter().any(leads_there)) else { continue };
            let Some(name) = place.as_str().filter(|name| !name.contains(['*', '$', '{'])) else { continue };
            let of_tls = spec.items("tls").iter().flat_map(|tls| tls.items("hosts"));
            let is_tls = of_tls.into_iter().any(|host| host.as_str() == Some(name));
            hosts.push(Host { name, place, route, is_tls });
        }
    }
    for route in graph.of_kind("HTTPRoute") {
        let Some(spec) = route.spec() else { continue };
        let backends = spec.items("rules").iter().flat_map(|rule| rule.items("backendRefs"));
        let leads_there = |backend: &Node| {
            backend.text("name") == Some(service.name)
                && backend.text("namespace").unwrap_or(route.namespace) == service.namespace
        };
        let is_rewritten = spec
            .items("rules")
            .iter()
            .flat_map(|rule| rule.items("filters"))
            .any(|filter| filter.dig(&["urlRewrite", "hostname"]).is_some());
        if is_rewritten || !backends.into_iter().any(leads_there) {
            continue;
        }
        for place in spec.items("hostnames") {
            if let Some(name) = place.as_str().filter(|name| !name.contains(['*', '$', '{'])) {
                hosts.push(Host { name, place, route, is_tls: false });
            }
        }
    }
    hosts
}
