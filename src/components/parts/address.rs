//! How others in the cluster reach an entry.

use crate::fields::{Name, Port};
use crate::k8s::Owner;
use schemars::JsonSchema;
use serde::Deserialize;

/// How others in the cluster reach a server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServicePortSpec {
    /// The name of the Service; the entry's if not given.
    #[serde(default)]
    name: Option<Name>,
    /// The port of the Service; the container's if not given.
    #[serde(default)]
    port: Option<Port>,
}

/// The name and the port of an entry's Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The name.
    pub name: String,
    /// The port.
    pub port: u16,
}

impl Address {
    /// What the spec says, or the entry's name and the container's port.
    pub fn resolve(spec: Option<ServicePortSpec>, owner: &Owner, container_port: Port) -> Self {
        let (name, port) = spec.map_or((None, None), |ServicePortSpec { name, port }| (name, port));
        Self {
            name: name.map_or_else(|| owner.name.clone(), |name| name.to_string()),
            port: port.unwrap_or(container_port).number(),
        }
    }

    /// The URL that pods of `namespace` use.
    pub fn url(&self, owner: &Owner, namespace: &str) -> String {
        let host = owner.host(&self.name, namespace);
        if self.port == 80 { format!("http://{host}") } else { format!("http://{host}:{}", self.port) }
    }
}
