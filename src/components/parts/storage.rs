//! Disks that a profile can give.

use crate::components::contract::Surroundings;
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::Bytes;
use crate::k8s::storage::{AccessMode, Claim};
use crate::layers::Place;
use crate::profile::{Profile, StorageClass};
use schemars::JsonSchema;
use serde::Deserialize;

/// Who mounts a volume.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// The pods of one node.
    #[default]
    One,
    /// Pods on any node.
    Many,
    /// One pod in the whole cluster: for files that break when two write.
    OnePod,
}

impl Access {
    fn mode(self) -> AccessMode {
        match self {
            Self::One => AccessMode::ReadWriteOnce,
            Self::Many => AccessMode::ReadWriteMany,
            Self::OnePod => AccessMode::ReadWriteOncePod,
        }
    }
}

/// A disk that an entry asks for.
#[derive(Debug)]
pub struct Disk<'a> {
    /// Its size.
    pub size: Bytes,
    /// Who mounts it.
    pub access: Access,
    /// The storage class, if not the profile's default.
    pub class: Option<&'a str>,
    /// Where the size stands.
    pub size_place: Place<'a>,
    /// The map that may hold `class` and `access`.
    pub place: Place<'a>,
}

impl Disk<'_> {
    /// The claim for the disk, or a report of why the profile cannot give it.
    pub fn claim(&self, around: &Surroundings<'_>, report: &mut Report) -> Option<Claim> {
        let (name, facts) = self.storage_class(around.profile, report)?;
        let mode = self.access.mode();
        if !facts.access.contains(&mode) {
            report.push(self.no_such_access(name, mode, around.profile));
            return None;
        }
        if let Some(minimum) = facts.minimum.filter(|minimum| self.size < *minimum) {
            report.push(
                Diagnostic::error(codes::STORAGE_CLASS, format!("`{name}` has no volume smaller than {minimum}"))
                    .at(self.size_place.span())
                    .help(format!("ask for {minimum} or more")),
            );
            return None;
        }
        let class = if facts.create.is_some() { around.owner.cluster_name(name) } else { name.to_owned() };
        Some(Claim { class, access: mode, size: self.size.to_string() })
    }

    fn storage_class<'a>(&'a self, profile: &'a Profile, report: &mut Report) -> Option<(&'a str, &'a StorageClass)> {
        let classes = &profile.storage.classes;
        let Some(name) = self.class.or(profile.storage.default.as_deref()) else {
            report.push(
                Diagnostic::error(codes::STORAGE_CLASS, "the profile names no storage class for this disk")
                    .at(self.size_place.span())
                    .help("choose the profile of your cluster with `-p`: `mlkube profiles list` shows them"),
            );
            return None;
        };
        let found = classes.get_key_value(name);
        if found.is_none() {
            let list = classes.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            report.push(
                Diagnostic::error(codes::STORAGE_CLASS, format!("the profile has no storage class `{name}`"))
                    .at(self.place.key("class").span())
                    .maybe_help(nearest(name, classes.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?")))
                    .help(if list.is_empty() { "it has none at all".to_owned() } else { format!("it has {list}") }),
            );
        }
        found.map(|(name, facts)| (name.as_str(), facts))
    }

    fn no_such_access(&self, class: &str, mode: AccessMode, profile: &Profile) -> Diagnostic {
        let able = profile.storage.classes.iter().filter(|(_, facts)| facts.access.contains(&mode));
        let ways: Vec<String> = able
            .map(|(name, facts)| match facts.minimum {
                Some(minimum) => format!("`class: {name}` (from {minimum})"),
                None => format!("`class: {name}`"),
            })
            .collect();
        let help = if ways.is_empty() {
            "no class of this profile can; keep shared files in an object store, or give each entry a volume of its own"
                .to_owned()
        } else {
            format!("it can be had with {}", ways.join(" or "))
        };
        Diagnostic::error(codes::ACCESS_MODE, format!("volumes of the class `{class}` cannot be {mode}"))
            .at(self.place.key("access").span().or(self.size_place.span()))
            .help(help)
    }
}
