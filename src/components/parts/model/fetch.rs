//! How a model gets into a pod.

use super::{Model, Source};
use crate::components::contract::{Capability, Link, Links, Objects};
use crate::components::parts::mounts::volume_of;
use crate::components::parts::rclone::{RcloneWork, rclone, rclone_alone};
use crate::components::parts::simple_variable;
use crate::diag::Report;
use crate::k8s::Owner;
use crate::k8s::pod::{self, Pod, Resources};
use crate::k8s::storage::bucket_volume;
use crate::layers::Place;
use crate::text::{self, Template};
use crate::yaml::Step;
use k8s_openapi::api::core::v1::{Container, ImageVolumeSource, Volume};
use serde::Serialize;

const VOLUME: &str = "fetched-model";
const CONTAINER: &str = "fetch-model";
/// The seconds that a download may take before a rollout counts as stuck.
const PATIENCE: u32 = 1_800;

#[derive(Serialize)]
struct FromStore<'a> {
    source: &'a str,
}

impl Template for FromStore<'_> {
    const NAME: &'static str = "model/from_store.sh";
    const TEXT: &'static str = include_str!("../../../../templates/model/from_store.sh");
}

#[derive(Serialize)]
struct FromUrl<'a> {
    url: &'a str,
    file: &'a str,
    checksum: &'a str,
}

impl Template for FromUrl<'_> {
    const NAME: &'static str = "model/from_url.sh";
    const TEXT: &'static str = include_str!("../../../../templates/model/from_url.sh");
}

impl Model {
    /// Brings the model into a pod: its first container may read it.
    pub fn add(&self, owner: &Owner, pod: &mut Pod, links: &Links<'_>) {
        let Some(volume) = self.volume(owner, links) else { return };
        if let Some(mut fetch) = self.fetch(links) {
            fetch.env.get_or_insert_default().push(pod::variable("MODEL_PATH", &self.path));
            fetch.volume_mounts.get_or_insert_default().push(pod::mount(&volume.name, &self.path));
            pod.init_containers.push(fetch);
            pod.patience = pod.patience.saturating_add(PATIENCE);
        }
        if let Source::Bucket { mounted, .. } = &self.source {
            mounted.mark(pod);
        }
        if let Some(container) = pod.containers.first_mut() {
            container.volume_mounts.get_or_insert_default().push(pod::read_only_mount(&volume.name, &self.path, None));
        }
        if !pod.volumes.iter().any(|other| other.name == volume.name) {
            pod.volumes.push(volume);
        }
    }

    /// Builds what the pod's volume stands on; `user` and `group` are the pod's.
    pub fn build(&self, owner: &Owner, role: &str, (user, group): (i64, i64), links: &Links<'_>, objects: &mut Objects) {
        if let Source::Bucket { edge, mounted } = &self.source
            && let Some(link) = link(links, edge)
        {
            let (volume, claim) = bucket_volume(owner, role, &mounted.volume(owner, link, user, group));
            objects.push(volume);
            objects.push(claim);
        }
    }

    /// Reports a source that turns out not to fit; `place` is the entry.
    pub fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        if let Source::Bucket { edge, mounted } = &self.source
            && let Some(link) = link(links, edge)
        {
            mounted.check(link, &place.path(edge), report);
        }
    }

    /// The volume that holds the model; none if it is in the container's image.
    fn volume(&self, owner: &Owner, links: &Links<'_>) -> Option<Volume> {
        match &self.source {
            Source::Program => None,
            Source::Image(reference) => {
                let source =
                    ImageVolumeSource { reference: Some(reference.clone()), pull_policy: Some("IfNotPresent".to_owned()) };
                Some(Volume { name: VOLUME.to_owned(), image: Some(source), ..Volume::default() })
            }
            Source::Volume { edge } => match &link(links, edge)?.offer.capability {
                Capability::Volume { claim, .. } => Some(volume_of(claim)),
                _ => None,
            },
            Source::Bucket { mounted, .. } => Some(pod::claim_volume(VOLUME, &owner.derived(Some(&mounted.suffix())))),
            Source::Store { .. } | Source::Registry { .. } | Source::Url { .. } => {
                Some(pod::empty_dir(VOLUME, None, &self.size.to_string()))
            }
        }
    }

    /// The container that downloads the model before the others start.
    fn fetch(&self, links: &Links<'_>) -> Option<Container> {
        match &self.source {
            Source::Program | Source::Image(_) | Source::Volume { .. } | Source::Bucket { .. } => None,
            Source::Store { edge, bucket, key } => {
                let link = link(links, edge)?;
                let Capability::ObjectStore(address) = &link.offer.capability else { return None };
                let source = key.as_ref().map_or_else(|| bucket.clone(), |key| format!("{bucket}/{key}"));
                let script = text::render(&FromStore { source: &source });
                Some(rclone(CONTAINER, RcloneWork::Transfer, script, address, &link.variables))
            }
            Source::Registry { edge, reference } => fetch_registered(link(links, edge)?, reference, &self.path),
            Source::Url { url, checksum } => {
                let script = text::render(&FromUrl { url: url.as_str(), file: url.file(), checksum: checksum.as_str() });
                Some(rclone_alone(CONTAINER, RcloneWork::Transfer, script))
            }
        }
    }
}

/// Downloads by the server's own image, whose client speaks its version of the protocol. Artifacts come through the server, so that
/// nothing but its address is needed. The files of the model are right in the folder (measured with mlflow 3.17.2).
fn fetch_registered(link: &Link<'_>, reference: &str, path: &str) -> Option<Container> {
    let Capability::Mlflow { image } = &link.offer.capability else { return None };
    let mut container = pod::container(CONTAINER, image, Resources::new(("100m", "1"), ("256Mi", "1Gi")));
    let uri = format!("models:/{reference}");
    let words = ["mlflow", "artifacts", "download", "--artifact-uri", &uri, "--dst-path", path];
    container.command = Some(words.map(str::to_owned).to_vec());
    let mut environment = vec![pod::variable("HOME", "/tmp"), pod::variable("USER", "mlflow")];
    environment.extend(link.variables.iter().filter_map(simple_variable));
    container.env = Some(environment);
    Some(container)
}

fn link<'a, 'b>(links: &'b Links<'a>, edge: &[Step]) -> Option<&'b Link<'a>> {
    links.0.iter().find(|link| link.need.path == edge)
}
