//! Hosts under which the world reaches an entry.

use crate::components::contract::{Backend, Exposure};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Host, Rate};
use crate::layers::Place;
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

impl ExposeSpec {
    /// The exposure that the spec asks for; `place` is where it stands.
    pub fn resolve(self, backends: Vec<Backend>, place: &Place<'_>) -> Exposure {
        Exposure {
            host: self.host,
            rate: self.rate,
            backends,
            uploads: false,
            unguarded: false,
            host_span: place.key("host").span(),
            rate_span: place.key("rate").own_span(),
        }
    }
}

/// Reports a host that two entries ask for.
pub fn check_hosts(exposures: &[&Exposure], report: &mut Report) {
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
