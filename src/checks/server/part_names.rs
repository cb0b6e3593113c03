//! Names of the parts of a pod: containers, volumes, ports.

use super::forms::{LABEL_HELP, is_label, is_port_name};
use super::look::given;
use super::{Check, Context, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::manifest::{Object, Pod};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_PART_NAME,
            "\
What: the name of a container, a volume or a port that Kubernetes does not take.
Why: the API server refuses the pod. Names of ports have at most 15 characters, and schemas do not tell.
Example: a port that is called `prometheus-metrics`, or a container that is called `loan_api`.
Fix: use lower-case letters, digits and `-`; for a port at most 15, one of them a letter.",
        ),
        (
            codes::PART_TWICE,
            "\
What: two containers, volumes or ports of one name in a pod, two mounts at one path, or a port of the node twice.
Why: the API server refuses the pod.
Example: a sidecar that is called like the init container from which it was copied.
Fix: rename one, or take it out.",
        ),
    ],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    let object = pod.owner;
    let mut containers = Names::default();
    for container in pod.containers() {
        check_name(object, container.node, "a container", report);
        containers.add(object, container.node.get("name"), "containers are called", report);
    }
    let mut volumes = Names::default();
    for volume in pod.volumes() {
        check_name(object, volume, "a volume", report);
        volumes.add(object, volume.get("name"), "volumes are called", report);
    }
    let mut of_node = HashMap::new();
    for container in pod.containers() {
        let mut ports = Names::default();
        for port in container.node.items("ports") {
            check_port_name(object, port, report);
            ports.add(object, port.get("name"), "ports of the container are called", report);
            // Containers that run first free their ports (kubernetes `checkHostPortConflicts` looks at those that run).
            if container.role == crate::manifest::ContainerRole::Main {
                check_port_of_node(object, port, pod.spec.is_true("hostNetwork"), &mut of_node, report);
            }
        }
        let mut paths = Names::default();
        for mount in container.node.items("volumeMounts") {
            paths.add(object, mount.get("mountPath"), "volumes are mounted at", report);
        }
    }
}

/// Names that were there already.
#[derive(Default)]
struct Names<'a>(Vec<&'a Node>);

impl<'a> Names<'a> {
    /// Remembers a name, and reports it if it was there. There are few in a pod: looking through them is faster than hashing.
    fn add(&mut self, object: Object<'a>, name: Option<&'a Node>, what: &str, report: &mut Report) {
        let text = name.and_then(|node| Some((node, node.as_str()?)));
        let Some((node, text)) = text.filter(|(_, text)| !text.is_empty()) else { return };
        if let Some(first) = self.0.iter().find(|first| first.as_str() == Some(text)) {
            let found = object.error(codes::PART_TWICE, node, format!("two {what} `{text}`"));
            report.push(related(object, found, first).help(if object.is_rendered() {
                SPEC_HELP
            } else {
                "rename one, or take it out"
            }));
        } else {
            self.0.push(node);
        }
    }
}

/// What to do in a spec, where containers have names that nobody wrote.
const SPEC_HELP: &str = "rename one; a container has the name of its entry, unless a service says another: `container: NAME`";

/// Shows the first of two. What is rendered comes from one entry, which is shown already.
fn related(object: Object<'_>, found: Diagnostic, first: &Node) -> Diagnostic {
    found.related(object.place(first).filter(|_| !object.is_rendered()), "the first is here")
}

fn check_name<'a>(object: Object<'a>, part: &'a Node, what: &str, report: &mut Report) {
    let Some(node) = given(part, "name") else { return };
    if let Some(text) = node.as_str().filter(|text| !is_label(text)) {
        let message = format!("`{text}` cannot be the name of {what}");
        report.push(object.error(codes::BAD_PART_NAME, node, message).help(LABEL_HELP));
    }
}

fn check_port_name<'a>(object: Object<'a>, port: &'a Node, report: &mut Report) {
    let Some(node) = given(port, "name") else { return };
    if let Some(text) = node.as_str().filter(|text| !text.is_empty() && !is_port_name(text)) {
        let message = format!("`{text}` cannot be the name of a port");
        report.push(
            object
                .error(codes::BAD_PART_NAME, node, message)
                .help("use at most 15 lower-case letters, digits and single `-`, one of them a letter"),
        );
    }
}

/// Two containers cannot have the same port of the node, unless with another protocol or at another address.
fn check_port_of_node<'a>(
    object: Object<'a>,
    port: &'a Node,
    on_network_of_node: bool,
    taken: &mut HashMap<(i64, &'a str, &'a str), &'a Node>,
    report: &mut Report,
) {
    // On the network of the node a port of the container is one of the node (kubernetes `SetHostNetworkPorts`).
    let key = if on_network_of_node && given(port, "hostPort").is_none() { "containerPort" } else { "hostPort" };
    let Some((node, number)) = port.get(key).and_then(|node| Some((node, node.as_integer()?))) else { return };
    if number <= 0 {
        return;
    }
    let key = (number, port.text("protocol").unwrap_or("TCP"), port.text("hostIP").unwrap_or_default());
    if let Some(first) = taken.insert(key, node) {
        let found = object.error(codes::PART_TWICE, node, format!("the port {number} of the node is taken twice"));
        report.push(related(object, found, first).help("a port of a node can be given to one container only"));
    }
}
