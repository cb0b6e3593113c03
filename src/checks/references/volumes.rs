//! Mounts of volumes that the pod does not have, and volumes that nobody mounts.

use super::super::{Check, Context, Rule};
use crate::diag::{Report, codes, nearest};
use crate::manifest::Pod;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::VOLUME_MISSING,
            "\
What: a container that mounts a volume which the pod does not have.
Why: the API server refuses the pod.
Example: `volumeMounts: [{name: models, mountPath: /models}]` without a volume or claim template `models`.
Fix: correct the name, or add the volume.",
        ),
        (
            codes::VOLUME_UNUSED,
            "\
What: a volume of a pod that no container mounts.
Why: it is there for nothing; often the mount was forgotten or carries another name.
Example: `volumes: [{name: cache, emptyDir: {}}]` while no container has a mount `cache`.
Fix: mount it, or take it out.",
        ),
    ],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    let claims = pod.claim_templates().iter().chain(pod.shared_claim_templates());
    let claims = claims.filter_map(|claim| claim.dig(&["metadata", "name"]).and_then(Node::as_str));
    let names: Vec<&str> = pod.volumes().iter().filter_map(|volume| volume.text("name")).chain(claims).collect();
    let mounts = || pod.containers().flat_map(|container| ["volumeMounts", "volumeDevices"].map(|key| container.node.items(key)));
    let mounted = || mounts().flatten().filter_map(|mount| mount.get("name"));
    for place in mounted() {
        let Some(name) = place.as_str().filter(|name| !names.contains(name)) else { continue };
        let help = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| "correct the name, or add the volume".to_owned());
        let message = format!("the pod has no volume `{name}`");
        // KubeRay adds the volume `ray-token` for clusters with `authOptions`, for one.
        let told = if pod.is_of_operator() {
            pod.owner.warning(codes::VOLUME_MISSING, place, message)
        } else {
            pod.owner.error(codes::VOLUME_MISSING, place, message)
        };
        found.push(told.help(help));
    }
    if pod.owner.is_rendered() {
        return;
    }
    for place in pod.volumes().iter().filter_map(|volume| volume.get("name")) {
        let Some(name) = place.as_str() else { continue };
        if !mounted().any(|mount| mount.as_str() == Some(name)) {
            let message = format!("no container mounts the volume `{name}`");
            found.push(pod.owner.info(codes::VOLUME_UNUSED, place, message).help("mount it, or take it out"));
        }
    }
}
