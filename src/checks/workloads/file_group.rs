//! Volumes that their user cannot write to.

use super::block_class::makes_disks;
use super::{Check, Context, Rule, claims};
use crate::diag::{Report, codes};
use crate::manifest::{Container, ContainerRole, Graph, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::UNWRITABLE_VOLUME,
        "\
What: a container that does not run as root and mounts a claim to write to it, in a pod without `fsGroup`: a warning if the volume is \
certainly a new disk, else advice.
Why: the file system of a new disk belongs to root. The first write fails: `Permission denied`.
Example: `runAsUser: 10001` and a claim of a class of `ebs.csi.aws.com`.
Fix: write `fsGroup: 10001` into the `securityContext` of the pod, and `fsGroupChangePolicy: OnRootMismatch` for large volumes.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    for pod in graph.pods() {
        let has_group = pod.spec.dig(&["securityContext", "fsGroup"]).is_some();
        // What runs first as root, or may, can give the volume away.
        if !has_group
            && !pod.containers().any(|container| container.role == ContainerRole::Init && user(pod, container).is_none())
        {
            check(graph, context, pod, found);
        }
    }
}

/// The user that a container runs as, if it is certainly not root.
fn user(pod: &Pod<'_>, container: Container<'_>) -> Option<i64> {
    let of = |node: &Node| node.get("securityContext").and_then(|security| security.integer("runAsUser"));
    of(container.node).or_else(|| of(pod.spec)).filter(|user| *user != 0)
}

fn check(graph: &Graph<'_>, context: &Context<'_>, pod: &Pod<'_>, found: &mut Report) {
    for container in pod.running() {
        let Some(user) = user(pod, container) else { continue };
        for mount in container.node.items("volumeMounts").iter().filter(|mount| !mount.is_true("readOnly")) {
            let (Some(place), Some(name)) = (mount.get("name"), mount.text("name")) else { continue };
            let is_read = pod.volumes().iter().any(|volume| {
                volume.text("name") == Some(name)
                    && volume.get("persistentVolumeClaim").is_some_and(|claim| claim.is_true("readOnly"))
            });
            let Some((_, spec)) = claims::of_volume(graph, pod, name).filter(|(_, spec)| !is_read && may_be_disk(spec)) else {
                continue;
            };
            let message =
                format!("the user {user} cannot write to the volume `{name}`, which belongs to root, without `fsGroup`");
            let told = if is_new_disk(graph, context, spec) {
                pod.owner.warning(codes::UNWRITABLE_VOLUME, place, message)
            } else {
                pod.owner.info(codes::UNWRITABLE_VOLUME, place, message)
            };
            found.push(told.help(format!("write `securityContext: {{fsGroup: {user}}}` for the pod")));
            return;
        }
    }
}

/// What many nodes can write to is a share, whose rights the driver decides; a raw device has no files.
fn may_be_disk(spec: &Node) -> bool {
    spec.text("volumeMode") != Some("Block")
        && !claims::modes(spec).any(|(_, mode)| matches!(mode, "ReadWriteMany" | "ReadOnlyMany"))
}

/// Whether the claim gets a new volume of a driver that makes disks.
fn is_new_disk(graph: &Graph<'_>, context: &Context<'_>, spec: &Node) -> bool {
    if spec.get("dataSource").is_some() || spec.get("dataSourceRef").is_some() {
        return false;
    }
    let class = claims::class(spec).map(|(_, class)| class);
    if let Some(class) = class.and_then(|class| graph.find("StorageClass", "", class)) {
        return class.tree().text("provisioner").is_some_and(makes_disks);
    }
    let profile = context.profile.and_then(|profile| profile.storage.classes.get(class?));
    profile.and_then(|facts| facts.create.as_ref()).is_some_and(|create| makes_disks(&create.provisioner))
}
