//! Services: their ports, and settings that belong to another type of Service.

use super::address::Network;
use super::forms::{LABEL_HELP, is_label, is_port_name, is_subdomain};
use super::look::given;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;
use std::net::IpAddr;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::SERVICE_PORTS,
            "\
What: ports of a Service that Kubernetes does not take.
Why: the API server refuses the Service.
Example: two ports of which one has no name, two of one number and protocol, or no port at all.
Fix: give each port a name of its own; only a headless Service and one of the type `ExternalName` has none.",
        ),
        (
            codes::SERVICE_CONTRADICTS,
            "\
What: a setting that a Service of this type cannot have.
Why: the API server refuses the Service.
Example: `nodePort` with `type: ClusterIP`; `clusterIP: None` with `type: LoadBalancer`; `type: ExternalName` without a name.
Fix: take the setting out, or change the type.",
        ),
        (
            codes::NODE_PORT_RANGE,
            "\
What: a port of the node that is outside of 30000 to 32767.
Why: the API server refuses the Service, unless the cluster was set up with another range (`--service-node-port-range`).
Example: `nodePort: 8080`.
Fix: write a number in this range, or none and let the cluster choose.",
        ),
    ],
    rule: Rule::Object(run),
};

/// The type of a Service, which decides what it can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    ClusterIp,
    NodePort,
    LoadBalancer,
    ExternalName,
}

/// Kubernetes `pkg/apis/core/validation`, `ValidateService`, 2026-10.
fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    let Some(spec) = object.spec().filter(|_| object.is("", "Service")) else { return };
    let service = match spec.text("type") {
        None | Some("ClusterIP") => Type::ClusterIp,
        Some("NodePort") => Type::NodePort,
        Some("LoadBalancer") => Type::LoadBalancer,
        Some("ExternalName") => Type::ExternalName,
        Some(_) => return,
    };
    ports(object, spec, service, report);
    type_fits(object, spec, service, report);
    addresses(object, spec, report);
}

fn ports<'a>(object: Object<'a>, spec: &'a Node, service: Type, report: &mut Report) {
    let ports = spec.items("ports");
    let is_headless = spec.text("clusterIP") == Some("None");
    if ports.is_empty()
        && !is_headless
        && service != Type::ExternalName
        && given(spec, "ports").is_none_or(|node| node.as_sequence().is_some())
    {
        let found = object.error(codes::SERVICE_PORTS, given(spec, "ports").unwrap_or(spec), "a Service without a port");
        report.push(found.help("write `ports: [{port: NUMBER}]`"));
    }
    for (index, port) in ports.iter().enumerate() {
        name(object, port, ports.len(), report);
        let protocol = |port: &'a Node| port.text("protocol").unwrap_or("TCP");
        let mut twice = |key: &str, what: &str| {
            let Some(value) = port.get(key).filter(|value| value.as_integer().is_none_or(|number| number > 0)) else { return };
            let same = |other: &&'a Node| other.get(key) == Some(value) && (key == "name" || protocol(other) == protocol(port));
            if let Some(first) = ports[..index].iter().find(same).and_then(|first| first.get(key)) {
                let text = value.scalar_text().unwrap_or_default();
                let found = object.error(codes::SERVICE_PORTS, value, format!("{what} `{text}` twice"));
                report.push(found.related(object.place(first), "the first is here").help("change one, or take it out"));
            }
        };
        twice("name", "the name");
        twice("port", "the port");
        twice("nodePort", "the port of the node");
        node_port(object, port, service, report);
        if let Some((place, text)) = given(port, "targetPort").and_then(|node| Some((node, node.as_str()?)))
            && !text.is_empty()
            && !is_port_name(text)
        {
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
            let found = object.error(codes::SERVICE_PORTS, place, format!("`{text}` cannot be the name of a port"));
            let help =
                if is_number { "write the number without quotes" } else { "use at most 15 lower-case letters, digits and `-`" };
            report.push(found.help(help));
        }
    }
}

fn name<'a>(object: Object<'a>, port: &'a Node, count: usize, report: &mut Report) {
    match given(port, "name").and_then(|node| Some((node, node.as_str()?))) {
        Some((place, text)) if !text.is_empty() && !is_label(text) => {
            let found = object.error(codes::SERVICE_PORTS, place, format!("`{text}` cannot be the name of a port"));
            report.push(found.help(LABEL_HELP));
        }
        Some((_, text)) if !text.is_empty() => {}
        _ if count > 1 && port.as_mapping().is_some() => {
            let found = object.error(codes::SERVICE_PORTS, port, "one of several ports has no name");
            report.push(found.help("write `name: NAME` for each"));
        }
        _ => {}
    }
}

