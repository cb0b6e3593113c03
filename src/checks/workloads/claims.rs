//! Claims for storage, wherever they are written, and where volumes of pods come from.

use crate::manifest::{Graph, Object, Pod};
use crate::yaml::Node;

/// The specs of all claims: objects of their own, templates of StatefulSets, and volumes that live as long as their pod.
pub(super) fn specs<'a>(graph: &Graph<'a>) -> Vec<(Object<'a>, &'a Node)> {
    let own = graph.of_kind("PersistentVolumeClaim").filter(|claim| claim.group().is_empty());
    let own = own.filter_map(|claim| Some((claim, claim.spec()?)));
    let of_pods = graph.pods().iter().flat_map(|pod| {
        let templates = pod.claim_templates().iter().filter_map(|template| template.get("spec"));
        let ephemeral = pod.volumes().iter().filter_map(|volume| volume.dig(&["ephemeral", "volumeClaimTemplate", "spec"]));
        templates.chain(ephemeral).map(|spec| (pod.owner, spec))
    });
    own.chain(of_pods).collect()
}

/// The items of `accessModes` with their places.
pub(super) fn modes(spec: &Node) -> impl Iterator<Item = (&Node, &str)> {
    spec.items("accessModes").iter().filter_map(|mode| Some((mode, mode.as_str()?)))
}

/// The class of a claim for which a volume is made: none if it takes the default, or a volume that is there already.
pub(super) fn class(spec: &Node) -> Option<(&Node, &str)> {
    let node = spec.get("storageClassName")?;
    let is_made = spec.get("volumeName").is_none_or(Node::is_null);
    Some((node, node.as_str()?)).filter(|(_, class)| is_made && !class.is_empty())
}

/// The claim that stands behind a mounted volume, if it is among the objects: the object, and its spec.
pub(super) fn of_volume<'a>(graph: &Graph<'a>, pod: &Pod<'a>, name: &str) -> Option<(Object<'a>, &'a Node)> {
    let template =
        pod.claim_templates().iter().find(|template| template.get("metadata").and_then(|meta| meta.text("name")) == Some(name));
    if let Some(template) = template {
        return Some((pod.owner, template.get("spec")?));
    }
    let volume = pod.volumes().iter().find(|volume| volume.text("name") == Some(name))?;
    if let Some(spec) = volume.dig(&["ephemeral", "volumeClaimTemplate", "spec"]) {
        return Some((pod.owner, spec));
    }
    let claim = volume.get("persistentVolumeClaim")?.text("claimName")?;
    let claim = graph.find("PersistentVolumeClaim", pod.owner.namespace, claim)?;
    Some((claim, claim.spec()?))
}
