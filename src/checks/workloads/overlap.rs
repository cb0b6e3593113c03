//! Workloads whose selectors mean each other's pods.

use super::size::Scalers;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object, Pod, Selector};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SELECTORS_OVERLAP,
        "\
What: a workload whose selector means the pods of another one: an error if both are scaled, a warning if they mean each other's pods or if \
one that is scaled means the other's.
Why: an autoscaler counts the pods that the selector means, whoever made them: it measures the wrong ones, and two that find the same pods \
both stop (`AmbiguousSelector`). Pods without an owner are taken over by any of them, and budgets and `kubectl` count both as one.
Example: the Deployments `api` and `api-canary`, both with the selector `app: api`.
Fix: give each workload a label of its own in the selector and in the template. A selector cannot be changed: the workload is made anew.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let scalers = Scalers::new(graph);
    for workload in graph.objects().iter().copied().filter(|object| has_selector(*object)) {
        // Only what is read and has pods: those of others may be meant by them on purpose.
        let Some(own) = graph.pods_of(workload).next() else { continue };
        let Some((node, selector)) = selector_of(workload) else { continue };
        let others = || {
            let selected = graph.selected(workload.namespace, &selector);
            selected.filter(move |pod| pod.owner != workload && pod.owner.name != workload.name && has_selector(pod.owner))
        };
        if let Some(other) = others().find(|pod| pod.owner.index < workload.index && means(pod.owner, own)) {
            tell(workload, node, other.owner, is_scaled_twice(&scalers, workload, other.owner), found);
        } else if let Some(scaler) = scalers.of(workload).filter(|scaler| counts_pods(*scaler))
            && let Some(other) = others().find(|pod| !means(pod.owner, own))
        {
            let ambiguous = is_scaled_twice(&scalers, workload, other.owner);
            let message = format!("{} counts the pods of {} too: the selector means them", scaler.title(), other.owner.title());
            let told = if ambiguous {
                workload.error(codes::SELECTORS_OVERLAP, node, message)
            } else {
                workload.warning(codes::SELECTORS_OVERLAP, node, message)
            };
            found.push(
                told.related(other.owner.place(other.owner.head()), "whose pods are meant too")
                    .help("add a label to the selector that only these pods have"),
            );
        }
    }
}

fn tell<'a>(workload: Object<'a>, node: &'a Node, other: Object<'a>, ambiguous: bool, found: &mut Report) {
    let message = format!("the selector means the pods of {} too, and that one's means these", other.title());
    let told = if ambiguous {
        workload.error(codes::SELECTORS_OVERLAP, node, format!("{message}, and the autoscalers of both stop"))
    } else {
        workload.warning(codes::SELECTORS_OVERLAP, node, message)
    };
    found.push(
        told.related(other.place(other.head()), "the other workload")
            .help("give each a label of its own in the selector and in the template"),
    );
}

/// Whether two autoscalers find the same pods: both stop (Kubernetes `pkg/controller/podautoscaler/horizontal.go`, since 2022).
fn is_scaled_twice(scalers: &Scalers<'_>, one: Object<'_>, other: Object<'_>) -> bool {
    scalers.of(one).is_some() && scalers.of(other).is_some()
}

/// Whether a scaler looks at pods, and not at something outside.
fn counts_pods(scaler: Object<'_>) -> bool {
    let Some(spec) = scaler.spec() else { return false };
    let of_pods = |item: &Node| matches!(item.text("type"), Some("Resource" | "ContainerResource" | "Pods" | "cpu" | "memory"));
    let metrics = spec.items("metrics");
    match scaler.kind {
        "ScaledObject" => spec.items("triggers").iter().any(of_pods),
        _ => metrics.is_empty() || metrics.iter().any(of_pods),
    }
}

/// Whether a workload's selector means a pod.
fn means(workload: Object<'_>, pod: &Pod<'_>) -> bool {
    selector_of(workload).is_some_and(|(_, selector)| selector.matches(|key| pod.label(key)))
}

/// Whether these have pods that they find by labels; a Job makes labels of its own.
fn has_selector(object: Object<'_>) -> bool {
    matches!(
        (object.group(), object.kind),
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
            | ("", "ReplicationController")
            | ("argoproj.io", "Rollout")
    )
}

fn selector_of(workload: Object<'_>) -> Option<(&Node, Selector<'_>)> {
    let node = workload.spec()?.get("selector")?;
    let selector = if workload.kind == "ReplicationController" { Selector::of_labels(node) } else { Selector::of(node) };
    // A selector of everything is refused, and what is wrong in one is told elsewhere.
    (!selector.is_empty()).then_some((node, selector))
}
