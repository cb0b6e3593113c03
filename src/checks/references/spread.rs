//! Pods that are spread by labels that they do not carry themselves.

use super::super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Pod, Selector};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SPREAD_MISSES_ITSELF,
        "\
What: a topology spread constraint whose selector does not match the pods that it stands in, or that has none.
Why: the scheduler counts other pods, or none at all: the pods are not spread.
Example: `labelSelector: {matchLabels: {app: api}}` in pods with `app: loan-api`.
Fix: write the labels of the pod template.",
    )],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    for constraint in pod.spec.items("topologySpreadConstraints") {
        let Some(node) = constraint.get("labelSelector").filter(|node| !node.is_null()) else {
            if constraint.items("matchLabelKeys").is_empty() {
                found.push(
                    pod.owner
                        .warning(codes::SPREAD_MISSES_ITSELF, constraint, "a spread constraint without selector counts no pod")
                        .help("add a `labelSelector` with the labels of the pod template"),
                );
            }
            continue;
        };
        let selector = Selector::of(node);
        if !selector.matches(|key| pod.label(key)) {
            let message = format!("the pods are spread by {}, which they do not carry", selector.shown());
            found.push(
                pod.owner
                    .warning(codes::SPREAD_MISSES_ITSELF, node, message)
                    .help("write labels of the pod template: the scheduler counts the pods that carry them"),
            );
        }
    }
}
