//! Ports of the nodes, for a developer's machine.

use super::Exposed;
use crate::components::contract::{Backend, Door, Objects};
use k8s_openapi::api::core::v1::Service;
use std::collections::BTreeMap;

/// Opens the ports: the entry's own Service becomes one of the type NodePort, which keeps its name and address in the cluster.
pub(super) fn open(exposed: &[Exposed<'_>], objects: &mut Objects) {
    let wanted = |exposed: &Exposed<'_>| match exposed.exposure.door {
        Door::NodePort(port) => {
            let backend = exposed.exposure.main().clone();
            Some(((exposed.owner.namespace.clone(), backend.service.clone()), (port, backend)))
        }
        Door::Url { .. } => None,
    };
    let wanted: BTreeMap<(String, String), (u16, Backend)> = exposed.iter().filter_map(wanted).collect();
    if wanted.is_empty() {
        return;
    }
    for service in objects.services_mut() {
        let id = (service.metadata.namespace.clone().unwrap_or_default(), service.metadata.name.clone().unwrap_or_default());
        if let Some((port, backend)) = wanted.get(&id) {
            give(service, *port, backend);
        }
    }
}

fn give(service: &mut Service, node_port: u16, backend: &Backend) {
    let Some(spec) = &mut service.spec else { return };
    spec.type_ = Some("NodePort".to_owned());
    for port in spec.ports.iter_mut().flatten().filter(|port| port.port == i32::from(backend.service_port)) {
        port.node_port = Some(i32::from(node_port));
    }
}
