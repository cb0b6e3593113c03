//! Advice on how many pods there are, and where.

use super::size::Scalers;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object, Pod, Selector};
use crate::yaml::Node;
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::SINGLE_REPLICA,
            "\
What: a Deployment of one pod to which a Service leads, and which keeps no data.
Why: while its node is drained or lost nobody answers.
Example: `replicas: 1` of an API.
Fix: run two or more, with a PodDisruptionBudget, if anybody misses it meanwhile.",
        ),
        (
            codes::NOT_SPREAD,
            "\
What: a Deployment or StatefulSet of two or more pods without `topologySpreadConstraints` and without `podAntiAffinity`.
Why: the scheduler spreads pods by itself, but only as far as it costs nothing: all of them may end on one node, and go with it.
Example: `replicas: 3` and nothing that says where.
Fix: write `topologySpreadConstraints` for `topology.kubernetes.io/zone` and `kubernetes.io/hostname`.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    // On one node there is nothing to choose.
    if context.profile.is_some_and(|profile| profile.local || profile.nodes.is_one()) {
        return;
    }
    let scalers = Scalers::new(graph);
    let served = served(graph);
    for pod in graph.pods().iter().filter(|pod| matches!(pod.owner.kind, "Deployment" | "StatefulSet")) {
        let Some(size) = scalers.size(pod.owner, context) else { continue };
        let place = place(pod.owner, size.scaler.is_some());
        if size.most == 1 && pod.owner.kind == "Deployment" && served.contains(&pod.owner.index) && !keeps_data(pod) {
            let found_one = pod.owner.info(codes::SINGLE_REPLICA, place, "one pod answers for a Service");
            found.push(found_one.help("run two or more, if anybody misses it while its node is drained"));
        }
        if size.least >= 2 && !is_spread(pod) {
            let found_one =
                pod.owner.info(codes::NOT_SPREAD, place, format!("nothing keeps the {} pods on several nodes", size.least));
            found.push(found_one.help("write `topologySpreadConstraints`"));
        }
    }
}

/// The owners of pods to which Services lead that lead to nobody else: of several versions one may be missing.
fn served(graph: &Graph<'_>) -> HashSet<usize> {
    let mut served = HashSet::new();
    for service in graph.of_kind("Service").filter(|service| service.group().is_empty()) {
        let Some(labels) = service.spec().and_then(|spec| spec.get("selector")) else { continue };
        let selector = Selector::of_labels(labels);
        if !selector.is_empty() {
            let owners: HashSet<usize> = graph.selected(service.namespace, &selector).map(|pod| pod.owner.index).collect();
            if owners.len() == 1 {
                served.extend(owners);
            }
        }
    }
    served
}

fn place(owner: Object<'_>, is_scaled: bool) -> &Node {
    let replicas = owner.spec().and_then(|spec| spec.get("replicas")).filter(|_| !is_scaled);
    replicas.unwrap_or(owner.head())
}

/// A volume of its own mostly stands for a program of which there can be one.
fn keeps_data(pod: &Pod<'_>) -> bool {
    pod.volumes().iter().any(|volume| volume.get("persistentVolumeClaim").is_some() || volume.get("hostPath").is_some())
}

fn is_spread(pod: &Pod<'_>) -> bool {
    let affinity = pod.spec.dig(&["affinity", "podAntiAffinity"]);
    !pod.spec.items("topologySpreadConstraints").is_empty() || affinity.is_some_and(|affinity| !affinity.is_null())
}
