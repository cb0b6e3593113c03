//! Selectors that cannot select what they are to.

use super::look::{given, is_own_group, is_own_pod};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::{Node, Value};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_CONDITION,
            "\
What: a condition of a selector with values where there can be none, or without values where there must be.
Why: the API server refuses the object.
Example: `operator: In` without `values`, `operator: Exists` with `values`, `operator: Gt` with two.
Fix: `In` and `NotIn` have values, `Exists` and `DoesNotExist` have none, `Gt` and `Lt` have one number.",
        ),
        (
            codes::EMPTY_SELECTOR,
            "\
What: a workload that selects everything.
Why: the API server refuses it: it would take over all pods of the namespace.
Example: a Deployment with `selector: {}`.
Fix: write `selector: {matchLabels: {app: NAME}}`, with a label of the pods.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// Kubernetes `pkg/apis/apps/validation`, and apimachinery `ValidateLabelSelectorRequirement`, 2026-10.
fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    for object in graph.objects().iter().filter(|object| is_own_group(object.group())) {
        let Some(spec) = object.spec() else { continue };
        conditions(*object, spec, report);
        if object.group() == "apps"
            && let Some(selector) = given(spec, "selector")
            && selector.as_mapping().is_some_and(|mapping| mapping.iter().all(|(_, part)| is_empty(part)))
        {
            let found = object.error(codes::EMPTY_SELECTOR, selector, format!("a {} that selects everything", object.kind));
            report.push(found.help("write `matchLabels` with a label of the pods"));
        }
    }
    for pod in graph.pods().iter().filter(|pod| !is_own_pod(pod)) {
        conditions(pod.owner, pod.spec, report);
    }
}

fn is_empty(part: &Node) -> bool {
    match &part.value {
        Value::Null => true,
        Value::Mapping(mapping) => mapping.is_empty(),
        Value::Sequence(items) => items.is_empty(),
        _ => false,
    }
}

/// Looks for conditions in a tree, which is as deep as the reader lets it be.
fn conditions<'a>(object: Object<'a>, node: &'a Node, report: &mut Report) {
    match &node.value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                if matches!(&*key.name, "matchExpressions" | "matchFields") {
                    for item in value.as_sequence().unwrap_or_default() {
                        check(object, item, report);
                    }
                } else if matches!(value.value, Value::Mapping(_) | Value::Sequence(_)) {
                    conditions(object, value, report);
                }
            }
        }
        Value::Sequence(items) => {
            for item in items {
                conditions(object, item, report);
            }
        }
        _ => {}
    }
}

fn check<'a>(object: Object<'a>, condition: &'a Node, report: &mut Report) {
    let Some(operator) = condition.text("operator") else { return };
    let count = condition.items("values").len();
    let message = match operator {
        "In" | "NotIn" if count == 0 => format!("`{operator}` without values"),
        "Exists" | "DoesNotExist" if count > 0 => format!("`{operator}` with values"),
        "Gt" | "Lt" if count != 1 => format!("`{operator}` compares with one number, and here are {count}"),
        "Gt" | "Lt" if condition.items("values")[0].as_str().is_some_and(|text| text.parse::<i64>().is_err()) => {
            format!("`{operator}` compares with a number, and this is none")
        }
        _ => return,
    };
    let place = given(condition, "values").or_else(|| given(condition, "operator")).unwrap_or(condition);
    let found = object.error(codes::BAD_CONDITION, place, message);
    report.push(found.help("`In` and `NotIn` have values, `Exists` and `DoesNotExist` have none, `Gt` and `Lt` have one number"));
}
