//! Services that select no pod, or lead to a port that none of their pods has.

use super::super::{Check, Context, Rule};
use super::find::Finder;
use crate::diag::{Report, Severity, codes, nearest};
use crate::manifest::{Graph, Object, Pod, Selector};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::SERVICE_SELECTS_NOTHING,
            "\
What: a Service whose selector no pod of its namespace carries.
Why: it has no endpoints: every request to it fails.
Example: `selector: {app: mlflow}` beside a Deployment whose pods have `app: mlflow-server`.
Fix: write the labels of the pod template. Services without selector, and pods of operators, are not judged.",
        ),
        (
            codes::TARGET_PORT,
            "\
What: a `targetPort` that the containers of the selected pods do not have: an error for a name, advice for a number, which need
not be declared.
Why: a name that no container declares gives the Service no endpoints for this port.
Example: `targetPort: web` while the container calls its port `http`.
Fix: write the name of the container's port; it has to be of the same protocol.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// Labels that controllers give each pod (Kubernetes documentation, "Well-Known Labels, Annotations and Taints").
const SET_BY_CONTROLLERS: [&str; 9] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "job-name",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for service in graph.of_kind("Service").filter(|service| service.group().is_empty()) {
        check(&mut finder, service);
    }
}

fn check<'a>(finder: &mut Finder<'a, '_>, service: Object<'a>) {
    let Some(spec) = service.spec().filter(|spec| spec.text("type") != Some("ExternalName")) else { return };
    let Some(labels) = spec.get("selector") else { return };
    let mut selector = Selector::of_labels(labels);
    if labels.as_mapping().is_none_or(|labels| labels.len() != selector.equal.len()) {
        return;
    }
    selector.equal.retain(|(key, _)| !SET_BY_CONTROLLERS.contains(key));
    if selector.is_empty() {
        return;
    }
    finder.want_pods(service, codes::SERVICE_SELECTS_NOTHING, labels, &selector, Severity::Error);
    let pods: Vec<&Pod<'a>> = finder.graph.selected(service.namespace, &selector).collect();
    if pods.is_empty() || pods.iter().any(|pod| may_have_more_containers(pod)) {
        return;
    }
    for port in spec.items("ports") {
        check_port(finder.found, service, port, &pods);
    }
}

/// Whether somebody puts containers into a pod that are not in its template.
pub(super) fn may_have_more_containers(pod: &Pod<'_>) -> bool {
    let injects = |(key, value): (&crate::yaml::Key, &Node)| {
        key.name.contains("inject") && !matches!(value.as_str(), Some("false" | "disabled"))
    };
    let mut annotations = pod.metadata.into_iter().flat_map(|metadata| metadata.entries("annotations"));
    pod.is_of_operator() || annotations.any(injects) || pod.labels().any(injects)
}

fn check_port<'a>(found: &mut Report, service: Object<'a>, port: &'a Node, pods: &[&Pod<'a>]) {
    let Some(target) = port.get("targetPort").or_else(|| port.get("port")) else { return };
    let protocol = port.text("protocol").unwrap_or("TCP");
    let ports = || pods.iter().flat_map(|pod| pod.running()).flat_map(|container| container.node.items("ports"));
    let of_protocol = || ports().filter(|port| port.text("protocol").unwrap_or("TCP") == protocol);
    if let Some(number) = target.as_integer() {
        let declare_all = !service.is_rendered()
            && pods.iter().all(|pod| pod.running().any(|container| !container.node.items("ports").is_empty()));
        if declare_all && !of_protocol().any(|port| port.integer("containerPort") == Some(number)) {
            let message = format!("no container of the selected pods declares the port {number}");
            found.push(
                service
                    .info(codes::TARGET_PORT, target, message)
                    .help("compare with the ports of the containers; only a program that listens counts"),
            );
        }
        return;
    }
    let Some(name) = target.as_str().filter(|name| name.parse::<u16>().is_err()) else { return };
    if of_protocol().any(|port| port.text("name") == Some(name)) {
        return;
    }
    let names: Vec<&str> = of_protocol().filter_map(|port| port.text("name")).collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "give the port of the container this name, or write its number".to_owned(),
        None => format!("the containers have {}", names.join(", ")),
    };
    let owner = pods[0].owner;
    let place = pods[0].running().next().and_then(|container| container.node.get("ports")).and_then(|ports| owner.place(ports));
    found.push(
        service
            .error(codes::TARGET_PORT, target, format!("no container of the selected pods has a {protocol} port called `{name}`"))
            .related(place, format!("the ports of {}", owner.title()))
            .help(help),
    );
}
