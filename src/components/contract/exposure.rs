//! Hosts and paths that lead to entries.

use crate::fields::{Host, Rate};
use crate::source::Span;

/// A host, or a path of one, that leads to an entry.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// The host name.
    pub host: Host,
    /// The requests that one client may send in a time.
    pub rate: Option<Rate>,
    /// The Services behind it: one, or one for each version. Never empty, and never without pods.
    pub backends: Vec<Backend>,
    /// Whether requests may be large and slow, as uploads of models are.
    pub uploads: bool,
    /// Whether anybody who finds the host may do everything.
    pub unguarded: bool,
    /// Where the host stands.
    pub host_span: Option<Span>,
    /// Where the rate stands.
    pub rate_span: Option<Span>,
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

impl Exposure {
    /// The Service that gets the most requests; the first of equals.
    pub fn main(&self) -> &Backend {
        let first = &self.backends[0];
        self.backends.iter().fold(first, |most, backend| if backend.weight > most.weight { backend } else { most })
    }
}