fn node_port<'a>(object: Object<'a>, port: &'a Node, service: Type, report: &mut Report) {
    let Some((place, number)) = given(port, "nodePort").and_then(|node| Some((node, node.as_integer()?))) else { return };
    if number == 0 {
        return;
    }
    if service == Type::ClusterIp {
        let found = object.error(codes::SERVICE_CONTRADICTS, place, "a Service of the type `ClusterIP` has no port of the node");
        report.push(found.help("write `type: NodePort`, or take `nodePort` out"));
    } else if !(30_000..=32_767).contains(&number) && (1..=65_535).contains(&number) {
        let message = format!("the port {number} of the node is outside of 30000 to 32767");
        report.push(object.error(codes::NODE_PORT_RANGE, place, message).help("write a number in this range, or none"));
    }
}

/// Settings that only some types have.
fn type_fits<'a>(object: Object<'a>, spec: &'a Node, service: Type, report: &mut Report) {
    let mut add = |place: &'a Node, message: &str, help: &str| {
        report.push(object.error(codes::SERVICE_CONTRADICTS, place, message).help(help));
    };
    let cluster_ip = given(spec, "clusterIP").filter(|node| node.as_str() != Some(""));
    if let Some(place) = cluster_ip {
        let is_headless = place.as_str() == Some("None");
        if is_headless && matches!(service, Type::NodePort | Type::LoadBalancer) {
            add(place, "a Service without an address of its own cannot face the outside", "take `clusterIP: None` out");
        } else if service == Type::ExternalName {
            add(place, "a Service that is only a name has no `clusterIP`", "take it out");
        }
    }
    if service == Type::ExternalName {
        match given(spec, "externalName").and_then(|node| Some((node, node.as_str()?))) {
            Some((_, text)) if is_subdomain(text.strip_suffix('.').unwrap_or(text)) => {}
            Some((place, text)) => add(place, &format!("`{text}` is no DNS name"), "write a name such as `db.example.com`"),
            None => add(spec, "a Service of the type `ExternalName` names nothing", "write `externalName: HOST`"),
        }
    }
    let is_balancer = service == Type::LoadBalancer;
    for key in ["loadBalancerSourceRanges", "loadBalancerClass", "allocateLoadBalancerNodePorts"] {
        let place = given(spec, key).filter(|node| node.as_sequence().is_none_or(|items| !items.is_empty()));
        if let (false, Some(place)) = (is_balancer, place) {
            add(place, &format!("only a Service of the type `LoadBalancer` has `{key}`"), "take it out, or change the type");
        }
    }
    let faces_outside = matches!(service, Type::NodePort | Type::LoadBalancer) || !spec.items("externalIPs").is_empty();
    if let (false, Some(place)) = (faces_outside, given(spec, "externalTrafficPolicy").filter(|node| node.as_str() != Some(""))) {
        add(place, "only a Service that faces the outside has `externalTrafficPolicy`", "take it out, or change the type");
    }
    if let Some(place) = given(spec, "healthCheckNodePort").filter(|node| node.as_integer() != Some(0))
        && !(is_balancer && spec.text("externalTrafficPolicy") == Some("Local"))
    {
        let help = "take it out, or write `externalTrafficPolicy: Local`";
        add(place, "`healthCheckNodePort` needs a load balancer that keeps traffic on its node", help);
    }
    if let Some(place) = given(spec, "sessionAffinityConfig")
        && matches!(spec.text("sessionAffinity"), None | Some("None"))
    {
        add(place, "`sessionAffinityConfig` without `sessionAffinity: ClientIP`", "write both or none");
    }
}

fn addresses<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    let is_address = |text: &str| text.parse::<IpAddr>().is_ok();
    let is_cluster_ip = |text: &str| matches!(text, "" | "None") || is_address(text);
    // The server trims the networks, and only them.
    let is_network = |text: &str| Network::parse(text.trim()).is_some();
    let single = given(spec, "clusterIP").into_iter();
    let mut check = |node: &'a Node, is_good: &dyn Fn(&str) -> bool, what: &str, help: &str| {
        if let Some(text) = node.as_str().filter(|text| !is_good(text)) {
            report.push(object.error(codes::SERVICE_CONTRADICTS, node, format!("`{text}` is no {what}")).help(help));
        }
    };
    for node in single.chain(spec.items("clusterIPs")) {
        check(node, &is_cluster_ip, "IP address", "write an address such as `10.0.0.10`, or `None`");
    }
    for node in spec.items("externalIPs") {
        check(node, &is_address, "IP address", "write an address such as `10.0.0.10`");
    }
    for node in spec.items("loadBalancerSourceRanges") {
        check(node, &is_network, "network", "write an address and a number of bits: `10.0.0.0/8`");
    }
}
