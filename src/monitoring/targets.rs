//! What is scraped, and how its pods are found.

use super::promql::{Series, series};
use crate::components::contract::Metrics;
use crate::k8s::meta::ENTRY;
use crate::k8s::{Entry, Object, Owner};
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::HashMap;

/// Metrics of an entry, and how their pods are found.
#[derive(Clone, Debug)]
pub(super) struct Target<'a> {
    /// The entry.
    pub(super) owner: &'a Owner,
    /// Its metrics.
    pub(super) metrics: &'a Metrics,
    /// How the pods are found.
    pub(super) way: Found,
    /// The versions that share the requests; none if there is only one.
    pub(super) versions: &'a [String],
}

/// The label by which samples of several versions differ.
pub(super) const VERSION: &str = "version";

/// How the pods of a target are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Behind the one Service that leads to the port.
    Service(String),
    /// By their labels: no Service leads to the port, or several do, and each would bring the same pods again.
    Pods,
    /// The server scrapes itself.
    Itself,
}

impl Target<'_> {
    /// The series of this target with a name.
    pub(super) fn series(&self, name: &str) -> Series {
        series(name).is("namespace", &self.owner.namespace).is("job", &self.owner.name)
    }
}

/// The Services by namespace and by the entry they belong to.
pub(super) struct Services<'a>(HashMap<(&'a str, &'a str), Vec<&'a Service>>);

impl<'a> Services<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Self {
        let mut services: HashMap<_, Vec<&Service>> = HashMap::new();
        for entry in entries {
            if let Object::Service(service) = &entry.object {
                let labels = service.metadata.labels.as_ref();
                let name = labels.and_then(|labels| labels.get(ENTRY)).map_or("", String::as_str);
                services.entry((entry.object.namespace().unwrap_or_default(), name)).or_default().push(service);
            }
        }
        Self(services)
    }

    /// How the pods of an entry are found that show these metrics.
    pub(super) fn way_to(&self, owner: &Owner, metrics: &Metrics) -> Found {
        let own = self.0.get(&(owner.namespace.as_str(), owner.name.as_str())).map_or(&[][..], Vec::as_slice);
        let leading: Vec<&&Service> = own.iter().filter(|service| leads_to(service, metrics)).collect();
        match leading.as_slice() {
            [only] => Found::Service(only.metadata.name.clone().unwrap_or_default()),
            _ => Found::Pods,
        }
    }
}

/// Whether a Service leads to the port of the metrics, on pods of their role, under the name by which it is asked for.
fn leads_to(service: &Service, metrics: &Metrics) -> bool {
    let Some(spec) = &service.spec else { return false };
    let role = spec.selector.as_ref().and_then(|labels| labels.get("app.kubernetes.io/component"));
    let target = IntOrString::Int(i32::from(metrics.port));
    role.is_none_or(|role| role == metrics.role)
        && spec
            .ports
            .iter()
            .flatten()
            .any(|port| port.target_port.as_ref() == Some(&target) && port.name.as_deref() == Some(metrics.port_name))
}
