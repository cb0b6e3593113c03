//! Containers without requests and limits.

use super::super::{Check, Context, Rule};
use super::demand::{of_container, side_and_name};
use super::limit_range::gives;
use crate::diag::{Report, Severity, codes};
use crate::manifest::{Container, ContainerRole, Graph, Pod};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::UNBOUNDED_CONTAINER,
        "\
What: a container that lacks a request or a limit for CPU or memory.
Why: without a request the scheduler packs nodes until they fail, and an autoscaler has nothing to measure against; without a
limit one pod can take what all others need.
Example: an init container that was added without `resources`.
Fix: give it both, as in `cpu: 250m..1` and `memory: 512Mi..1Gi`. Many leave out limits for CPU on purpose, because they slow down
what could run; of manifests that mlkube did not make, that is advice only.",
    )],
    rule: Rule::Graph(run),
};

/// What a container should say, as a quota calls it, and in the words of people.
const WANTED: [(&str, &str); 4] = [
    ("requests.cpu", "request for CPU"),
    ("requests.memory", "request for memory"),
    ("limits.cpu", "limit for CPU"),
    ("limits.memory", "limit for memory"),
];
/// The limit that many leave out on purpose.
const CONTESTED: &str = "limits.cpu";

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for pod in graph.pods() {
        // Who makes the pods of other kinds fills in what is missing.
        if pod.owner.is_rendered() || matches!(pod.owner.group(), "" | "apps" | "batch") {
            for container in pod.containers().filter(|container| container.role != ContainerRole::Ephemeral) {
                check(graph, pod, container, found);
            }
        }
    }
}

fn check(graph: &Graph<'_>, pod: &Pod<'_>, container: Container<'_>, found: &mut Report) {
    let missing = |(resource, _): &&(&str, &str)| {
        let (side, name) = side_and_name(resource);
        let of_whole = pod.spec.get("resources").is_some();
        !of_whole && of_container(container, side, name).is_none() && !gives(graph, pod.owner.namespace, resource)
    };
    let missing: Vec<&(&str, &str)> = WANTED.iter().filter(missing).collect();
    let is_contested = |resource: &str| resource == CONTESTED && !pod.owner.is_rendered();
    let severity = if pod.owner.is_rendered() { Severity::Error } else { Severity::Warning };
    for (severity, contested) in [(severity, false), (Severity::Info, true)] {
        let words = missing.iter().filter(|(resource, _)| is_contested(resource) == contested).map(|(_, words)| *words);
        let words: Vec<&str> = words.collect();
        if !words.is_empty() {
            tell(pod, container, severity, &words, found);
        }
    }
}

fn tell(pod: &Pod<'_>, container: Container<'_>, severity: Severity, words: &[&str], found: &mut Report) {
    let place = container.node.get("resources").or_else(|| container.node.get("name")).unwrap_or(container.node);
    let message = format!("the container `{}` has no {}", container.name(), words.join(", no "));
    let (code, owner) = (codes::UNBOUNDED_CONTAINER, pod.owner);
    let (told, help) = match severity {
        Severity::Error => (owner.error(code, place, message), "give it requests and limits for CPU and memory"),
        Severity::Warning => (owner.warning(code, place, message), "give it requests, and a limit for memory"),
        Severity::Info => {
            (owner.info(code, place, message), "a limit keeps it from taking what others could use, and slows it down")
        }
    };
    found.push(told.help(help));
}
