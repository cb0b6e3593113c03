//! How traffic enters, as far as entries have to know it.

use crate::fields::Host;
use schemars::JsonSchema;
use serde::Deserialize;

/// How traffic enters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entrance {
    /// Whether routes carry TLS, and so whether browsers come with `https`.
    pub tls: bool,
    /// What tells entries apart that do not say it themselves.
    pub by: RouteBy,
    /// The host of all entries, or the domain of their hosts.
    pub host: Option<Host>,
    /// Who forwards requests of the world to pods.
    pub forwarders: Forwarders,
}

/// Who forwards requests of the world to pods, and so who is to be believed when it says from whom they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Forwarders {
    /// Pods, whose addresses nobody knows beforehand.
    #[default]
    Pods,
    /// Something at these blocks of addresses.
    Addresses(Vec<String>),
}

/// What tells entries apart for those who come from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RouteBy {
    /// Each entry has a host of its own: `NAME.example.com`.
    #[default]
    Host,
    /// All entries share a host, and each has a path of it: `/NAME`.
    Path,
}

impl Entrance {
    /// What stands before the host in the address of a page.
    pub fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }
}
