//! Pods that ask for accelerators and are kept from their nodes, and pods on such nodes that ask for none.

use super::{Check, Context, Rule, gpu};
use crate::diag::{Report, codes};
use crate::manifest::Pod;
use crate::profile::{GpuFacts, IdentityPlatform, Profile, Taint};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::GPU_NODES_CLOSED,
            "\
What: a pod that asks for an accelerator and does not tolerate the taints of the nodes that have one, by the facts of the profile.
Why: it stays `Pending`: `node(s) had untolerated taint`. On GKE the toleration is added by itself, so that it is not asked for there.
Example: `nvidia.com/gpu: 1` for EKS, whose nodes have the taint `nvidia.com/gpu`, without `tolerations`.
Fix: write the toleration that the help says.",
        ),
        (
            codes::GPU_NODE_IDLE,
            "\
What: a pod that chooses nodes by the accelerator that they have, and asks for none of it. Agents of each node, and pods that get an \
accelerator in another way, are not told.
Why: it sees no accelerator, and takes room on the most expensive nodes.
Example: `nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}` and no `nvidia.com/gpu` in `limits`.
Fix: write `limits: {nvidia.com/gpu: 1}`, or take the selector out.",
        ),
    ],
    rule: Rule::Pod(run),
};

/// Labels that only nodes with accelerators have (GKE "About GPUs"; NVIDIA GPU feature discovery; Karpenter "Scheduling"; EKS Auto Mode;
/// AKS "Node autoprovisioning"; 2026-08).
const LABELS: [&str; 13] = [
    "cloud.google.com/gke-accelerator",
    "eks.amazonaws.com/instance-gpu-count",
    "eks.amazonaws.com/instance-gpu-manufacturer",
    "eks.amazonaws.com/instance-gpu-name",
    "karpenter.azure.com/sku-gpu-manufacturer",
    "karpenter.azure.com/sku-gpu-name",
    "karpenter.k8s.aws/instance-gpu-count",
    "karpenter.k8s.aws/instance-gpu-manufacturer",
    "karpenter.k8s.aws/instance-gpu-name",
    "nvidia.com/gpu.family",
    "nvidia.com/gpu.memory",
    "nvidia.com/gpu.present",
    "nvidia.com/gpu.product",
];

fn run(pod: &Pod<'_>, context: &Context<'_>, found: &mut Report) {
    if let Some((profile, facts)) = context.profile.and_then(|profile| Some((profile, profile.gpu.as_ref()?))) {
        check_taints(pod, profile, facts, found);
    }
    check_idle(pod, found);
}

fn check_taints(pod: &Pod<'_>, profile: &Profile, facts: &GpuFacts, found: &mut Report) {
    let count = gpu::wanted(pod, &facts.resource);
    if count == 0 {
        return;
    }
    // GKE switches on the admission plugin ExtendedResourceToleration.
    let is_added = |taint: &Taint| {
        taint.key == facts.resource
            && profile.identity.as_ref().is_some_and(|identity| identity.platform == IdentityPlatform::Gcp)
    };
    let keeps_away = |taint: &&Taint| taint.effect != "PreferNoSchedule" && !is_added(taint) && !gpu::tolerates(pod, taint);
    let mut closed = None;
    for (name, pool) in profile.nodes.pools.iter().filter(|(_, pool)| gpu::fits(pod, pool, facts, count)) {
        match pool.taints.iter().find(keeps_away) {
            None => return,
            Some(taint) => closed = closed.or(Some((name, taint))),
        }
    }
    let Some((name, taint)) = closed else { return };
    let Some(place) = resource_place(pod, &facts.resource) else { return };
    let value = taint.value.as_ref().map_or("operator: Exists".to_owned(), |value| format!("value: {value}"));
    found.push(
        pod.owner
            .warning(
                codes::GPU_NODES_CLOSED,
                place,
                format!("nodes with `{}` have the taint `{}`, which the pod does not tolerate", facts.resource, taint.key),
            )
            .related(profile.fact(&["nodes", "pools", name, "taints"]), "the taint")
            .help(format!("write `tolerations: [{{key: {}, {value}, effect: {}}}]`", taint.key, taint.effect)),
    );
}

/// Where the first container asks for it.
fn resource_place<'a>(pod: &Pod<'a>, resource: &str) -> Option<&'a Node> {
    let place =
        |node: &'a Node| node.dig(&["resources", "limits", resource]).or_else(|| node.dig(&["resources", "requests", resource]));
    pod.containers().find_map(|container| place(container.node))
}

fn check_idle(pod: &Pod<'_>, found: &mut Report) {
    let chosen =
        pod.spec.entries("nodeSelector").find(|(key, value)| LABELS.contains(&&*key.name) && value.as_str() != Some("false"));
    let Some((key, place)) = chosen.filter(|_| !has_accelerator(pod)) else { return };
    found.push(
        pod.owner
            .warning(
                codes::GPU_NODE_IDLE,
                place,
                format!("the pod runs on nodes with `{}`, and asks for no accelerator", key.name),
            )
            .help("ask for one, `limits: {nvidia.com/gpu: 1}`, or take the selector out"),
    );
}

/// Whether a pod gets an accelerator: by a resource, by a claim, or past Kubernetes.
fn has_accelerator(pod: &Pod<'_>) -> bool {
    let asks = |node: &Node| {
        let is_device = |key: &str| {
            let vendor = key.split_once('/').map_or("", |(vendor, _)| vendor);
            !vendor.is_empty() && !vendor.ends_with("kubernetes.io")
        };
        let asked =
            |kind: &str| node.get("resources").is_some_and(|amounts| amounts.entries(kind).any(|(key, _)| is_device(&key.name)));
        asked("limits") || asked("requests")
    };
    let sees = |node: &Node| {
        node.dig(&["securityContext", "privileged"]).and_then(Node::as_bool) == Some(true)
            || node.items("env").iter().any(|variable| variable.text("name") == Some("NVIDIA_VISIBLE_DEVICES"))
    };
    pod.owner.kind == "DaemonSet"
        || pod.spec.get("runtimeClassName").is_some()
        || !pod.spec.items("resourceClaims").is_empty()
        || asks(pod.spec)
        || pod.containers().any(|container| asks(container.node) || sees(container.node))
}
