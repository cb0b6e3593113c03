//! A row of the table.

use super::tree;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::KubeVersion;
use crate::k8s::Object;
use crate::profile::Profile;
use crate::source::Span;
use crate::yaml::Node;
use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::PodSpec;

/// Something that objects can say, but not to every version of Kubernetes.
#[derive(Debug)]
pub struct Feature {
    /// What it is, in the plural, to begin a sentence with.
    pub name: &'static str,
    /// The part of an object in which it has its place.
    pub root: Root,
    /// The fields, from there: `volumes[].image`.
    pub paths: &'static [&'static str],
    /// The values that are new in a field that is older; all if empty.
    pub values: &'static [&'static str],
    /// The first version whose API has it.
    pub known: KubeVersion,
    /// Whether clusters have it without being told.
    pub on: On,
    /// The feature gate, if it is known by name.
    pub gate: Option<&'static str>,
    /// What is done for a version that lacks it.
    pub before: Before,
}

/// The part of an object in which a feature has its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// The spec of each pod.
    Pod,
    /// Each container of each pod, those that run first included.
    Container,
    /// The spec of each Job.
    Job,
    /// The spec of each claim.
    Claim,
    /// An object: the group of its API, and its kind.
    Object(&'static str, &'static str),
}

/// Since when clusters have a feature unless somebody switches it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// On since this version, as beta.
    Beta(KubeVersion),
    /// On since this version, as stable.
    Stable(KubeVersion),
    /// Off in every version so far, as far as is known.
    Never,
}

/// What is done for a version that lacks a feature.
#[derive(Clone, Copy, Debug)]
pub enum Before {
    /// An older form takes its place.
    Older {
        /// The older form, to follow "instead".
        form: &'static str,
        /// What it does not do as well; none if it does all the same.
        less: Option<&'static str>,
        /// Writes it.
        change: Change,
    },
    /// Nothing takes its place; what users can do.
    Nothing(&'static str),
}

/// How an older form is written; tells whether there was anything to change.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Into each pod.
    Pod(fn(&mut PodSpec) -> bool),
    /// Into each Job.
    Job(fn(&mut JobSpec) -> bool),
    /// Into an object.
    Object(fn(&mut Object) -> bool),
}

impl Feature {
    /// The first version that has it without being told.
    pub fn since(&self) -> Option<KubeVersion> {
        match self.on {
            On::Beta(version) | On::Stable(version) => Some(version),
            On::Never => None,
        }
    }

    /// Whether clusters of a version have it without being told.
    pub fn is_in(&self, version: KubeVersion) -> bool {
        self.since().is_some_and(|since| since <= version)
    }

    /// Reports that a spec asks for it and the cluster lacks it; `place` is where the spec asks, `way_out` what to write instead.
    pub fn require(&self, profile: &Profile, place: Option<Span>, way_out: &str, report: &mut Report) {
        let version = profile.kubernetes;
        if self.is_in(version) {
            return;
        }
        let since = self.since().map_or_else(|| "a newer Kubernetes".to_owned(), |since| format!("Kubernetes {since} or newer"));
        let message = format!("{} need {since}, and this is for {version}", self.name);
        report.push(
            Diagnostic::error(codes::KUBERNETES_TOO_OLD, message)
                .at(place)
                .related(profile.place_of_kubernetes(), "what the cluster runs")
                .help(way_out),
        );
    }

    /// Where an object says it.
    pub fn places(&self, object: &Node) -> Vec<Span> {
        let mut places = Vec::new();
        tree::visit(self.root, object, &mut |root| {
            for path in self.paths {
                tree::fields(root, path, &mut |key, value| {
                    if self.values.is_empty() || tree::text(value).is_some_and(|text| self.values.contains(&&*text)) {
                        places.push(key.span);
                    }
                });
            }
        });
        places
    }
}
