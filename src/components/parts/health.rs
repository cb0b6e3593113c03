//! How a server tells that it is well.

use crate::fields::HttpPath;
use crate::k8s::probe::Check;
use k8s_openapi::api::core::v1::Container;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use std::fmt;

/// One path for everything, `/healthz`, or one for each question: `{live: /livez, ready: /readyz}`.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthSpec {
    live: HttpPath,
    ready: HttpPath,
}

/// The map form.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HealthPaths {
    /// Answers 200 while the process works; it must not ask databases or models, whose trouble no restart mends.
    live: HttpPath,
    /// Answers 200 when requests can be served: the model is loaded, what it needs is there.
    ready: HttpPath,
}

impl<'de> Deserialize<'de> for HealthSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HealthVisitor)
    }
}

struct HealthVisitor;

impl<'de> Visitor<'de> for HealthVisitor {
    type Value = HealthSpec;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a path such as `/healthz`, or `{live: /livez, ready: /readyz}`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<HealthSpec, E> {
        let path = HttpPath::deserialize(de::value::StrDeserializer::<E>::new(text))?;
        Ok(HealthSpec { live: path.clone(), ready: path })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HealthSpec, A::Error> {
        let HealthPaths { live, ready } = HealthPaths::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(HealthSpec { live, ready })
    }
}

impl JsonSchema for HealthSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Health".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One path for everything, or one for each question.",
            "anyOf": [generator.subschema_for::<HttpPath>(), generator.subschema_for::<HealthPaths>()],
        })
    }
}

/// The checks of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether the process works.
    pub live: Check,
    /// Whether it can serve.
    pub ready: Check,
    /// The seconds that it may take to start.
    pub startup: u32,
    /// The path that a load balancer asks, if there is one.
    pub path: Option<String>,
}

impl Health {
    /// Checks of the port called `port`: by the paths of the spec, or else by opening it.
    pub fn resolve(spec: Option<HealthSpec>, startup: u32, port: &'static str) -> Self {
        let http = |path: HttpPath| Check::Http { path: path.as_str().to_owned(), port };
        match spec {
            Some(HealthSpec { live, ready }) => {
                Self { path: Some(ready.as_str().to_owned()), live: http(live), ready: http(ready), startup }
            }
            None => Self { live: Check::Tcp { port }, ready: Check::Tcp { port }, startup, path: None },
        }
    }

    /// Gives a container its probes. The start is watched by the question for readiness, so that a model that still loads
    /// neither gets requests nor is killed.
    pub fn probe(&self, container: &mut Container) {
        container.startup_probe = Some(self.ready.startup(self.startup));
        container.readiness_probe = Some(self.ready.readiness());
        container.liveness_probe = Some(self.live.liveness());
    }
}
