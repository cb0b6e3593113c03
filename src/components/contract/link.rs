//! Edges: what an entry needs, and what it has once the other end is known.

use super::exposure::Exposure;
use super::metrics::Metrics;
use super::offer::{CapabilityKind, CloudIdentity, Offer, Way};
use super::variable::{Variable, VariableSource};
use crate::fields::{Name, SecretKey};
use crate::k8s::Owner;
use crate::yaml::Step;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An edge as the entry that needs it sees it.
#[derive(Clone, Debug)]
pub struct Need {
    /// The entry at the other end.
    pub target: Name,
    /// What it has to be; anything if nothing is named.
    pub wanted: &'static [CapabilityKind],
    /// What for.
    pub purpose: Purpose,
    /// What stands before each variable.
    pub prefix: Option<String>,
    /// Where the need stands, from the entry on.
    pub path: Vec<Step>,
}

/// What an edge is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The program uses the other entry by itself.
    Use,
    /// MLflow keeps its experiments there.
    Backend,
    /// MLflow keeps its artifacts there.
    Artifacts {
        /// The bucket.
        bucket: String,
    },
    /// Copies of what the entry keeps go there.
    Backup {
        /// The bucket.
        bucket: String,
    },
    /// A model comes from there.
    Model {
        /// The bucket, if it is a store.
        bucket: Option<String>,
    },
    /// Its metrics are scraped.
    Scrape,
    /// Requests of the world go on to it.
    Route,
    /// The volume is mounted.
    Mount {
        /// Where.
        path: String,
        /// Whether only to read.
        read_only: bool,
    },
}

impl Need {
    /// Whether an entry of this kind can stand at the other end.
    pub fn takes(&self, kind: CapabilityKind) -> bool {
        self.wanted.is_empty() || self.wanted.contains(&kind)
    }
}

impl Purpose {
    /// Whether the entry's own program speaks with the other end, and not only a pod or a container that helps it.
    pub fn is_for_program(&self) -> bool {
        !matches!(self, Self::Model { .. } | Self::Backup { .. })
    }

    /// Whether somebody has to know the address of the other end, and its keys.
    pub fn brings_variables(&self) -> bool {
        !matches!(self, Self::Scrape | Self::Route)
    }

    /// The bucket that has to be in the store at the other end.
    pub fn bucket(&self) -> Option<&str> {
        match self {
            Self::Artifacts { bucket } | Self::Backup { bucket } => Some(bucket),
            Self::Model { bucket } => bucket.as_deref(),
            Self::Use | Self::Backend | Self::Scrape | Self::Route | Self::Mount { .. } => None,
        }
    }
}

/// An edge that has been followed.
#[derive(Debug)]
pub struct Link<'a> {
    /// The need.
    pub need: &'a Need,
    /// To whom the other end belongs.
    pub owner: &'a Owner,
    /// What the other end offers.
    pub offer: &'a Offer,
    /// What can be scraped there.
    pub metrics: &'a [Metrics],
    /// How packets get there.
    pub way: Cow<'a, Way>,
    /// The variables that come along, with the edge's prefix.
    pub variables: Vec<Variable>,
}

/// How packets get to the other end of an edge, for what the edge is there for.
pub fn way<'a>(purpose: &Purpose, offer: &'a Offer, metrics: &[Metrics], exposures: &[Exposure]) -> Cow<'a, Way> {
    let ports: BTreeSet<u16> = match purpose {
        Purpose::Scrape => metrics.iter().map(|metrics| metrics.port).collect(),
        Purpose::Route => {
            let by_host = exposures.iter().filter(|exposure| exposure.host().is_some());
            by_host.flat_map(|exposure| &exposure.backends).map(|backend| backend.container_port).collect()
        }
        _ => return Cow::Borrowed(&offer.way),
    };
    Cow::Owned(Way::Pods(ports.into_iter().collect()))
}

/// The edges of one entry.
#[derive(Debug, Default)]
pub struct Links<'a>(pub Vec<Link<'a>>);

impl<'a> Links<'a> {
    /// The variables of all edges of the program, each with its edge's prefix.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().filter(|link| link.need.purpose.is_for_program()).flat_map(|link| &link.variables)
    }

    /// The identity that the pods take on; those that make copies have an account of their own.
    pub fn identity(&self) -> Option<&'a CloudIdentity> {
        let others = |link: &&Link<'a>| !matches!(link.need.purpose, Purpose::Backup { .. });
        self.0.iter().filter(others).find_map(|link| link.offer.identity.as_ref())
    }

    /// Where copies of what the entry keeps go, or of the database that it may change.
    pub fn backup(&self) -> Option<&Link<'a>> {
        self.for_purpose(|purpose| matches!(purpose, Purpose::Backup { .. }))
    }

    /// The Secrets to which the variables of the edges refer.
    pub fn secrets(&self) -> impl Iterator<Item = SecretKey> {
        self.0.iter().flat_map(|link| &link.variables).filter_map(|variable| match &variable.value {
            VariableSource::Secret(key) => Some(key.clone()),
            VariableSource::Text(_) | VariableSource::Composed(_) => None,
        })
    }

    /// The edge for a purpose.
    pub fn for_purpose(&self, is_it: impl Fn(&Purpose) -> bool) -> Option<&Link<'a>> {
        self.0.iter().find(|link| is_it(&link.need.purpose))
    }
}
