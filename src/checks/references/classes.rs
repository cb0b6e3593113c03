//! Classes of the cluster that objects name: of storage, of priority, of run times, of ways in.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::CLASS_MISSING,
        "\
What: a StorageClass, PriorityClass, RuntimeClass, IngressClass or GatewayClass that is named and not there.
Why: pods of a missing priority or run time are refused, a claim of a missing class waits forever, and no controller takes the
Ingress or the Gateway.
Example: `priorityClassName: trainning` beside a PriorityClass `training`.
Fix: correct the name, or add the class. Classes that a cluster has anyway need not be among the objects, unless they are said to be
all that there is (`--closed`).",
    )],
    rule: Rule::Graph(run),
};

/// What every API server has (kubernetes.io "Guaranteed Scheduling For Critical Add-On Pods", 2026-08).
const PRIORITIES: [&str; 2] = ["system-cluster-critical", "system-node-critical"];

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for pod in graph.pods() {
        follow(&mut finder, pod.owner, "PriorityClass", pod.spec.get("priorityClassName"));
        follow(&mut finder, pod.owner, "RuntimeClass", pod.spec.get("runtimeClassName"));
        for volume in pod.volumes() {
            let claim = volume.dig(&["ephemeral", "volumeClaimTemplate", "spec"]);
            follow(&mut finder, pod.owner, "StorageClass", claim.and_then(|claim| claim.get("storageClassName")));
        }
    }
    for claim in graph.of_kind("PersistentVolumeClaim") {
        // A volume that is named is there already.
        let spec = claim.spec().filter(|spec| spec.get("volumeName").is_none());
        follow(&mut finder, claim, "StorageClass", spec.and_then(|spec| spec.get("storageClassName")));
    }
    for set in graph.of_kind("StatefulSet") {
        for claim in set.spec().into_iter().flat_map(|spec| spec.items("volumeClaimTemplates")) {
            follow(&mut finder, set, "StorageClass", claim.dig(&["spec", "storageClassName"]));
        }
    }
    for ingress in graph.of_kind("Ingress").filter(|ingress| ingress.group() == "networking.k8s.io") {
        follow(&mut finder, ingress, "IngressClass", ingress.spec().and_then(|spec| spec.get("ingressClassName")));
    }
    for gateway in graph.of_kind("Gateway").filter(|gateway| gateway.group() == "gateway.networking.k8s.io") {
        follow(&mut finder, gateway, "GatewayClass", gateway.spec().and_then(|spec| spec.get("gatewayClassName")));
    }
}

fn follow<'a>(finder: &mut Finder<'a, '_>, from: Object<'a>, kind: &str, place: Option<&'a Node>) {
    let Some((place, name)) = place.and_then(|place| Some((place, place.as_str()?))) else { return };
    if !is_of_cluster(finder, kind, name) {
        finder.follow(codes::CLASS_MISSING, Reference { from, place, kind, namespace: "", name });
    }
}

/// Whether the cluster has a class without anybody's doing, or somebody else judges it.
fn is_of_cluster(finder: &Finder<'_, '_>, kind: &str, name: &str) -> bool {
    let profile = finder.context.profile;
    match kind {
        "PriorityClass" => PRIORITIES.contains(&name),
        // The profile knows its classes, and volumes that are there already may be of a class in name only.
        "StorageClass" => {
            let is_of_class = |volume: Object<'_>| volume.spec().and_then(|spec| spec.text("storageClassName")) == Some(name);
            profile.is_some() || finder.graph.of_kind("PersistentVolume").any(is_of_class)
        }
        "IngressClass" | "GatewayClass" => profile.is_some_and(|profile| profile.routing.class.as_deref() == Some(name)),
        _ => false,
    }
}
