//! Volumes inside a container.

use super::Replicas;
use crate::components::contract::{Capability, CapabilityKind, Links, Need, Purpose};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{MountPath, Name};
use crate::k8s::pod::{self, Pod};
use crate::layers::Place;
use crate::yaml::{Step, WordOrMap, word_or_map};
use indexmap::IndexMap;
use k8s_openapi::api::core::v1::Volume;
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;

/// What is mounted at a path: the name of a volume, or `{volume: NAME, readOnly: true}`.
#[derive(Clone, Debug)]
pub struct MountSpec(MountedVolume);

/// The map form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MountedVolume {
    /// The volume, an entry of `volumes`.
    volume: Name,
    /// Whether the container may only read it.
    #[serde(default)]
    read_only: bool,
}

impl WordOrMap for MountSpec {
    type Word = Name;
    type Map = MountedVolume;
    const EXPECTED: &'static str = "the name of a volume, or `{volume: NAME, readOnly: true}`";

    fn of_word(volume: Name) -> Self {
        Self(MountedVolume { volume, read_only: false })
    }

    fn of_map(map: MountedVolume) -> Self {
        Self(map)
    }
}

word_or_map!(MountSpec, "Mount", "The name of a volume, or a map that says more.");

/// The needs that a map of mounts stands for.
pub fn mount_needs(mounts: IndexMap<MountPath, MountSpec>) -> impl Iterator<Item = Need> {
    mounts.into_iter().map(|(path, MountSpec(MountedVolume { volume, read_only }))| Need {
        target: volume,
        wanted: &[CapabilityKind::Volume],
        purpose: Purpose::Mount { path: path.as_str().to_owned(), read_only },
        prefix: None,
        path: vec![Step::Key("mounts".to_owned()), Step::Key(path.as_str().to_owned())],
    })
}

/// Whether some of the volumes can be mounted by the pods of one node only.
pub fn mounts_alone(links: &Links<'_>) -> bool {
    links.0.iter().any(|link| matches!(link.offer.capability, Capability::Volume { many: false, .. }))
}

/// Reports a volume that pods on several nodes would have to mount, and cannot; `place` is the entry.
pub fn check_mounts(links: &Links<'_>, replicas: &Replicas, place: &Place<'_>, report: &mut Report) {
    for link in &links.0 {
        if let Capability::Volume { many: false, .. } = link.offer.capability
            && replicas.most() > 1
        {
            report.push(
                Diagnostic::error(
                    codes::UNFIT_REPLICAS,
                    format!(
                        "only the pods of one node can mount `{}`, and there are up to {}",
                        link.need.target,
                        replicas.most()
                    ),
                )
                .at(place.path(&link.need.path).span())
                .help("give the volume `access: many`, or this entry one pod at a time"),
            );
        }
    }
}

/// What pods have of their own: scratch space, shared memory, files of the spec and models.
const OWN_VOLUMES: [&str; 4] = ["tmp", "shm", "files", "fetched-model"];

/// The volume of a pod for a claim: it has the claim's name, unless the pod has something else of that name.
pub(super) fn volume_of(claim: &str) -> Volume {
    let is_taken = OWN_VOLUMES.contains(&claim);
    let name = if is_taken { Cow::Owned(format!("{claim}-claim")) } else { Cow::Borrowed(claim) };
    pod::claim_volume(&name, claim)
}

/// Mounts the volumes of a pod's edges into its first container.
pub fn add_mounts(pod: &mut Pod, links: &Links<'_>) {
    for link in &links.0 {
        let (Purpose::Mount { path, read_only }, Capability::Volume { claim, .. }) = (&link.need.purpose, &link.offer.capability)
        else {
            continue;
        };
        let volume = volume_of(claim);
        let mount = if *read_only { pod::read_only_mount(&volume.name, path, None) } else { pod::mount(&volume.name, path) };
        if pod.volumes.iter().all(|other| other.name != volume.name) {
            pod.volumes.push(volume);
        }
        if let Some(container) = pod.containers.first_mut() {
            container.volume_mounts.get_or_insert_default().push(mount);
        }
    }
}
