//! `volumes`: disks that several entries can mount.

use super::contract::{Capability, Component, Links, Need, Objects, Offer, Surroundings, Way};
use super::parts::{Access, Disk};
use super::{Kind, Written};
use crate::diag::Report;
use crate::fields::{Bytes, Name};
use crate::k8s::storage::{self, AccessMode, Claim};
use crate::k8s::{Owner, Stage};
use schemars::JsonSchema;
use serde::Deserialize;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "volumes",
    noun: "volume",
    description: "Disks that several entries can mount.",
    stage: Stage::Config,
    serves_others_only: true,
    decode: super::decode::<VolumeSpec>,
    #[cfg(test)]
    schema: super::schema::<VolumeSpec>,
};

/// A disk that entries mount with `mounts`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct VolumeSpec {
    /// Its size.
    size: Bytes,
    /// Who mounts it: the pods of `one` node, `many` on any node, or `one-pod`; `one` if not given.
    #[serde(default)]
    access: Access,
    /// The storage class; the profile's default if not given.
    #[serde(default)]
    class: Option<String>,
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

const ROLE: &str = "volume";

#[derive(Debug)]
struct Volume {
    owner: Owner,
    claim: Claim,
    many: bool,
}

impl Written for VolumeSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self { size, access, class, namespace: _ } = self;
        let place = around.place.clone();
        let disk = Disk { size, access, class: class.as_deref(), size_place: place.key("size"), place };
        let claim = disk.claim(around, report)?;
        let many = match claim.access {
            AccessMode::ReadWriteMany | AccessMode::ReadOnlyMany => true,
            AccessMode::ReadWriteOnce => around.profile.nodes.is_one(),
            AccessMode::ReadWriteOncePod => false,
        };
        Some(Box::new(Volume { owner: around.owner.clone(), claim, many }))
    }
}

impl Component for Volume {
    fn offer(&self) -> Offer {
        let capability = Capability::Volume { claim: self.owner.name.clone(), many: self.many };
        Offer { capability, way: Way::None, identity: None }
    }

    fn has_pods(&self) -> bool {
        false
    }

    fn needs(&self) -> &[Need] {
        &[]
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        objects.push(storage::claim(self.owner.metadata(ROLE, None), &self.claim));
    }
}
