//! Hosts under which the world reaches an entry.

use crate::diag::Report;
use crate::fields::{Host, Rate};
use crate::layers::Place;
use crate::source::Span;
use schemars::JsonSchema;
use serde::Deserialize;

/// How the world reaches an entry.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExposeSpec {
    /// The host name.
    pub host: Host,
    /// The requests that one client may send in a time, such as `100/min`.
    #[serde(default)]
    pub rate: Option<Rate>,
}

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

impl Exposure {
    /// The exposure that a spec asks for.
    pub fn new(spec: ExposeSpec, backend: Backend, place: &Place<'_>) -> Self {
        let Backend { service, service_port, container_port, health_path } = backend;
        Self {
            host: spec.host,
            rate: spec.rate,
            service,
            service_port,
            container_port,
            health_path,
            uploads: false,
            unguarded: false,
            host_span: place.key("host").span(),
            rate_span: place.key("rate").span(),
        }
    }
}

/// Reports a host that two entries ask for.
pub fn check_hosts(exposures: &[&Exposure], report: &mut Report) {
    use crate::diag::{Diagnostic, codes};
    for (index, exposure) in exposures.iter().enumerate() {
        if let Some(first) = exposures[..index].iter().find(|first| first.host == exposure.host) {
            report.push(
                Diagnostic::error(codes::HOST_TWICE, format!("the host `{}` leads to two entries", exposure.host))
                    .at(exposure.host_span)
                    .related(first.host_span, "it leads here already")
                    .help("give each entry a host of its own"),
            );
        }
    }
}
