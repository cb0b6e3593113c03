//! Containers without requests and limits.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::graph::PodTemplate;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check {
    code: codes::UNBOUNDED_CONTAINER,
    docs: "\
What: a container that lacks a request or a limit for CPU or memory.
Why: without a request the scheduler packs nodes until they fail, and an autoscaler has nothing to measure against; without a
limit one pod can take what all others need.
Example: an init container that was added without `resources`.
Fix: give it both, as in `cpu: 250m..1` and `memory: 512Mi..1Gi`.",
    rule: Rule::Pod(run),
};

fn run(pod: &PodTemplate<'_>, report: &mut Report) {
    for container in pod.containers() {
        let missing = missing(container);
        if !missing.is_empty() {
            report.push(
                Diagnostic::error(
                    codes::UNBOUNDED_CONTAINER,
                    format!(
                        "the container `{}` of {} has no {}",
                        container.name,
                        pod.entry.object.title(),
                        missing.join(", no ")
                    ),
                )
                .at(pod.entry.origin)
                .help("give it requests and limits for CPU and memory"),
            );
        }
    }
}

fn missing(container: &Container) -> Vec<&'static str> {
    let has =
        |amounts: Option<&BTreeMap<String, Quantity>>, name: &str| amounts.is_some_and(|amounts| amounts.contains_key(name));
    let resources = container.resources.as_ref();
    let (requests, limits) = (resources.and_then(|all| all.requests.as_ref()), resources.and_then(|all| all.limits.as_ref()));
    [
        ("request for CPU", has(requests, "cpu")),
        ("request for memory", has(requests, "memory")),
        ("limit for CPU", has(limits, "cpu")),
        ("limit for memory", has(limits, "memory")),
    ]
    .into_iter()
    .filter_map(|(words, is_there)| (!is_there).then_some(words))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, good_pod, workload};
    use super::*;

    #[test]
    fn wants_all_four_of_every_container() {
        assert_eq!(found(&CHECK, [workload(good_pod())]), []);
        let mut pod = good_pod();
        let mut init = pod.containers[0].clone();
        init.resources = None;
        pod.init_containers.push(init);
        assert_eq!(found(&CHECK, [workload(pod)]), [codes::UNBOUNDED_CONTAINER]);
    }
}
