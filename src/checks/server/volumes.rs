//! Volumes of pods and where they are mounted.

use super::look::{given, listed, present};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::VOLUME_SOURCE,
            "\
What: a volume with several sources.
Why: the API server refuses the pod: a volume is one thing.
Example: a volume with `emptyDir` and `persistentVolumeClaim`, of which one was to be taken out.
Fix: leave one, or make two volumes; several ConfigMaps and Secrets in one folder are `projected: {sources: [...]}`.",
        ),
        (
            codes::BAD_MOUNT,
            "\
What: a mount of a part of a volume that cannot be one.
Why: the API server refuses the pod.
Example: `subPath: /data` or `subPath: ../other`; `subPath` beside `subPathExpr`.
Fix: write `subPath` relative to the volume: `data`.",
        ),
        (
            codes::BAD_VOLUME_PATH,
            "\
What: a path inside of a volume that is absolute or leads out of it.
Why: the API server refuses the pod.
Example: `items: [{key: app.conf, path: /etc/app.conf}]`; the path is below the folder at which the volume is mounted.
Fix: write `path: app.conf`.",
        ),
    ],
    rule: Rule::Pod(run),
};

/// Where a volume can come from (k8s.io/api core/v1 `VolumeSource`, 2026-10).
const SOURCES: [&str; 30] = [
    "hostPath",
    "emptyDir",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "persistentVolumeClaim",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "downwardAPI",
    "fc",
    "azureFile",
    "configMap",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "projected",
    "portworxVolume",
    "scaleIO",
    "storageos",
    "csi",
    "ephemeral",
    "image",
];

/// What can be projected into one volume (`VolumeProjection`).
const PROJECTED: [&str; 6] =
    ["secret", "downwardAPI", "configMap", "serviceAccountToken", "clusterTrustBundle", "podCertificate"];

fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    for volume in pod.volumes() {
        check_volume(pod.owner, volume, report);
    }
    for container in pod.containers() {
        for mount in container.node.items("volumeMounts") {
            check_mount(pod.owner, mount, report);
        }
    }
}

/// A volume without a source is an empty folder (kubernetes `SetDefaults_Volume`), so that only several are wrong.
fn check_volume<'a>(object: Object<'a>, volume: &'a Node, report: &mut Report) {
    let sources = present(volume, &SOURCES);
    if let [_, second, ..] = *sources {
        let name = volume.text("name").unwrap_or_default();
        let message = format!("the volume `{name}` has several sources, {}", listed(&sources));
        let place = volume.get(second).unwrap_or(volume);
        report.push(object.error(codes::VOLUME_SOURCE, place, message).help("leave one"));
    }
    for source in volume.get("projected").map(|projected| projected.items("sources")).unwrap_or_default() {
        let sources = present(source, &PROJECTED);
        if sources.len() > 1 {
            let message = format!("one source of a projected volume is several, {}", listed(&sources));
            report.push(object.error(codes::VOLUME_SOURCE, source, message).help("write an item of the list for each"));
        }
        for key in PROJECTED {
            if let Some(source) = given(source, key) {
                check_items(object, source, report);
            }
        }
    }
    for key in ["configMap", "secret", "downwardAPI"] {
        if let Some(source) = given(volume, key) {
            check_items(object, source, report);
        }
    }
    if let Some(path) = volume.get("hostPath").and_then(|source| source.get("path"))
        && path.as_str().is_some_and(leads_out)
    {
        let found = object.error(codes::BAD_VOLUME_PATH, path, "a path of the node with `..` in it");
        report.push(found.help("write the path that is meant"));
    }
}

fn check_items<'a>(object: Object<'a>, source: &'a Node, report: &mut Report) {
    let paths = source.items("items").iter().chain([source]).filter_map(|item| item.get("path"));
    for (node, path) in paths.filter_map(|node| Some((node, node.as_str()?))) {
        if path.starts_with('/') || leads_out(path) || path.starts_with("..") {
            let found = object.error(codes::BAD_VOLUME_PATH, node, format!("`{path}` does not lie in the volume"));
            report.push(found.help("write the path below the folder at which the volume is mounted"));
        }
    }
}

fn check_mount<'a>(object: Object<'a>, mount: &'a Node, report: &mut Report) {
    let path = |key: &str| given(mount, key).and_then(|node| Some((node, node.as_str()?))).filter(|(_, text)| !text.is_empty());
    for key in ["subPath", "subPathExpr"] {
        if let Some((node, text)) = path(key)
            && (text.starts_with('/') || leads_out(text))
        {
            let message = format!("`{key}: {text}` does not lie in the volume");
            report.push(object.error(codes::BAD_MOUNT, node, message).help("write a path relative to the volume, without `..`"));
        }
    }
    if let (Some(_), Some((node, _))) = (path("subPath"), path("subPathExpr")) {
        let found = object.error(codes::BAD_MOUNT, node, "a mount has `subPath` or `subPathExpr`, not both");
        report.push(found.help("leave one"));
    }
}

fn leads_out(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}
