//! How entries meet: what each offers, what each needs, and what an edge between two of them brings along.
//!
//! No component knows another component's type. A worker that uses a broker sees an [`Offer`] of the capability it asked for,
//! with the variables, the way for packets and the identity that come with it.

mod exposure;
mod link;
mod objects;
mod offer;
mod variable;

pub use exposure::{Backend, Exposure};
pub use link::{Link, Links, Need, Purpose};
pub use objects::Objects;
pub use offer::{BucketAddress, Capability, CapabilityKind, CloudIdentity, Offer, Way};
pub use variable::{Piece, Variable, VariableSource};

use crate::diag::Report;
use crate::fields::SecretKey;
use crate::k8s::Owner;
use crate::layers::Place;
use crate::profile::Profile;
use std::fmt;

/// What stands around an entry while it is resolved.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// To whom the entry's objects belong.
    pub owner: Owner,
    /// The cluster.
    pub profile: &'a Profile,
    /// Whether routes carry TLS, and so whether browsers come with `https`.
    pub tls: bool,
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

    /// Under which host the world reaches the entry.
    fn exposure(&self) -> Option<&Exposure> {
        None
    }

    /// What else the entry's pods may connect to.
    fn egress(&self) -> &[Way] {
        &[]
    }

    /// The port that a monitoring system may scrape.
    fn metrics_port(&self) -> Option<u16> {
        None
    }

    /// Names of Secrets that must exist before the bundle works.
    fn secrets(&self) -> Vec<SecretKey> {
        Vec::new()
    }

    /// Reports what does not fit once the other ends of the entry's edges are known.
    fn check_links(&self, _links: &Links<'_>, _place: &Place<'_>, _report: &mut Report) {}

    /// Builds the entry's objects. Everything that could fail has been checked.
    fn build(&self, links: &Links<'_>, objects: &mut Objects);
}
