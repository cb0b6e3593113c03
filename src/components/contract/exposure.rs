//! Hosts that lead to entries.

use crate::fields::{Host, Rate};
use crate::source::Span;

/// A host that leads to an entry.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// The host name.
    pub host: Host,
    /// The requests that one client may send in a time.
    pub rate: Option<Rate>,
    /// The Service behind it.
    pub service: String,
    /// The Service's port.
    pub service_port: u16,
    /// The container's port.
    pub container_port: u16,
    /// The path that a load balancer asks to see whether a pod is well.
    pub health_path: String,
    /// Whether requests may be large and slow, as uploads of models are.
    pub uploads: bool,
    /// Whether anybody who finds the host may do everything.
    pub unguarded: bool,
    /// Where the host stands.
    pub host_span: Option<Span>,
    /// Where the rate stands.
    pub rate_span: Option<Span>,
}

/// What an entry says of itself when it is exposed.
#[derive(Clone, Debug)]
pub struct Backend {
    /// The Service.
    pub service: String,
    /// The Service's port.
    pub service_port: u16,
    /// The container's port.
    pub container_port: u16,
    /// The path that a load balancer asks.
    pub health_path: String,
}
