//! How traffic enters: one entrance for the project, as the profile's controller wants it described.

mod alb_ingress;
mod aws;
mod cert_manager;
mod check;
mod front_door;
mod gateway;
mod gke;
mod ingress;
mod node_port;
mod settings;
#[cfg(test)]
mod tests;
mod tls;

pub use front_door::{FrontDoor, NAME as FRONT_DOOR};
pub use settings::{Routing, RoutingSpec};
pub use tls::{Certificate, Issuer};

use crate::components::contract::{Backend, Door, Exposure, Objects};
use crate::fields::{Host, PathPrefix};
use crate::k8s::{Owner, Stage};
use crate::profile::Controller;

/// An entry that the world reaches.
#[derive(Clone, Copy, Debug)]
pub struct Exposed<'a> {
    /// To whom the entry's objects belong.
    pub owner: &'a Owner,
    /// Where it is reached.
    pub exposure: &'a Exposure,
}

/// A way from hosts, or from a path of them, to an entry.
#[derive(Debug)]
struct Route<'a> {
    owner: &'a Owner,
    hosts: Vec<&'a Host>,
    path: &'a PathPrefix,
    strip: bool,
    exposure: &'a Exposure,
}

/// Builds the routes of all exposed entries, and what they stand on.
pub fn build(project: &Owner, routing: &Routing, exposed: &[Exposed<'_>], objects: &mut Objects) {
    node_port::open(exposed, objects);
    let routes = routes(exposed);
    if routes.is_empty() {
        return;
    }
    let gate = routing.gate(project);
    cert_manager::build(&gate, routing, exposed, objects);
    objects.begin(Stage::Routes, None);
    match routing.controller {
        Controller::AlbIngress => alb_ingress::build(project, routing, &routes, objects),
        Controller::AwsLoadBalancer => aws::build(&gate, routing, &routes, objects),
        Controller::GatewayApi => gateway::build(&gate, routing, &routes, objects),
        Controller::GkeGateway => gke::build(&gate, routing, &routes, objects),
        Controller::IngressNginx => ingress::build(routing, &routes, objects),
    }
}

/// The routes to what is exposed by hosts. Several hosts of the same part of an entry make one route.
fn routes<'a>(exposed: &[Exposed<'a>]) -> Vec<Route<'a>> {
    let mut routes: Vec<Route<'a>> = Vec::with_capacity(exposed.len());
    for Exposed { owner, exposure } in exposed {
        let Door::Url { host, path, strip } = &exposure.door else { continue };
        match routes.last_mut() {
            Some(last) if last.owner.name == owner.name && last.exposure.part == exposure.part => last.hosts.push(host),
            _ => routes.push(Route { owner, hosts: vec![host], path, strip: *strip, exposure }),
        }
    }
    routes
}

/// Each Service behind some route, once.
fn services<'a>(routes: &'a [Route<'_>]) -> Vec<(&'a Route<'a>, &'a Backend)> {
    let mut seen = std::collections::BTreeSet::new();
    let backends = routes.iter().flat_map(|route| route.exposure.reached().map(move |backend| (route, backend)));
    backends.filter(|(route, backend)| seen.insert((&route.owner.namespace, &backend.service))).collect()
}

/// The label of objects that belong to the entrance.
const ROLE: &str = "routing";
/// Seconds that an upload or a slow prediction may take.
const SLOW_REQUEST: i32 = 600;
/// Seconds that any other request may take.
const REQUEST: i32 = 60;

/// Seconds that a request to an entry may take.
fn request_timeout(exposure: &Exposure) -> i32 {
    if exposure.uploads { SLOW_REQUEST } else { REQUEST }
}
