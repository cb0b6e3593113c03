//! How traffic enters: one entrance for the project, as the profile's controller wants it described.

mod aws;
mod gateway;
mod gke;
mod ingress;
mod settings;

pub use settings::{Certificate, Routing, RoutingSpec};

use crate::components::contract::{Exposure, Objects};
use crate::k8s::{Owner, Stage};
use crate::profile::Controller;

/// An entry that the world reaches.
#[derive(Debug)]
pub struct Exposed<'a> {
    /// To whom the entry's objects belong.
    pub owner: &'a Owner,
    /// Its host.
    pub exposure: &'a Exposure,
}

/// Builds the routes of all exposed entries, and what they stand on.
pub fn build(project: &Owner, routing: &Routing, exposed: &[Exposed<'_>], objects: &mut Objects) {
    if exposed.is_empty() {
        return;
    }
    objects.begin(Stage::Routes, None);
    match routing.controller {
        Controller::IngressNginx => ingress::build(routing, exposed, objects),
        Controller::GatewayApi => gateway::build(project, routing, exposed, objects),
        Controller::AwsLoadBalancer => aws::build(project, routing, exposed, objects),
        Controller::GkeGateway => gke::build(project, routing, exposed, objects),
    }
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
