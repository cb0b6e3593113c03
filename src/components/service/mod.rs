//! `services`: servers that answer HTTP, usually with predictions.

mod metrics;
mod spec;
mod variables;
mod versions;

use super::contract::{
    Backend, Capability, Component, Exposure, Forwarders, Links, Metrics, Need, Objects, Offer, Surroundings, Variable, Visit,
    Way,
};
use super::parts::{self, Address, Edges, Health, Program, ProgramSpec, Replicas};
use super::{Kind, Written};
use crate::diag::Report;
use crate::fields::{Duration, Name, SecretKey};
use crate::k8s::Stage;
use crate::k8s::pod;
use crate::k8s::service::{self, service};
use crate::layers::Place;
use crate::yaml::Joined;
use spec::ServiceSpec;
use versions::Version;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "services",
    noun: "service",
    description: "Servers that answer HTTP, usually with predictions.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: spec::decode,
    #[cfg(test)]
    schema: super::schema::<Joined<ServiceSpec, ProgramSpec>>,
};

/// The name of the container's port.
const PORT: &str = "http";
const ROLE: &str = "service";

#[derive(Debug)]
struct Service {
    /// What runs side by side; never empty.
    versions: Vec<Version>,
    /// What they need of others and of the world.
    edges: Edges,
    port: u16,
    /// The name and the port of its Service.
    address: Address,
    health: Health,
    metrics: Option<Metrics>,
    /// Whether annotations tell a foreign monitoring system of the metrics.
    annotated: bool,
    /// Seconds before the request to end, while load balancers still send requests.
    pre_stop: u32,
    /// How long the server keeps idle connections, if a load balancer holds some.
    keep_alive: Duration,
    /// Who forwards requests of the world to it.
    forwarders: Forwarders,
    /// The Services of its versions.
    backends: Vec<Backend>,
    exposure: Option<Exposure>,
}

impl Written for Joined<ServiceSpec, ProgramSpec> {
    fn namespace(&self) -> Option<&Name> {
        self.1.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self(spec, shared) = self;
        Some(Box::new(spec.settle(shared, around, report)?))
    }
}

impl Service {
    /// The first of the programs.
    fn program(&self) -> &Program {
        &self.versions[0].program
    }

    fn build_version(&self, version: &Version, links: &Links<'_>, objects: &mut Objects) {
        let program = &version.program;
        if program.owner.version.is_some() {
            objects.push(service(&program.owner, ROLE, &program.owner.derived(None), self.service_port()));
        }
        let mut container = program.container();
        container.ports = Some(vec![pod::port(PORT, self.port)]);
        container.lifecycle = Some(pod::sleep_before_stop(self.pre_stop));
        self.health.probe(&mut container);
        let mut pod = program.pod(container, &self.defaults(program), links, objects);
        if self.annotated {
            parts::add_scrape_annotations(&mut pod, &self.metrics);
        }
        program.deploy(pod, links, objects);
    }

    fn service_port(&self) -> service::Port {
        service::Port { name: PORT, number: self.address.port, target: self.port }
    }
}

impl Component for Service {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Http, way: Way::Pods(vec![self.port]), identity: None }
    }

    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let owner = &self.program().owner;
        let url = format!("http://{}:{}", owner.host(&self.address.name, namespace), self.address.port);
        vec![Variable::text(&format!("{}_URL", parts::variable_name(&owner.name)), url)]
    }

    fn needs(&self) -> &[Need] {
        &self.edges.needs
    }

    fn uses_gpu(&self) -> bool {
        self.versions.iter().any(|version| version.program.placement.devices.is_some())
    }

    fn exposures(&self) -> &[Exposure] {
        self.exposure.as_slice()
    }

    fn versions(&self) -> Option<(&str, Vec<Backend>)> {
        (self.versions.len() > 1).then(|| (self.address.name.as_str(), self.backends.clone()))
    }

    fn egress(&self) -> &[Way] {
        &self.edges.egress
    }

    fn metrics(&self) -> &[Metrics] {
        self.metrics.as_slice()
    }

    fn secrets(&self) -> Vec<SecretKey> {
        self.versions.iter().flat_map(|version| version.program.secrets()).collect()
    }

    fn visits<'a>(&'a self, _links: &Links<'a>) -> Vec<Visit<'a>> {
        self.versions.iter().filter_map(|version| version.program.visits()).collect()
    }

    fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        let most = self.versions.iter().map(|version| version.program.replicas.most()).fold(0, u16::saturating_add);
        parts::check_mounts(links, &Replicas::Fixed(most), place, report);
        let mut checked = Vec::new();
        for model in self.versions.iter().filter_map(|version| version.program.model.as_ref()) {
            // Versions may have the model of the service, and with it its edge.
            if !checked.contains(&model.edge()) {
                checked.push(model.edge());
                model.check_links(links, place, report);
            }
        }
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        self.program().build_account(links, objects);
        // Clients inside the cluster get the version that most of the world gets.
        let main = &versions::main(&self.versions).program.owner;
        let mut address = service(main, ROLE, &self.address.name, self.service_port());
        address.metadata.labels = Some(main.without_version().labels(ROLE));
        objects.push(address);
        for version in &self.versions {
            self.build_version(version, links, objects);
        }
    }
}
