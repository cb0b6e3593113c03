//! What pods ask of nodes with accelerators, and which of a profile's they can run on.

use crate::manifest::{ContainerRole, Pod};
use crate::profile::{GpuFacts, Pool, Taint};
use crate::yaml::Node;

/// How many whole accelerators a pod asks for.
pub(super) fn wanted(pod: &Pod<'_>, resource: &str) -> u64 {
    let of = |node: &Node| {
        let amount = |kind: &str| node.dig(&["resources", kind, resource]).and_then(Node::scalar_text)?.parse::<u64>().ok();
        amount("limits").or_else(|| amount("requests")).unwrap_or(0)
    };
    let sum = |role: &[ContainerRole]| {
        pod.containers().filter(|container| role.contains(&container.role)).map(|container| of(container.node)).sum::<u64>()
    };
    let first = pod.containers().filter(|container| container.role == ContainerRole::Init).map(|container| of(container.node));
    sum(&[ContainerRole::Main, ContainerRole::Sidecar]).max(first.max().unwrap_or(0))
}

/// Whether a pool has so many accelerators on a node, and no label of it contradicts the pod's `nodeSelector`.
pub(super) fn fits(pod: &Pod<'_>, pool: &Pool, gpu: &GpuFacts, count: u64) -> bool {
    let has = pool.resources.get(&gpu.resource).is_some_and(|per_node| u64::from(*per_node) >= count);
    has && pod
        .spec
        .entries("nodeSelector")
        .all(|(key, value)| pool.labels.get(&*key.name).is_none_or(|label| value.as_str() == Some(label)))
}

/// Whether a pod tolerates a taint (Kubernetes documentation, "Taints and Tolerations").
pub(super) fn tolerates(pod: &Pod<'_>, taint: &Taint) -> bool {
    pod.spec.items("tolerations").iter().any(|toleration| {
        let exists = toleration.text("operator") == Some("Exists");
        let key = match toleration.text("key").filter(|key| !key.is_empty()) {
            Some(key) => key == taint.key,
            None => exists,
        };
        let value = exists || taint.value.as_deref().unwrap_or_default() == toleration.text("value").unwrap_or_default();
        let effect = toleration.text("effect").is_none_or(|effect| effect.is_empty() || effect == taint.effect);
        key && value && effect
    })
}
