//! Ports of nodes that two want.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object, Pod};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::NODE_PORT_CLASH,
            "\
What: two Services with the same port of the nodes: `nodePort`, whatever the protocol, or `healthCheckNodePort`.
Why: a port of the nodes belongs to one Service. The second is refused: `provided port is already allocated`.
Example: `nodePort: 30080` in the Services `api` and `grafana`, in whatever namespaces.
Fix: give one of them another number between 30000 and 32767, or leave the number to the server.",
        ),
        (
            codes::HOST_PORT_CLASH,
            "\
What: two DaemonSets without a choice of nodes whose pods want the same port of their node: `hostPort`, or `containerPort` with `hostNetwork`.
Why: of the two only one runs on each node; the other stays `Pending`.
Example: two node exporters, both at port 9100.
Fix: give one of them another port, or each its own nodes.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    check_services(graph, found);
    check_daemons(graph, found);
}

fn check_services(graph: &Graph<'_>, found: &mut Report) {
    let mut taken: HashMap<i64, (Object<'_>, &Node)> = HashMap::new();
    for service in graph.of_kind("Service").filter(|service| service.group().is_empty()) {
        let Some(spec) = service.spec().filter(|spec| matches!(spec.text("type"), Some("NodePort" | "LoadBalancer"))) else {
            continue;
        };
        let ports = spec.items("ports").iter().filter_map(|port| port.get("nodePort"));
        for place in ports.chain(spec.get("healthCheckNodePort")) {
            let Some(number) = place.as_integer().filter(|number| *number > 0) else { continue };
            let (owner, first) = *taken.entry(number).or_insert((service, place));
            // Two protocols of one Service may share a number, and two Services of one name are one object that is there twice.
            if (owner.namespace, owner.name) == (service.namespace, service.name) {
                continue;
            }
            let message = format!(
                "the port {number} of the nodes is that of Service/{} in the namespace `{}` already",
                owner.name, owner.namespace
            );
            found.push(
                service
                    .error(codes::NODE_PORT_CLASH, place, message)
                    .related(owner.place(first), "taken here")
                    .help("write another number, or leave it to the server"),
            );
        }
    }
}

fn check_daemons(graph: &Graph<'_>, found: &mut Report) {
    let mut taken: HashMap<(i64, &str), (Object<'_>, &Node)> = HashMap::new();
    for pod in graph.pods().iter().filter(|pod| pod.owner.is("apps", "DaemonSet") && !chooses_nodes(pod)) {
        let is_host = pod.spec.is_true("hostNetwork");
        for port in pod.running().flat_map(|container| container.node.items("ports")) {
            let place = port.get("hostPort").or_else(|| port.get("containerPort").filter(|_| is_host));
            // At one address of the node only, it may be another one.
            let Some(place) = place.filter(|_| port.get("hostIP").is_none()) else { continue };
            let Some(number) = place.as_integer().filter(|number| *number > 0) else { continue };
            let (owner, first) = *taken.entry((number, port.text("protocol").unwrap_or("TCP"))).or_insert((pod.owner, place));
            if owner != pod.owner && owner.title() != pod.owner.title() {
                let message = format!("the port {number} of each node is that of {} already", owner.title());
                found.push(
                    pod.owner
                        .info(codes::HOST_PORT_CLASH, place, message)
                        .related(owner.place(first), "taken here")
                        .help("give one of them another port, or each its own nodes"),
                );
            }
        }
    }
}

/// Whether the pods run on some nodes only.
fn chooses_nodes(pod: &Pod<'_>) -> bool {
    ["nodeSelector", "affinity"].iter().any(|key| pod.spec.get(key).and_then(Node::as_mapping).is_some_and(|map| !map.is_empty()))
}
