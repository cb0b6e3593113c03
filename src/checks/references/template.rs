//! Workloads whose selector does not select their own pods.

use super::super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Object, Pod, Selector};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SELECTOR_MISSES_TEMPLATE,
        "\
What: a workload whose selector does not match the labels of its own pod template.
Why: the API server refuses it: `selector` does not match template `labels`.
Example: `matchLabels: {app: api}` above a template with `labels: {app: loan-api}`.
Fix: repeat the labels of the selector in the template.",
    )],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    let owner: Object<'_> = pod.owner;
    let Some(node) = owner.spec().and_then(|spec| spec.get("selector")) else { return };
    let selector = match (owner.group(), owner.kind) {
        ("apps" | "extensions", _) | ("argoproj.io", "Rollout") => Selector::of(node),
        ("", "ReplicationController") => Selector::of_labels(node),
        ("batch", "Job") if owner.spec().is_some_and(|spec| spec.is_true("manualSelector")) => Selector::of(node),
        _ => return,
    };
    if selector.is_empty() || selector.matches(|key| pod.label(key)) {
        return;
    }
    let wrong = selector.equal.iter().find(|(key, value)| pod.label(key) != Some(value));
    let message = match wrong {
        Some((key, value)) => match pod.label(key) {
            Some(other) => format!("the selector wants `{key}: {value}`, and the pods have `{key}: {other}`"),
            None => format!("the selector wants `{key}: {value}`, and the pods have no label `{key}`"),
        },
        None => format!("the selector {} does not match the pods", selector.shown()),
    };
    let place = wrong.and_then(|(key, _)| node.get("matchLabels").unwrap_or(node).get(key)).unwrap_or(node);
    let labels = pod.metadata.and_then(|metadata| metadata.get("labels"));
    found.push(
        owner
            .error(codes::SELECTOR_MISSES_TEMPLATE, place, message)
            .related(labels.and_then(|labels| owner.place(labels)), "the labels of the pods")
            .help("the template has to carry each label of the selector"),
    );
}
