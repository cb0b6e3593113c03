//! A service mesh: all pods of the project speak to each other encrypted, and know with whom.
//!
//! No component knows of it: it is a pass over built objects, and a few objects of its own. Proxies join the pods as sidecars of the
//! kind that ends when the program ends, so that Jobs end too; the mesh's CNI plugin has to be installed, because the namespaces
//! admit no container that changes the network.

mod istio;
mod linkerd;
mod spec;

pub use spec::MeshSpec;

use crate::components::contract::Backend;
use crate::k8s::meta::annotate;
use crate::k8s::policy::{Peer, Rule, egress_of_all};
use crate::k8s::template::change_template;
use crate::k8s::{Entry, Object, Owner, Stage};
use k8s_openapi::api::autoscaling::v2::{ContainerResourceMetricSource, MetricSpec};
use k8s_openapi::api::core::v1::Service;
use std::collections::{BTreeMap, BTreeSet};

/// A mesh, settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mesh {
    /// Istio with sidecars.
    Istio {
        /// The revision of the control plane; the default one if none.
        revision: Option<String>,
        /// Whether requests inside the cluster are shared among versions too.
        routes: bool,
    },
    /// Linkerd.
    Linkerd,
}

/// Ports of an entry's pods to which connections from outside the mesh come: routers and monitoring systems.
#[derive(Debug)]
pub struct PlainPorts<'a> {
    /// The entry.
    pub owner: &'a Owner,
    /// The ports of its pods.
    pub ports: BTreeSet<u16>,
}

/// A Service whose requests several versions share.
#[derive(Debug)]
pub struct Shared<'a> {
    /// The entry.
    pub owner: &'a Owner,
    /// The Service that clients ask for.
    pub service: String,
    /// The versions.
    pub backends: Vec<Backend>,
}

/// The label of objects that belong to the mesh.
const ROLE: &str = "mesh";

/// What a mesh has to know of a project.
#[derive(Debug)]
pub struct Project<'a> {
    /// To whom objects of the project as a whole belong.
    pub owner: &'a Owner,
    /// Its namespaces.
    pub namespaces: Vec<&'a str>,
    /// Where others than the mesh come in.
    pub plain: Vec<PlainPorts<'a>>,
    /// Services with versions.
    pub shared: Vec<Shared<'a>>,
}

impl Mesh {
    /// Brings a project into the mesh.
    pub fn join(&self, project: &Project<'_>, entries: &mut Vec<Entry>) {
        for entry in entries.iter_mut() {
            match &mut entry.object {
                Object::Namespace(namespace) => match self {
                    Self::Istio { revision, .. } => {
                        namespace.metadata.labels.get_or_insert_default().extend(istio::namespace_labels(revision.as_deref()));
                    }
                    Self::Linkerd => annotate(&mut namespace.metadata, linkerd::namespace_annotations()),
                },
                Object::Service(service) => name_protocols(service),
                Object::NetworkPolicy(policy) if *self == Self::Linkerd => linkerd::open_proxy_port(policy, &project.namespaces),
                _ => {}
            }
            if let Self::Istio { .. } = self {
                change_template(&mut entry.object, |template| {
                    annotate(template.metadata.get_or_insert_default(), istio::pod_annotations());
                });
            }
        }
        measure_programs(entries);
        let (control_plane, objects) = match self {
            Self::Istio { routes, .. } => (istio::control_plane(), istio::objects(project, *routes)),
            Self::Linkerd => (linkerd::control_plane(), linkerd::objects(project)),
        };
        let policies = project.namespaces.iter().map(|namespace| allow_control_plane(project.owner, namespace, &control_plane));
        for object in policies.chain(objects) {
            let stage = object.stage().unwrap_or(Stage::Policies);
            entries.push(Entry { object, stage, origin: None });
        }
    }
}

/// Opens the way from all pods of a namespace to the control plane, without which their proxies do not start.
fn allow_control_plane(project: &Owner, namespace: &str, control_plane: &Rule) -> Object {
    let owner = Owner { namespace: namespace.to_owned(), ..project.clone() };
    Object::from(egress_of_all(&owner, ROLE, "allow-mesh", std::slice::from_ref(control_plane)))
}

/// The pods of a namespace, or those of them that carry labels.
fn pods(namespace: &str, labels: &[(&str, &str)]) -> Peer {
    let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Peer::Pods { namespace: Some(namespace.to_owned()), labels }
}

/// Says of ports that do not speak HTTP that they do not, so that no proxy waits for a first line: both meshes read the field
/// (istio.io "Protocol Selection"; linkerd.io "TCP Proxying and Protocol Detection", 2026-08).
fn name_protocols(service: &mut Service) {
    for port in service.spec.iter_mut().flat_map(|spec| spec.ports.iter_mut().flatten()) {
        if matches!(port.name.as_deref(), Some("postgres" | "redis")) && port.app_protocol.is_none() {
            port.app_protocol = Some("tcp".to_owned());
        }
    }
}

/// Lets autoscalers look at the program only. What the proxy uses would count as load of the program, and a pod's own measure needs
/// requests of all its containers.
fn measure_programs(entries: &mut [Entry]) {
    let mut programs: BTreeMap<(String, String), String> = BTreeMap::new();
    for entry in entries.iter() {
        if let Object::Deployment(deployment) = &entry.object
            && let Some(container) = deployment.spec.template.spec.as_ref().and_then(|pod| pod.containers.first())
        {
            let key = (entry.object.namespace().unwrap_or_default().to_owned(), entry.object.name().to_owned());
            programs.insert(key, container.name.clone());
        }
    }
    for entry in entries {
        let namespace = entry.object.namespace().unwrap_or_default().to_owned();
        let Object::HorizontalPodAutoscaler(scaler) = &mut entry.object else { continue };
        let Some(container) = programs.get(&(namespace, scaler.spec.scale_target_ref.name.clone())) else { continue };
        for metric in scaler.spec.metrics.iter_mut().flatten() {
            if let Some(resource) = metric.resource.take() {
                *metric = MetricSpec {
                    type_: "ContainerResource".to_owned(),
                    container_resource: Some(ContainerResourceMetricSource {
                        container: container.clone(),
                        name: resource.name,
                        target: resource.target,
                    }),
                    ..MetricSpec::default()
                };
            }
        }
    }
}
