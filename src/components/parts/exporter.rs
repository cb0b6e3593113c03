//! Exporters: what tells a monitoring system of a server that does not speak its language.

use crate::components::contract::{Metrics, Subject};
use crate::k8s::pod::{self, Resources};
use crate::k8s::probe::Check;
use k8s_openapi::api::core::v1::{Container, EnvVar};

/// The name of the container, and of its port.
const NAME: &str = "exporter";
const PORT_NAME: &str = "metrics";

/// A program beside a server in its pod.
#[derive(Clone, Copy, Debug)]
pub struct Exporter {
    /// The image.
    pub image: &'static str,
    /// The port on which it listens by itself.
    pub port: u16,
}

impl Exporter {
    /// What it shows.
    pub fn metrics(&self, role: &'static str, about: Subject) -> Metrics {
        Metrics::usual(role, self.port, PORT_NAME, about)
    }

    /// Its container. A pod is ready while all its containers run; that this one listens asks for no more, so that a server does not
    /// lose its clients because its exporter finds something wrong.
    pub fn container(&self, environment: Vec<EnvVar>) -> Container {
        let resources = Resources::new(("10m", "100m"), ("32Mi", "64Mi"));
        let mut container = pod::container(NAME, self.image, resources);
        container.ports = Some(vec![pod::port(PORT_NAME, self.port)]);
        container.env = Some(environment);
        let listens = Check::Tcp { port: PORT_NAME };
        container.readiness_probe = Some(listens.readiness());
        container.liveness_probe = Some(listens.liveness());
        container
    }
}
