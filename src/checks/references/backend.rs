//! Ways to a Service and to one of its ports.

use super::find::{Finder, Reference, place_of};
use crate::diag::codes;
use crate::manifest::{Answer, Object};
use crate::yaml::Node;

impl<'a> Finder<'a, '_> {
    /// Follows a way to a Service, and to its port by number or by name.
    pub(super) fn follow_service(&mut self, from: Object<'a>, namespace: &str, place: &'a Node, port: Option<&'a Node>) {
        let name = place.as_str().unwrap_or_default();
        let reference = Reference { from, place, kind: "Service", namespace, name };
        let Answer::Here(service) = self.follow(codes::BACKEND_SERVICE, reference) else { return };
        let (Some(port), Some(ports)) = (port, ports(service)) else { return };
        let is_there = |found: &Node| match port.as_str() {
            Some(name) => found.text("name") == Some(name),
            None => found.integer("port") == port.as_integer(),
        };
        if ports.is_empty() || ports.iter().any(is_there) {
            return;
        }
        let Some(wanted) = port.scalar_text() else { return };
        let message = format!("the Service `{name}` has no port `{wanted}`");
        self.found.push(
            from.error(codes::BACKEND_PORT, port, message)
                .related(place_of(service), "the Service")
                .help(format!("its ports are {}", shown(ports))),
        );
    }
}

/// The ports of a Service of Kubernetes' own; none if it stands for a name elsewhere.
pub(super) fn ports(service: Object<'_>) -> Option<&[Node]> {
    let spec = service.spec().filter(|spec| service.group().is_empty() && spec.text("type") != Some("ExternalName"))?;
    Some(spec.items("ports"))
}

/// The ports of a Service in a line: `80 (http), 9000`.
pub(super) fn shown(ports: &[Node]) -> String {
    let port = |port: &Node| {
        let number = port.get("port").and_then(Node::scalar_text).unwrap_or_default();
        port.text("name").map_or_else(|| number.clone(), |name| format!("{number} ({name})"))
    };
    ports.iter().map(port).collect::<Vec<_>>().join(", ")
}
