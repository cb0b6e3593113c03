//! Volumes of types that Kubernetes does not mount any more.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::KubeVersion;
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::DEAD_VOLUME,
        "\
What: a volume of a type whose code is gone from Kubernetes, or is switched off: `cephfs`, `rbd`, `gitRepo`, `glusterfs`, `flocker`, `quobyte`, \
`scaleIO`, `storageos`, `photonPersistentDisk`.
Why: the server still takes it, and no pod that mounts it ever begins.
Example: `gitRepo: {repository: https://github.com/acme/models}`.
Fix: use the CSI driver of the storage; for a repository an init container that clones it into an `emptyDir`, or an `image` volume.",
    )],
    rule: Rule::Graph(run),
};

/// Types with the version that lacks them first; none for those that no version that can be asked for has (k8s.io/api `core/v1/types.go`,
/// 1.37, `the in-tree ... type is no longer supported`; release notes of 1.31 and 1.33).
const TYPES: [(&str, Option<KubeVersion>); 9] = [
    ("cephfs", Some(KubeVersion::minor(31))),
    ("rbd", Some(KubeVersion::minor(31))),
    ("gitRepo", Some(KubeVersion::minor(33))),
    ("glusterfs", None),
    ("flocker", None),
    ("quobyte", None),
    ("scaleIO", None),
    ("storageos", None),
    ("photonPersistentDisk", None),
];

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    for pod in graph.pods() {
        for volume in pod.volumes() {
            check(pod.owner, volume, context, found);
        }
    }
    for volume in graph.of_kind("PersistentVolume").filter(|volume| volume.group().is_empty()) {
        if let Some(spec) = volume.spec() {
            check(volume, spec, context, found);
        }
    }
}

fn check<'a>(object: Object<'a>, volume: &'a Node, context: &Context<'_>, found: &mut Report) {
    for (key, gone) in TYPES {
        let Some(place) = volume.get(key).filter(|place| !place.is_null()) else { continue };
        let message = match gone {
            Some(gone) if *context.versions.end() < gone => continue,
            Some(gone) => format!("Kubernetes {gone} and newer do not mount `{key}` volumes"),
            None => format!("Kubernetes does not mount `{key}` volumes any more"),
        };
        found.push(object.error(codes::DEAD_VOLUME, place, message).help(if key == "gitRepo" {
            "clone the repository in an init container into an `emptyDir`"
        } else {
            "use the CSI driver of the storage"
        }));
    }
}
