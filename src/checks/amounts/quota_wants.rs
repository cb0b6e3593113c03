//! Containers that say nothing of what the quota of their namespace counts.

use super::super::{Check, Context, Rule};
use super::demand::{of_container, side_and_name};
use super::limit_range::gives;
use super::quota::of_every_pod;
use crate::diag::{Report, codes};
use crate::manifest::{ContainerRole, Graph, Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::QUOTA_WANTS_AMOUNT,
        "\
What: a container without a request or a limit that the ResourceQuota of its namespace counts, while no LimitRange gives it one.
Why: the API server refuses the pod: `failed quota: must specify limits.memory`. The Deployment is there, and has no pods.
Example: `hard: {limits.memory: 8Gi}` in the namespace of a container that has requests only.
Fix: give each container the amounts, those of init containers and sidecars too, or add a LimitRange with defaults.
Source: Kubernetes documentation, \"Resource Quotas\", 2026-11.",
    )],
    rule: Rule::Graph(run),
};

/// The resources that every container has to speak of if a quota counts them (Kubernetes `pkg/quota/v1/evaluator/core/pods.go`,
/// `validationSet`, 2026-11).
const WANTED: [&str; 6] = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    for (quota, spec) in of_every_pod(graph) {
        let counted: Vec<(&str, &Node)> = spec
            .entries("hard")
            .map(|(key, value)| (&*key.name, value))
            .filter(|(name, _)| WANTED.contains(name))
            .filter(|(name, _)| !gives(graph, quota.namespace, name))
            .collect();
        if !counted.is_empty() {
            // Who makes the pods of other kinds fills in what is missing.
            let is_plain = |pod: &&Pod<'_>| pod.owner.is_rendered() || matches!(pod.owner.group(), "" | "apps" | "batch");
            for pod in graph.pods_in(quota.namespace).filter(is_plain) {
                check(pod, quota, &counted, context, found);
            }
        }
    }
}

fn check(pod: &Pod<'_>, quota: Object<'_>, counted: &[(&str, &Node)], context: &Context<'_>, found: &mut Report) {
    for container in pod.containers().filter(|container| container.role != ContainerRole::Ephemeral) {
        let missing = counted.iter().filter(|(resource, _)| {
            let (side, name) = side_and_name(resource);
            let of_whole = pod.spec.get("resources").is_some();
            !of_whole && of_container(container, side, name).is_none()
        });
        let missing: Vec<&(&str, &Node)> = missing.collect();
        let Some((_, place)) = missing.first() else { continue };
        let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
        let message = format!(
            "the container `{}` says nothing of {}, which the quota of `{}` counts",
            container.name(),
            names.join(", "),
            quota.namespace
        );
        let at = container.node.get("resources").or_else(|| container.node.get("name")).unwrap_or(container.node);
        // There may be a LimitRange that is not among these objects.
        let told = if context.closed || pod.owner.is_rendered() {
            pod.owner.error(codes::QUOTA_WANTS_AMOUNT, at, message)
        } else {
            pod.owner.warning(codes::QUOTA_WANTS_AMOUNT, at, message)
        };
        found.push(
            told.related(quota.place(place), "the quota")
                .help("give it the amounts, or add a LimitRange with defaults to the namespace"),
        );
    }
}
