//! Containers larger than their namespace allows.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::graph::Graph;
use crate::k8s::quantity::Amount;
use crate::k8s::{Entry, Object, demand};
use k8s_openapi::api::core::v1::LimitRangeItem;

pub(super) const CHECK: Check = Check {
    code: codes::LIMIT_TOO_SMALL,
    docs: "\
What: a container whose limit is above the most that the LimitRange of its namespace allows.
Why: its pods are never created, and nothing but an event of their owner says why.
Example: `limits: {max: {memory: 2Gi}}` over a job that may use 4Gi.
Fix: raise the maximum, or lower the limit of the container.",
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, report: &mut Report) {
    for entry in graph.entries() {
        let Object::LimitRange(range) = &entry.object else { continue };
        for item in range.spec.iter().flat_map(|spec| &spec.limits).filter(|item| item.type_ == "Container") {
            check(item, entry, graph, report);
        }
    }
}

fn check(item: &LimitRangeItem, entry: &Entry, graph: &Graph<'_>, report: &mut Report) {
    let most = item.max.iter().flatten().filter_map(|(resource, most)| Some((resource, Amount::of(most)?)));
    for (resource, most) in most {
        for pod in graph.pods().iter().filter(|pod| pod.entry.object.namespace() == entry.object.namespace()) {
            for container in pod.containers() {
                let limit = demand::of_container(container, demand::Side::Limits, resource);
                if limit > most {
                    let (name, title) = (&container.name, pod.entry.object.title());
                    report.push(
                        Diagnostic::error(
                            codes::LIMIT_TOO_SMALL,
                            format!("the container `{name}` of {title} may use {limit} of {resource}, the most here is {most}"),
                        )
                        .at(entry.origin)
                        .related(pod.entry.origin, "the container comes from here")
                        .help(format!("raise `max` to {limit} or more, or lower the limit of the container")),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, good_pod, owner, workload};
    use super::*;
    use k8s_openapi::api::core::v1::{LimitRange, LimitRangeSpec};
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
    use std::collections::BTreeMap;

    #[test]
    fn compares_limits_with_the_most() {
        let range = |most: &str| -> Object {
            let item = LimitRangeItem {
                type_: "Container".to_owned(),
                max: Some(BTreeMap::from([("memory".to_owned(), Quantity(most.to_owned()))])),
                ..LimitRangeItem::default()
            };
            LimitRange { metadata: owner().metadata("quota", None), spec: Some(LimitRangeSpec { limits: vec![item] }) }.into()
        };
        assert_eq!(found(&CHECK, [workload(good_pod()), range("128Mi")]), []);
        assert_eq!(found(&CHECK, [workload(good_pod()), range("127Mi")]), [codes::LIMIT_TOO_SMALL]);
    }
}
