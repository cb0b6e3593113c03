//! Hosts, paths and ports that lead to entries.

use crate::fields::{Host, PathPrefix, Rate};
use crate::source::Span;

/// A way from outside the cluster to an entry.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// What of the entry it leads to, if that has several ways in; the names of its routes end in it.
    pub part: Option<&'static str>,
    /// Where it begins.
    pub door: Door,
    /// The requests that one client may send in a time.
    pub rate: Option<Rate>,
    /// The Services behind it: one, or one for each version. Never empty, and never without pods.
    pub backends: Vec<Backend>,
    /// Whether requests may be large and slow, as uploads of models are.
    pub uploads: bool,
    /// Whether anybody who finds the host may do everything.
    pub unguarded: bool,
    /// Where its address stands.
    pub span: Option<Span>,
    /// Where the rate stands.
    pub rate_span: Option<Span>,
}

/// Where a way from outside begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    /// At a host, or a path of one.
    Url {
        /// The host.
        host: Host,
        /// The path.
        path: PathPrefix,
        /// Whether the path is taken off before the entry sees the request. Never for the whole host.
        strip: bool,
    },
    /// At a port of every node.
    NodePort(u16),
}

/// A Service behind an exposure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// The Service.
    pub service: String,
    /// The Service's port.
    pub service_port: u16,
    /// The container's port.
    pub container_port: u16,
    /// The path that a load balancer asks to see whether a pod is well.
    pub health_path: String,
    /// The share of requests that it gets, in proportion to the weights of the others.
    pub weight: u16,
    /// Requests that go here whatever the weights say.
    pub matched: Option<Match>,
}

/// What marks a request as one for a certain version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// A header with a value.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A cookie whose value is `always`.
    Cookie(String),
}

impl Backend {
    /// The one Service of an entry, which gets every request.
    pub fn only(service: String, service_port: u16, container_port: u16, health_path: String) -> Self {
        Self { service, service_port, container_port, health_path, weight: 100, matched: None }
    }
}

impl Exposure {
    /// The host, if it begins at one.
    pub fn host(&self) -> Option<&Host> {
        match &self.door {
            Door::Url { host, .. } => Some(host),
            Door::NodePort(_) => None,
        }
    }

    /// The path below which the entry has to answer, because nobody takes it off.
    pub fn kept_prefix(&self) -> Option<&str> {
        match &self.door {
            Door::Url { path, strip: false, .. } if !path.is_root() => Some(path.as_str()),
            _ => None,
        }
    }

    /// The path that is taken off before the entry sees a request.
    pub fn stripped_prefix(&self) -> Option<&str> {
        match &self.door {
            Door::Url { path, strip: true, .. } => Some(path.as_str()),
            _ => None,
        }
    }

    /// The versions that requests can reach at all.
    pub fn reached(&self) -> impl Iterator<Item = &Backend> {
        self.backends.iter().filter(|backend| backend.weight > 0 || backend.matched.is_some())
    }

    /// The Service that gets the most requests; the first of equals.
    pub fn main(&self) -> &Backend {
        let first = &self.backends[0];
        self.backends.iter().fold(first, |most, backend| if backend.weight > most.weight { backend } else { most })
    }
}
