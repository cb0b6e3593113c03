//! How entries meet: what each offers, what each needs, and what an edge between two of them brings along.
//!
//! No component knows another component's type. A worker that uses a broker sees an [`Offer`] of the capability it asked for,
//! with the variables, the way for packets and the identity that come with it.

mod copies;
mod entrance;
mod exposure;
mod helper;
mod link;
mod metrics;
mod objects;
mod offer;
mod prometheus;
mod variable;
mod visit;

pub use copies::{Copies, Dump};
pub use entrance::{Entrance, Forwarders, RouteBy};
pub use exposure::{Backend, Door, Exposure, Match};
pub use helper::Helper;
pub use link::{Link, Links, Need, Purpose, way};
pub use metrics::{Metrics, Subject};
pub use objects::Objects;
pub use offer::{Broker, BucketAddress, Capability, CapabilityKind, CloudIdentity, Offer, Way};
pub use prometheus::OwnPrometheus;
pub use variable::{Piece, Variable, VariableSource};
pub use visit::Visit;

use crate::diag::Report;
use crate::fields::SecretKey;
use crate::k8s::Owner;
use crate::layers::Place;
use crate::profile::{Operator, Profile};
use std::collections::BTreeSet;
use std::fmt;

/// What stands around an entry while it is resolved.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// To whom the entry's objects belong.
    pub owner: Owner,
    /// The cluster.
    pub profile: &'a Profile,
    /// How traffic enters.
    pub entrance: &'a Entrance,
    /// What the cluster runs beyond Kubernetes itself: the profile's, and what the spec says.
    pub operators: &'a BTreeSet<Operator>,
    /// Whether a monitoring system is part of the project, so that exporters are worth their while.
    pub monitored: bool,
    /// The Prometheus of a bundled monitoring system.
    pub prometheus: Option<&'a OwnPrometheus>,
    /// If the entry is the one of a broker's Celery workers that watches it on behalf of all: the queues of all.
    pub watches: Option<&'a BTreeSet<String>>,
    /// Where the entry stands in the spec.
    pub place: Place<'a>,
}

/// An entry, decoded and checked by itself: no option is left open, and only edges to other entries are not followed yet.
pub trait Component: fmt::Debug {
    /// What the entry offers to others.
    fn offer(&self) -> Offer;

    /// The variables that containers in `namespace` receive when they use the entry.
    fn variables(&self, _namespace: &str) -> Vec<Variable> {
        Vec::new()
    }

    /// What the entry needs of others.
    fn needs(&self) -> &[Need];

    /// Whether the entry has pods of its own in the cluster.
    fn has_pods(&self) -> bool {
        true
    }

    /// Whether any of its pods use an accelerator.
    fn uses_gpu(&self) -> bool {
        false
    }

    /// Where the world reaches the entry.
    fn exposures(&self) -> &[Exposure] {
        &[]
    }

    /// The Service under which clients inside the cluster reach several versions, and these versions; none if there is one only.
    fn versions(&self) -> Option<(&str, Vec<Backend>)> {
        None
    }

    /// What else the entry's pods may connect to.
    fn egress(&self) -> &[Way] {
        &[]
    }

    /// What a monitoring system may scrape.
    fn metrics(&self) -> &[Metrics] {
        &[]
    }

    /// The pods of other roles that the entry brings along, if others want to find these buckets in it.
    fn helpers(&self, _buckets: &BTreeSet<&str>) -> Vec<Helper<'_>> {
        Vec::new()
    }

    /// Whether the entry's own pods reach each other on any port, as those that train one model do: libraries choose ports as they
    /// like.
    fn is_mesh(&self) -> bool {
        false
    }

    /// Who comes from outside the project on the entry's behalf.
    fn visits<'a>(&'a self, _links: &Links<'a>) -> Vec<Visit<'a>> {
        Vec::new()
    }

    /// Names of Secrets that must exist before the bundle works.
    fn secrets(&self) -> Vec<SecretKey> {
        Vec::new()
    }

    /// Reports what does not fit once the other ends of the entry's edges are known.
    fn check_links(&self, _links: &Links<'_>, _place: &Place<'_>, _report: &mut Report) {}

    /// Builds the entry's objects. Everything that could fail has been checked.
    fn build(&self, links: &Links<'_>, objects: &mut Objects);

    /// Builds what others want to find in the entry: the buckets that they name.
    fn provide(&self, _buckets: &BTreeSet<&str>, _objects: &mut Objects) {}
}
