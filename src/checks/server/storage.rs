//! Claims, volumes and classes of storage.

use super::look::{given, present, reach};
use super::quantity::Quantity;
use super::resources::read;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::INCOMPLETE_CLAIM,
            "\
What: a claim for storage, or a volume, that does not say how it is accessed or how large it is.
Why: the API server refuses it. Schemas ask for neither.
Example: a PersistentVolumeClaim without `accessModes`, or with `resources: {limits: {storage: 10Gi}}` and no request.
Fix: write `accessModes: [ReadWriteOnce]` and `resources: {requests: {storage: 10Gi}}`.",
        ),
        (
            codes::STORAGE_CONTRADICTS,
            "\
What: settings of storage that exclude each other or cannot be.
Why: the API server refuses the object.
Example: `ReadWriteOncePod` beside `ReadWriteOnce`; a `local` volume without `nodeAffinity`.
Fix: leave one.",
        ),
        (
            codes::TINY_CLAIM,
            "\
What: a claim for less than a mebibyte.
Why: the API server takes it, and the suffix was surely forgotten: a number alone counts bytes.
Example: `storage: 10`.
Fix: write the suffix: `10Gi`.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// Less than anybody asks for.
const TINY: Quantity = Quantity::whole(1_024 * 1_024);

/// Kubernetes `ValidatePersistentVolumeClaimSpec`, `ValidatePersistentVolumeSpec`, 2026-10.
fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    for object in graph.of_kind("PersistentVolumeClaim").filter(|object| object.group().is_empty()) {
        if let Some(spec) = object.spec() {
            claim(object, spec, report);
        }
    }
    for object in graph.of_kind("StatefulSet").filter(|object| object.group() == "apps") {
        for template in object.spec().map(|spec| spec.items("volumeClaimTemplates")).unwrap_or_default() {
            if let Some(spec) = given(template, "spec") {
                claim(object, spec, report);
            }
        }
    }
    for object in graph.of_kind("PersistentVolume").filter(|object| object.group().is_empty()) {
        if let Some(spec) = object.spec() {
            volume(object, spec, report);
        }
    }
    for pod in graph.pods() {
        for disk in pod.volumes() {
            if let Some(spec) = reach(disk, &["ephemeral", "volumeClaimTemplate", "spec"]) {
                claim(pod.owner, spec, report);
            }
            if let Some(limit) = reach(disk, &["emptyDir", "sizeLimit"]) {
                read(pod.owner, "sizeLimit", limit, report);
            }
        }
    }
}

fn claim<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    modes(object, spec, "a claim", report);
    let Some(value) = reach(spec, &["resources", "requests", "storage"]) else {
        let found = object.error(codes::INCOMPLETE_CLAIM, spec, "a claim does not say how large it is");
        report.push(found.help("write `resources: {requests: {storage: 10Gi}}`"));
        return;
    };
    let Some(amount) = read(object, "storage", value, report) else { return };
    let text = value.scalar_text().unwrap_or_default();
    if amount == Quantity::ZERO {
        let found = object.error(codes::INCOMPLETE_CLAIM, value, "a claim for nothing");
        report.push(found.help("write how large it is: `10Gi`"));
    } else if amount < TINY {
        let found = object.warning(codes::TINY_CLAIM, value, format!("a claim for {text} bytes"));
        report.push(found.help("write the suffix: `10Gi`"));
    }
    if let Some(limit) = reach(spec, &["resources", "limits", "storage"])
        && let Some(most) = limit.scalar_text().and_then(|text| Quantity::parse(&text))
        && most < amount
    {
        let found = object.error(codes::REQUEST_ABOVE_LIMIT, value, "the request for `storage` is larger than the limit");
        report.push(found.related(object.place(limit), "the limit is here").help("take the limit out"));
    }
}

fn modes<'a>(object: Object<'a>, spec: &'a Node, what: &str, report: &mut Report) {
    let modes = given(spec, "accessModes");
    let items = modes.and_then(Node::as_sequence).unwrap_or_default();
    if items.is_empty() && modes.is_none_or(|modes| modes.as_sequence().is_some()) {
        let found =
            object.error(codes::INCOMPLETE_CLAIM, modes.unwrap_or(spec), format!("{what} does not say how it is accessed"));
        report.push(found.help("write `accessModes: [ReadWriteOnce]`"));
    }
    if let Some(alone) = items.iter().find(|mode| mode.as_str() == Some("ReadWriteOncePod"))
        && items.len() > 1
    {
        let found = object.error(codes::STORAGE_CONTRADICTS, alone, "`ReadWriteOncePod` stands beside another access mode");
        report.push(found.help("leave one of them"));
    }
}

/// Where a volume of the cluster can lie (k8s.io/api core/v1 `PersistentVolumeSource`, 2026-10).
const SOURCES: [&str; 22] = [
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "hostPath",
    "glusterfs",
    "nfs",
    "rbd",
    "iscsi",
    "cinder",
    "cephfs",
    "fc",
    "flocker",
    "flexVolume",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "local",
    "storageos",
    "csi",
];

fn volume<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    modes(object, spec, "a volume", report);
    match reach(spec, &["capacity", "storage"]) {
        None => {
            let found = object.error(codes::INCOMPLETE_CLAIM, spec, "a volume does not say how large it is");
            report.push(found.help("write `capacity: {storage: 10Gi}`"));
        }
        Some(value) => {
            read(object, "storage", value, report);
        }
    }
    let sources = present(spec, &SOURCES);
    match *sources {
        [] => {
            let found = object.error(codes::STORAGE_CONTRADICTS, spec, "a volume does not say where it lies");
            report.push(found.help("write `csi`, `nfs`, `hostPath` or `local`"));
        }
        [_, second, ..] => {
            let place = spec.get(second).unwrap_or(spec);
            let found = object.error(codes::STORAGE_CONTRADICTS, place, "a volume lies in several places");
            report.push(found.help("leave one of them"));
        }
        _ => {}
    }
    if let Some(local) = given(spec, "local")
        && reach(spec, &["nodeAffinity", "required"]).is_none()
    {
        let found = object.error(codes::STORAGE_CONTRADICTS, local, "a local volume does not say on which node it lies");
        report.push(found.help("write `nodeAffinity: {required: ...}`"));
    }
}
