//! What is mounted where in a container.

use crate::manifest::{Container, Pod};
use crate::yaml::Node;

/// What stands behind a path of a container.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mounted<'a> {
    /// The mount.
    pub(super) mount: &'a Node,
    /// Its path.
    pub(super) path: &'a str,
    /// What kind of volume it is.
    pub(super) kind: Kind,
}

/// A kind of volume, by how long it keeps what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A claim, which outlives the pod.
    Claim,
    /// An empty folder, which outlives the container.
    Empty,
    /// Something else: files of a ConfigMap, a folder of the node, a network share.
    Other,
}

/// The mounts of a container.
pub(super) fn mounts<'a>(pod: &Pod<'a>, container: Container<'a>) -> impl Iterator<Item = Mounted<'a>> {
    let pod = *pod;
    container.node.items("volumeMounts").iter().filter_map(move |mount| {
        let path = mount.text("mountPath")?;
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        Some(Mounted { mount, path, kind: kind(&pod, mount.text("name")?) })
    })
}

/// What is mounted at a path or above it; the nearest of several.
pub(super) fn above<'a>(pod: &Pod<'a>, container: Container<'a>, path: &str) -> Option<Mounted<'a>> {
    mounts(pod, container).filter(|mounted| is_below(path, mounted.path)).max_by_key(|mounted| mounted.path.len())
}

/// Whether a path is a folder or lies in it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder == "/" || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a container can write at a path although its root is read-only.
pub(super) fn is_writable<'a>(pod: &Pod<'a>, container: Container<'a>, path: &str) -> bool {
    above(pod, container, path).is_some_and(|mounted| !mounted.mount.is_true("readOnly"))
}

fn kind(pod: &Pod<'_>, name: &str) -> Kind {
    let of_claim = |claim: &Node| claim.dig(&["metadata", "name"]).and_then(Node::as_str) == Some(name);
    if pod.claim_templates().iter().any(of_claim) {
        return Kind::Claim;
    }
    let Some(volume) = pod.volumes().iter().find(|volume| volume.text("name") == Some(name)) else { return Kind::Other };
    if volume.get("persistentVolumeClaim").is_some() || volume.get("ephemeral").is_some() {
        Kind::Claim
    } else if volume.get("emptyDir").is_some() {
        Kind::Empty
    } else {
        Kind::Other
    }
}
