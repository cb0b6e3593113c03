//! Copies of what a server on SQLite keeps, in an object store.

use super::server::{Mlflow, ROLE};
use super::storage::MountedDisk;
use crate::components::contract::{Links, Objects};
use crate::components::parts::{self, Sent};
use crate::k8s::pod::{self, Pod, Resources};
use crate::text::{self, Template};
use k8s_openapi::api::core::v1::Container;
use serde::Serialize;

/// What the names of copies end in.
pub(super) const ENDING: &str = "tar.gz";
/// The seconds that a copy may take. For so long the disk cannot go to another node.
const DEADLINE: i64 = 3_600;

#[derive(Serialize)]
struct Copy<'a> {
    name: &'a str,
    folder: &'a str,
    databases: Vec<&'a str>,
    ending: &'a str,
}

impl Template for Copy<'_> {
    const NAME: &'static str = "mlflow/copy.py";
    const TEXT: &'static str = include_str!("../../../templates/mlflow/copy.py");
}

impl Mlflow {
    /// Builds what copies the databases by the clock. It mounts the server's disk, so it runs on the server's node.
    pub(super) fn build_backup(&self, links: &Links<'_>, objects: &mut Objects) {
        let (Some(backup), Some(link), Some(disk)) = (&self.backup, links.backup(), self.storage.sqlite_disk()) else { return };
        let artifacts = self.storage.artifacts_disk().filter(|_| self.storage.copies_artifacts);
        let sent = Sent { tree: artifacts.map(|_| super::storage::ARTIFACTS), ..Sent::default() };
        let Some(mut upload) = parts::upload(&backup.copies, sent, link) else { return };
        if let Some(artifacts) = artifacts {
            let mount = pod::read_only_mount(artifacts.volume, artifacts.path, None);
            upload.volume_mounts.get_or_insert_default().push(mount);
        }
        let mut pod = Pod::new(&self.owner.name, upload);
        pod.init_containers = vec![self.copy(disk)];
        // One copy stands beside the archive.
        pod.scratch.clone_from(&disk.claim.size);
        pod.volumes = vec![parts::copy_volume(&disk.claim.size)];
        let mut disks = vec![disk];
        disks.extend(artifacts.filter(|artifacts| artifacts.volume != disk.volume));
        pod.volumes.extend(disks.into_iter().map(|disk| pod::claim_volume(disk.volume, &disk.claim_name)));
        parts::secure(&mut pod, &self.security);
        self.placement.apply(&mut pod);
        pod.beside = Some(self.owner.selector_labels(ROLE));
        backup.build(&self.owner, pod, DEADLINE, link, objects);
    }

    fn copy(&self, disk: &MountedDisk) -> Container {
        let range = |request: &str, limit: &str| (request.to_owned(), limit.to_owned());
        let resources = Resources { cpu: range("100m", "1"), memory: range("128Mi", "512Mi") };
        let mut container = pod::container("copy", &self.image, resources);
        let databases = std::iter::once("mlflow.db").chain(self.auth.as_ref().map(|_| "basic_auth.db")).collect();
        let folder = self.storage.sqlite_folder();
        let script = text::render(&Copy { name: &self.owner.name, folder, databases, ending: ENDING });
        container.command = Some(vec!["python".to_owned(), "-c".to_owned(), script]);
        container.volume_mounts.get_or_insert_default().push(pod::mount(disk.volume, disk.path));
        parts::mount_copy(&mut container);
        container
    }
}
