//! How the pods of an entry are kept apart on the nodes of a cluster.

use super::Replicas;
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::pod::{Apart, Spread};
use crate::layers::Place;
use crate::profile::Profile;
use schemars::JsonSchema;
use serde::Deserialize;

/// How pods are kept apart. What is not said is done as far as it goes.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SpreadSpec {
    /// Over zones: `prefer`, or `require`, with which a pod waits rather than stand uneven; `prefer` if not given.
    #[serde(default)]
    zones: Option<ApartSpec>,
    /// Over nodes: `prefer`, or `require`, with which a pod waits rather than stand uneven; `prefer` if not given.
    #[serde(default)]
    nodes: Option<ApartSpec>,
}

/// How strictly pods are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ApartSpec {
    /// As far as it goes.
    Prefer,
    /// A pod waits if it does not go.
    Require,
}

impl SpreadSpec {
    /// Reports what the cluster is too small for; `place` is where it stands.
    pub fn check(self, profile: &Profile, place: &Place<'_>, report: &mut Report) {
        let has =
            [("zones", self.zones, profile.nodes.zones, "one zone"), ("nodes", self.nodes, profile.nodes.count, "one node")];
        for (key, apart, count, what) in has {
            if apart == Some(ApartSpec::Require) && count <= 1 {
                report.push(
                    Diagnostic::error(codes::NODES_UNABLE, format!("the profile's cluster has {what}"))
                        .at(place.key(key).span())
                        .related(profile.fact(&["nodes", if key == "nodes" { "count" } else { key }]), "as many as it has")
                        .help("write `prefer`: pods are kept apart as far as it goes"),
                );
            }
        }
    }

    /// How so many pods are kept apart on the nodes of a cluster.
    pub fn settle(self, replicas: &Replicas, profile: &Profile) -> Spread {
        let apart = |spec: Option<ApartSpec>, count: u16| {
            let apart = match spec {
                Some(ApartSpec::Require) => Apart::Require,
                Some(ApartSpec::Prefer) | None => Apart::Prefer,
            };
            (count > 1 && replicas.most() > 1).then_some(apart)
        };
        // On one node, zones make no difference either.
        let zones = if profile.nodes.count > 1 { profile.nodes.zones } else { 1 };
        Spread { zones: apart(self.zones, zones), nodes: apart(self.nodes, profile.nodes.count) }
    }
}

/// How so many pods are kept apart if nothing is said.
pub fn spread(replicas: &Replicas, profile: &Profile) -> Spread {
    SpreadSpec::default().settle(replicas, profile)
}
