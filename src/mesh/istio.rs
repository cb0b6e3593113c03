//! Istio with sidecars.

use super::{PlainPorts, Project, ROLE, Shared, pods};
use crate::components::contract::{Backend, Match};
use crate::k8s::custom::Custom;
use crate::k8s::custom::istio::{
    Destination, HeaderMatch, HttpWay, MutualTls, PeerAuthenticationSpec, PodSelector, PortNumber, TextMatch, VirtualServiceSpec,
    WeightedDestination,
};
use crate::k8s::policy::Rule;
use crate::k8s::{Object, Owner};
use std::collections::BTreeMap;

/// Certificates and configuration of proxies (istio.io "Application Requirements: Ports used by Istio", 2026-08).
const CONTROL_PLANE_PORT: u16 = 15_012;

/// Where injection is asked for (istio.io "Installing the Sidecar", 2026-08).
pub(super) fn namespace_labels(revision: Option<&str>) -> [(String, String); 1] {
    match revision {
        Some(revision) => [("istio.io/rev".to_owned(), revision.to_owned())],
        None => [("istio-injection".to_owned(), "enabled".to_owned())],
    }
}

/// How the proxy joins a pod.
///
/// As a native sidecar it starts before init containers and ends after the program: Jobs end. That is the default since 1.27 where
/// the cluster can do it; older ones are told here (istio.io "Resource Annotations": `sidecar.istio.io/nativeSidecar`, 2026-08).
/// Probes are rewritten by the injection. Metrics stay at the program's own port, which the network policies open; merged ones would
/// come from another (istio.io "Prometheus: Metrics merging", 2026-08).
pub(super) fn pod_annotations() -> [(String, String); 2] {
    [("sidecar.istio.io/nativeSidecar", "true"), ("prometheus.istio.io/merge-metrics", "false")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
}

/// The way to istiod. Between pods the proxies use the ports of the programs, so that no other policy has to change.
pub(super) fn control_plane() -> Rule {
    Rule::tcp(vec![pods("istio-system", &[("app", "istiod")])], &[CONTROL_PLANE_PORT])
}

pub(super) fn objects(project: &Project<'_>, routes: bool) -> Vec<Object> {
    let strict = project.namespaces.iter().map(|namespace| Object::from(strict(project.owner, namespace)));
    let plain = project.plain.iter().map(|plain| Object::from(permissive(plain)));
    let shared = project.shared.iter().filter(|_| routes).map(|shared| Object::from(virtual_service(shared)));
    strict.chain(plain).chain(shared).collect()
}

/// Refuses every connection to a namespace that does not come from the mesh.
fn strict(project: &Owner, namespace: &str) -> Custom<PeerAuthenticationSpec> {
    let owner = Owner { namespace: namespace.to_owned(), ..project.clone() };
    let spec = PeerAuthenticationSpec { selector: None, mtls: MutualTls { mode: "STRICT" }, port_level_mtls: BTreeMap::new() };
    Custom { metadata: owner.named(ROLE, "default"), spec }
}

/// Takes plain connections at the ports where routers and monitoring systems come; who may, the network policies say.
fn permissive(plain: &PlainPorts<'_>) -> Custom<PeerAuthenticationSpec> {
    let ports = plain.ports.iter().map(|port| (port.to_string(), MutualTls { mode: "PERMISSIVE" })).collect();
    Custom {
        metadata: plain.owner.metadata(ROLE, None),
        spec: PeerAuthenticationSpec {
            selector: Some(PodSelector { match_labels: plain.owner.group_labels() }),
            mtls: MutualTls { mode: "STRICT" },
            port_level_mtls: ports,
        },
    }
}

/// Shares the requests to a Service among its versions.
fn virtual_service(shared: &Shared<'_>) -> Custom<VirtualServiceSpec> {
    let destination =
        |backend: &Backend| Destination { host: backend.service.clone(), port: PortNumber { number: backend.service_port } };
    let marked = shared.backends.iter().filter_map(|backend| {
        let route = vec![WeightedDestination { destination: destination(backend), weight: None }];
        Some(HttpWay { matches: vec![header_match(backend.matched.as_ref()?)], route })
    });
    let weighted: Vec<WeightedDestination> = shared
        .backends
        .iter()
        .filter(|backend| backend.weight > 0)
        .map(|backend| WeightedDestination { destination: destination(backend), weight: Some(backend.weight) })
        .collect();
    let rest = (!weighted.is_empty()).then_some(HttpWay { matches: Vec::new(), route: weighted });
    let metadata = shared.owner.named(ROLE, &shared.service);
    Custom { metadata, spec: VirtualServiceSpec { hosts: vec![shared.service.clone()], http: marked.chain(rest).collect() } }
}

/// A cookie is one of several in a header.
fn header_match(matched: &Match) -> HeaderMatch {
    let (name, value) = match matched {
        Match::Header { name, value } => (name.to_ascii_lowercase(), TextMatch::Exact(value.clone())),
        Match::Cookie(name) => ("cookie".to_owned(), TextMatch::Regex(format!("^(.*; *)?{}=always(;.*)?$", escaped(name)))),
    };
    HeaderMatch { headers: BTreeMap::from([(name, value)]) }
}

/// A text as an expression for just this text.
fn escaped(text: &str) -> String {
    let mut expression = String::with_capacity(text.len());
    for letter in text.chars() {
        if !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-' {
            expression.push('\\');
        }
        expression.push(letter);
    }
    expression
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_one_of_several_in_a_header() {
        let HeaderMatch { headers } = header_match(&Match::Cookie("be.ta".to_owned()));
        let TextMatch::Regex(expression) = &headers["cookie"] else { panic!("no expression") };
        let fits = regex::Regex::new(expression).unwrap();
        for cookies in ["be.ta=always", "a=1; be.ta=always", "be.ta=always; b=2"] {
            assert!(fits.is_match(cookies), "{cookies}");
        }
        for cookies in ["be.ta=never", "xbe.ta=always", "beXta=always", "be.ta=always2"] {
            assert!(!fits.is_match(cookies), "{cookies}");
        }
    }
}
