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

/// What is known of a class.
enum Class<'a> {
    /// A class of the profile.
    Known(&'a str, &'a StorageClass),
    /// The default of a cluster of which no class is known.
    Default(&'a StorageClass),
    /// A class of such a cluster that the spec names.
    Taken(&'a str),
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

impl<'a> Disk<'a> {
    /// The disk of a server, from its keys `disk` and `class`; `place` is the map with them.
    pub fn of_server(size: Bytes, class: Option<&'a str>, place: &Place<'a>) -> Self {
        Self { size, access: Access::One, class, size_place: place.key("disk"), place: place.clone() }
    }
}

impl Disk<'_> {
    /// The claim for the disk, or a report of why the profile cannot give it.
    pub fn claim(&self, around: &Surroundings<'_>, report: &mut Report) -> Option<Claim> {
        let (name, facts) = match self.storage_class(around.profile, report)? {
            Class::Known(name, facts) => (Some(name), facts),
            Class::Default(facts) => (None, facts),
            Class::Taken(name) => return Some(self.made(Some(name.to_owned()))),
        };
        let mode = self.access.mode();
        if !facts.access.contains(&mode) {
            report.push(self.no_such_access(name, mode, around.profile));
            return None;
        }
        if let Some(minimum) = facts.minimum.filter(|minimum| self.size < *minimum) {
            report.push(
                Diagnostic::error(
                    codes::STORAGE_CLASS,
                    format!("`{}` has no volume smaller than {minimum}", name.unwrap_or_default()),
                )
                .at(self.size_place.span())
                .related(around.profile.fact(&["storage", "classes", name.unwrap_or_default(), "minimum"]), "its smallest volume")
                .help(format!("ask for {minimum} or more")),
            );
            return None;
        }
        let created = |name: &str| if facts.create.is_some() { around.owner.cluster_name(name) } else { name.to_owned() };
        Some(self.made(name.map(created)))
    }

    fn made(&self, class: Option<String>) -> Claim {
        Claim { class, access: self.access.mode(), size: self.size.to_string() }
    }

    fn storage_class<'a>(&'a self, profile: &'a Profile, report: &mut Report) -> Option<Class<'a>> {
        let storage = &profile.storage;
        let name = self.class.or(storage.default.as_deref());
        let found = match (name, &storage.unknown) {
            (Some(name), Some(_)) if storage.classes.is_empty() => Some(Class::Taken(name)),
            (Some(name), _) => storage.classes.get(name).map(|facts| Class::Known(name, facts)),
            (None, Some(facts)) => Some(Class::Default(facts)),
            (None, None) => None,
        };
        if found.is_none() {
            let list = storage.classes.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let (message, fact) = match name {
                Some(name) => (format!("the profile has no storage class `{name}`"), ["storage", "classes"].as_slice()),
                None => ("the profile has no default for the class of a disk".to_owned(), ["storage", "default"].as_slice()),
            };
            let near = name.and_then(|name| nearest(name, storage.classes.keys().map(String::as_str)));
            report.push(
                Diagnostic::error(codes::STORAGE_CLASS, message)
                    .at(self.place.key("class").own_span().or(self.size_place.span()))
                    .related(profile.fact(fact), if name.is_some() { "the classes that it has" } else { "it names none" })
                    .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
                    .maybe_help((!list.is_empty()).then(|| format!("it has {list}")))
                    .maybe_help(
                        name.map(|name| {
                            profile.way_out(&format!("storage: {{classes: {{{name}: {{access: [ReadWriteOnce]}}}}}}"))
                        }),
                    ),
            );
        }
        found
    }

    fn no_such_access(&self, class: Option<&str>, mode: AccessMode, profile: &Profile) -> Diagnostic {
        let able = profile.storage.classes.iter().filter(|(_, facts)| facts.access.contains(&mode));
        let ways: Vec<String> = able
            .map(|(name, facts)| match facts.minimum {
                Some(minimum) => format!("`class: {name}` (from {minimum})"),
                None => format!("`class: {name}`"),
            })
            .collect();
        let help = if profile.storage.unknown.is_some() {
            "name a storage class of your cluster that can: `class: NAME`".to_owned()
        } else if ways.is_empty() {
            "no class of this profile can; keep shared files in an object store, or give each entry a volume of its own"
                .to_owned()
        } else {
            format!("it can be had with {}", ways.join(" or "))
        };
        let volumes = class.map_or("volumes of an unknown class".to_owned(), |class| format!("volumes of the class `{class}`"));
        let fact = match class {
            Some(class) => profile.fact(&["storage", "classes", class, "access"]),
            None => profile.fact(&["storage", "unknown", "access"]),
        };
        Diagnostic::error(codes::ACCESS_MODE, format!("{volumes} cannot be {mode}"))
            .at(self.place.key("access").own_span().or(self.size_place.span()))
            .related(fact, facts_of(mode))
            .help(help)
    }
}

/// What the modes of a class come to for somebody who asked for another one.
fn facts_of(asked: AccessMode) -> &'static str {
    match asked {
        AccessMode::ReadWriteMany | AccessMode::ReadOnlyMany => "its volumes attach to one node at a time",
        AccessMode::ReadWriteOnce | AccessMode::ReadWriteOncePod => "what its volumes can be",
    }
}
