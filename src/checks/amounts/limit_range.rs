//! Containers larger or smaller than their namespace allows.

use super::super::{Check, Context, Rule};
use super::demand::{Side, amount, of_container, side_and_name};
use crate::diag::{Report, codes};
use crate::k8s::quantity::Amount;
use crate::manifest::{Container, Graph, Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::LIMIT_TOO_SMALL,
            "\
What: a container whose limit is above the most that the LimitRange of its namespace allows.
Why: its pods are never created, and nothing but an event of their owner says why.
Example: `limits: {max: {memory: 2Gi}}` over a job that may use 4Gi.
Fix: raise the maximum, or lower the limit of the container.",
        ),
        (
            codes::BELOW_MINIMUM,
            "\
What: a container that requests less than the LimitRange of its namespace demands.
Why: its pods are never created: `minimum memory usage per Container is 128Mi, but request is 64Mi`.
Example: `{type: Container, min: {memory: 128Mi}}` over a sidecar with `requests: {memory: 64Mi}`.
Fix: lower the minimum, or raise the request of the container.
Source: Kubernetes documentation, \"Limit Ranges\", 2026-11.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for range in graph.of_kind("LimitRange").filter(|range| range.group().is_empty()) {
        let items = range.spec().map(|spec| spec.items("limits")).unwrap_or_default();
        for item in items.iter().filter(|item| item.text("type") == Some("Container")) {
            for (side, key) in [(Side::Limits, "max"), (Side::Requests, "min")] {
                let bounds = item.entries(key);
                for (name, place, bound) in bounds.filter_map(|(name, place)| Some((&*name.name, place, amount(place)?))) {
                    for pod in graph.pods_in(range.namespace) {
                        check(range, pod, &Bound { side, resource: name, place, amount: bound }, found);
                    }
                }
            }
        }
    }
}

/// Whether a LimitRange of the namespace gives this amount to containers that have none.
pub(super) fn gives(graph: &Graph<'_>, namespace: &str, resource: &str) -> bool {
    let (side, name) = side_and_name(resource);
    // A default limit is the default request too, and so is a maximum (Kubernetes `SetDefaults_LimitRangeItem`).
    let keys: &[&str] = match side {
        Side::Limits => &["default", "max"],
        Side::Requests => &["defaultRequest", "default", "max", "min"],
    };
    graph.of_kind("LimitRange").filter(|range| range.namespace == namespace).filter_map(|range| range.spec()).any(|spec| {
        let of_containers = spec.items("limits").iter().filter(|item| item.text("type") == Some("Container"));
        of_containers.into_iter().any(|item| keys.iter().any(|key| item.dig(&[key, name]).is_some()))
    })
}

/// A bound of a range.
struct Bound<'a, 'b> {
    side: Side,
    resource: &'b str,
    place: &'a Node,
    amount: Amount,
}

fn check<'a>(range: Object<'a>, pod: &Pod<'_>, bound: &Bound<'a, '_>, found: &mut Report) {
    for container in pod.containers() {
        let Some(own) = of_container(container, bound.side, bound.resource) else { continue };
        let is_beyond = match bound.side {
            Side::Limits => own > bound.amount,
            Side::Requests => own < bound.amount,
        };
        if is_beyond {
            tell(range, pod, container, bound, own, found);
        }
    }
}

fn tell<'a>(range: Object<'a>, pod: &Pod<'_>, container: Container<'_>, bound: &Bound<'a, '_>, own: Amount, found: &mut Report) {
    let Bound { side, resource, place, amount } = bound;
    let (name, title) = (container.name(), pod.owner.title());
    let (code, message, help) = match side {
        Side::Limits => (
            codes::LIMIT_TOO_SMALL,
            format!("the container `{name}` of {title} may use {own} of {resource}, the most here is {amount}"),
            format!("raise `max` to {own} or more, or lower the limit of the container"),
        ),
        Side::Requests => (
            codes::BELOW_MINIMUM,
            format!("the container `{name}` of {title} requests {own} of {resource}, the least here is {amount}"),
            format!("lower `min` to {own} or less, or raise the request of the container"),
        ),
    };
    let at = container.node.get("resources").unwrap_or(container.node);
    found.push(range.error(code, place, message).related(pod.owner.place(at), "the container comes from here").help(help));
}
