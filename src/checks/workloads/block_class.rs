//! Claims of many nodes for disks that one node has.

use super::{Check, Context, Rule, claims};
use crate::diag::{Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::DISK_OF_MANY_NODES,
        "\
What: a claim with `ReadWriteMany` of a StorageClass whose driver makes disks, which one node has at a time.
Why: the driver refuses: the claim waits forever, and with it every pod that mounts it. Only raw devices, `volumeMode: Block`, can be shared.
Example: `accessModes: [ReadWriteMany]` of a class with `provisioner: ebs.csi.aws.com`.
Fix: take a class of a file service, such as EFS, Filestore, Azure Files or CephFS, or keep shared files in an object store.",
    )],
    rule: Rule::Graph(run),
};

/// Drivers that make disks: their READMEs name `ReadWriteOnce` and, for some, raw devices of many nodes (2026-11). Ceph:
/// `multi node access modes are only supported on rbd block type volumes` (ceph/ceph-csi `internal/rbd/controllerserver.go`, 2026-11).
const DISKS: [&str; 12] = [
    "cinder.csi.openstack.org",
    "csi.hetzner.cloud",
    "disk.csi.azure.com",
    "dobs.csi.digitalocean.com",
    "ebs.csi.aws.com",
    "ebs.csi.eks.amazonaws.com",
    "kubernetes.io/aws-ebs",
    "kubernetes.io/azure-disk",
    "kubernetes.io/gce-pd",
    "linodebs.csi.linode.com",
    "pd.csi.storage.gke.io",
    "rbd.csi.ceph.com",
];

/// Whether a driver makes disks. Rook puts the name of its namespace before that of Ceph's driver.
pub(super) fn makes_disks(provisioner: &str) -> bool {
    DISKS.contains(&provisioner) || provisioner.ends_with(".rbd.csi.ceph.com")
}

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for (object, spec) in claims::specs(graph) {
        let Some((mode, _)) = claims::modes(spec).find(|(_, mode)| *mode == "ReadWriteMany") else { continue };
        let Some(class) = claims::class(spec).and_then(|(_, class)| graph.find("StorageClass", "", class)) else { continue };
        let Some(provisioner) = class.tree().get("provisioner") else { continue };
        let Some(name) = provisioner.as_str().filter(|name| makes_disks(name) && spec.text("volumeMode") != Some("Block")) else {
            continue;
        };
        let message = format!("volumes of the class `{}` are disks, which one node has at a time", class.name);
        found.push(
            object
                .error(codes::DISK_OF_MANY_NODES, mode, message)
                .related(class.place(provisioner), format!("`{name}` makes disks"))
                .help("take a class of a file service, or keep shared files in an object store"),
        );
    }
}
