//! Linkerd.

use super::{PlainPorts, Project, ROLE, pods};
use crate::k8s::Object;
use crate::k8s::custom::Custom;
use crate::k8s::custom::linkerd::{PodSelector, ServerSpec};
use crate::k8s::policy::Rule;
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// Where proxies take connections of other proxies. Packets between pods of the mesh go there, whatever port the program asked for
/// (linkerd.io "Network Policy", 2026-08).
const PROXY_PORT: u16 = 4_143;

/// Identity, destinations and policies (linkerd2 charts/linkerd-control-plane/templates, edge-26.8, 2026-08).
const CONTROL_PLANE_PORTS: [u16; 3] = [8_080, 8_086, 8_090];

/// Asks for injection with proxies that end with the program, so that Jobs end, and takes connections from the mesh only; probes are
/// let in by Linkerd itself (linkerd.io "Native sidecars" and "Authorization Policy", 2026-08). The first name of the sidecars is for
/// 2.20 and newer, where they are the default, the second for older ones.
pub(super) fn namespace_annotations() -> [(String, String); 4] {
    [
        ("linkerd.io/inject", "enabled"),
        ("config.linkerd.io/proxy-enable-native-sidecar", "true"),
        ("config.beta.linkerd.io/proxy-enable-native-sidecar", "true"),
        ("config.linkerd.io/default-inbound-policy", "all-authenticated"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
}

pub(super) fn control_plane() -> Rule {
    Rule::tcp(vec![pods("linkerd", &[])], &CONTROL_PLANE_PORTS)
}

/// Opens the port of the proxies wherever pods of the project may reach each other.
pub(super) fn open_proxy_port(policy: &mut NetworkPolicy, namespaces: &[&str]) {
    let Some(spec) = &mut policy.spec else { return };
    for rule in spec.ingress.iter_mut().flatten() {
        if rule.from.iter().flatten().any(|peer| is_of_mesh(peer, namespaces)) {
            add_proxy_port(rule.ports.get_or_insert_default());
        }
    }
    for rule in spec.egress.iter_mut().flatten() {
        if rule.to.iter().flatten().any(|peer| is_of_mesh(peer, namespaces)) {
            add_proxy_port(rule.ports.get_or_insert_default());
        }
    }
}

fn is_of_mesh(peer: &NetworkPolicyPeer, namespaces: &[&str]) -> bool {
    match &peer.namespace_selector {
        None => peer.ip_block.is_none(),
        Some(selector) => selector
            .match_labels
            .iter()
            .filter_map(|labels| labels.get("kubernetes.io/metadata.name"))
            .any(|name| namespaces.contains(&name.as_str())),
    }
}

fn add_proxy_port(ports: &mut Vec<NetworkPolicyPort>) {
    ports.push(NetworkPolicyPort {
        protocol: Some("TCP".to_owned()),
        port: Some(IntOrString::Int(i32::from(PROXY_PORT))),
        end_port: None,
    });
}

pub(super) fn objects(project: &Project<'_>) -> Vec<Object> {
    let servers = project.plain.iter().flat_map(|plain| plain.ports.iter().map(|port| server(plain, *port)));
    servers.map(Object::from).collect()
}

/// Takes connections of everybody at a port where routers or monitoring systems come; who may, the network policies say.
fn server(plain: &PlainPorts<'_>, port: u16) -> Custom<ServerSpec> {
    Custom {
        metadata: plain.owner.metadata(ROLE, Some(&port.to_string())),
        spec: ServerSpec {
            pod_selector: PodSelector { match_labels: plain.owner.group_labels() },
            port,
            access_policy: "all-unauthenticated",
        },
    }
}
