//! References to objects that are not there.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::custom::gateway::HttpRouteSpec;
use crate::k8s::graph::{Graph, PodTemplate};
use crate::k8s::meta::Labels;
use crate::k8s::{Entry, Object};
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::rbac::v1::{RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    code: codes::DANGLING_REFERENCE,
    docs: "\
What: an account, a role, a ConfigMap, a claim, a Service, a scale target or pods that an object refers to and that the bundle lacks.
Why: each object alone is valid, so it is accepted; then pods wait forever, or requests lead nowhere.
Example: a Service whose selector no pod carries, a route to a port that the Service does not have.
Fix: correct the name. Secrets are not looked for: they never stand in a bundle.",
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, report: &mut Report) {
    let services = services(graph);
    let mut finder = Finder { graph, services, report };
    for pod in graph.pods() {
        finder.check_pod(pod);
    }
    for entry in graph.entries() {
        finder.check_object(entry);
    }
}

/// The ports of every Service.
fn services<'a>(graph: &Graph<'a>) -> HashMap<(&'a str, &'a str), &'a Service> {
    let service = |entry: &'a Entry| match &entry.object {
        Object::Service(service) => Some(((entry.object.namespace().unwrap_or_default(), entry.object.name()), &**service)),
        _ => None,
    };
    graph.entries().iter().filter_map(service).collect()
}

/// How an Ingress for a load balancer of AWS leads to an action that an annotation describes, instead of a Service
/// (aws-load-balancer-controller docs/guide/ingress/annotations.md, 2026-08-17).
const ACTION_PORT: &str = "use-annotation";
const ACTION: &str = "alb.ingress.kubernetes.io/actions.";

struct Finder<'a, 'b> {
    graph: &'b Graph<'a>,
    services: HashMap<(&'a str, &'a str), &'a Service>,
    report: &'b mut Report,
}

/// What every namespace has by itself.
fn is_everywhere(kind: &str, name: &str) -> bool {
    matches!((kind, name), ("ServiceAccount", "default") | ("ConfigMap", "kube-root-ca.crt"))
}

impl Finder<'_, '_> {
    fn missing(&mut self, entry: &Entry, what: impl std::fmt::Display) {
        self.report.push(
            Diagnostic::error(codes::DANGLING_REFERENCE, format!("{} refers to {what}, and there is none", entry.object.title()))
                .at(entry.origin)
                .help("correct the name, or add what is missing"),
        );
    }

    fn want(&mut self, entry: &Entry, kind: &str, name: &str) {
        if !is_everywhere(kind, name) && !self.graph.has(kind, entry.object.namespace().unwrap_or_default(), name) {
            self.missing(entry, format_args!("the {kind} `{name}`"));
        }
    }

    fn want_pods(&mut self, entry: &Entry, namespace: &str, labels: &Labels) {
        if self.graph.selected(namespace, labels).next().is_none() {
            let labels = labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
            self.missing(entry, format_args!("pods with {labels} in `{namespace}`"));
        }
    }

    fn check_pod(&mut self, pod: &PodTemplate<'_>) {
        let Some(spec) = pod.spec() else { return };
        if let Some(account) = &spec.service_account_name {
            self.want(pod.entry, "ServiceAccount", account);
        }
        for volume in spec.volumes.iter().flatten() {
            if let Some(map) = volume.config_map.as_ref().filter(|map| map.optional != Some(true)) {
                self.want(pod.entry, "ConfigMap", &map.name);
            }
            if let Some(claim) = &volume.persistent_volume_claim {
                self.want(pod.entry, "PersistentVolumeClaim", &claim.claim_name);
            }
        }
        for container in pod.containers() {
            let maps = container.env_from.iter().flatten().filter_map(|source| source.config_map_ref.as_ref());
            for map in maps.filter(|map| map.optional != Some(true)) {
                self.want(pod.entry, "ConfigMap", &map.name);
            }
            for mount in container.volume_mounts.iter().flatten() {
                let is_claimed = matches!(&pod.entry.object, Object::StatefulSet(set)
                    if set.spec.volume_claim_templates.iter().flatten().any(|claim| claim.metadata.name.as_ref() == Some(&mount.name)));
                if !is_claimed && !spec.volumes.iter().flatten().any(|volume| volume.name == mount.name) {
                    self.missing(pod.entry, format_args!("the volume `{}`", mount.name));
                }
            }
        }
    }

    /// Roles of the cluster may be its own, such as `view`, and so may accounts of other namespaces; who else is bound is a person.
    fn check_binding(&mut self, entry: &Entry, role: &RoleRef, subjects: Option<&[Subject]>) {
        if role.kind == "Role" {
            self.want(entry, "Role", &role.name);
        }
        for account in subjects.into_iter().flatten().filter(|subject| subject.kind == "ServiceAccount") {
            let namespace = account.namespace.as_deref().unwrap_or_default();
            let is_there =
                is_everywhere("ServiceAccount", &account.name) || self.graph.has("ServiceAccount", namespace, &account.name);
            if self.graph.has("Namespace", "", namespace) && !is_there {
                self.missing(entry, format_args!("the ServiceAccount `{}`", account.name));
            }
        }
    }

    fn check_object(&mut self, entry: &Entry) {
        let namespace = entry.object.namespace().unwrap_or_default();
        match &entry.object {
            Object::Service(service) => {
                if let Some(selector) = service.spec.as_ref().and_then(|spec| spec.selector.as_ref()) {
                    self.want_pods(entry, namespace, selector);
                }
            }
            Object::StatefulSet(set) => {
                if let Some(service) = &set.spec.service_name {
                    self.want(entry, "Service", service);
                }
            }
            Object::ScaledObject(scaled) => {
                self.want(entry, "Deployment", &scaled.spec.scale_target_ref.name);
                for reference in scaled.spec.triggers.iter().filter_map(|trigger| trigger.authentication_ref.as_ref()) {
                    self.want(entry, "TriggerAuthentication", &reference.name);
                }
            }
            Object::RoleBinding(binding) => self.check_binding(entry, &binding.role_ref, binding.subjects.as_deref()),
            Object::ClusterRoleBinding(binding) => self.check_binding(entry, &binding.role_ref, binding.subjects.as_deref()),
            Object::HorizontalPodAutoscaler(scaler) => {
                let target = &scaler.spec.scale_target_ref;
                self.want(entry, &target.kind, &target.name);
            }
            Object::PodDisruptionBudget(budget) => {
                if let Some(labels) =
                    budget.spec.as_ref().and_then(|spec| spec.selector.as_ref()).and_then(|all| all.match_labels.as_ref())
                {
                    self.want_pods(entry, namespace, labels);
                }
            }
            Object::NetworkPolicy(policy) => self.check_policy(entry, policy, namespace),
            Object::Ingress(ingress) => self.check_ingress(entry, ingress, namespace),
            Object::HttpRoute(route) => self.check_route(entry, &route.spec, namespace),
            Object::TargetGroupConfiguration(group) => self.want(entry, "Service", &group.spec.target_reference.name),
            Object::HealthCheckPolicy(policy) => self.want(entry, "Service", &policy.spec.target_ref.name),
            Object::GcpBackendPolicy(policy) => self.want(entry, "Service", &policy.spec.target_ref.name),
            _ => {}
        }
    }

    /// Pods of other namespaces may come from elsewhere; those of the policy's own namespace are in the bundle.
    fn check_policy(&mut self, entry: &Entry, policy: &NetworkPolicy, namespace: &str) {
        let Some(spec) = &policy.spec else { return };
        let from = spec.ingress.iter().flatten().flat_map(|rule| rule.from.iter().flatten());
        let to = spec.egress.iter().flatten().flat_map(|rule| rule.to.iter().flatten());
        let peers = from.chain(to).filter(|peer| peer.namespace_selector.is_none()).filter_map(|peer| peer.pod_selector.as_ref());
        for labels in peers.chain(spec.pod_selector.as_ref()).filter_map(|selector| selector.match_labels.as_ref()) {
            self.want_pods(entry, namespace, labels);
        }
    }

    fn check_ingress(&mut self, entry: &Entry, ingress: &Ingress, namespace: &str) {
        let rules = ingress.spec.iter().flat_map(|spec| spec.rules.iter().flatten());
        let backends = rules
            .filter_map(|rule| rule.http.as_ref())
            .flat_map(|http| &http.paths)
            .filter_map(|path| path.backend.service.as_ref());
        for backend in backends {
            let port = backend.port.clone().unwrap_or_default();
            if port.name.as_deref() == Some(ACTION_PORT) {
                let key = format!("{ACTION}{}", backend.name);
                if !ingress.metadata.annotations.as_ref().is_some_and(|annotations| annotations.contains_key(&key)) {
                    self.missing(entry, format_args!("the annotation `{key}`"));
                }
            } else {
                self.want_port(entry, namespace, &backend.name, port.number.unwrap_or_default());
            }
        }
    }

    fn check_route(&mut self, entry: &Entry, route: &HttpRouteSpec, namespace: &str) {
        for parent in &route.parent_refs {
            let of_gateway = parent.namespace.as_deref().unwrap_or(namespace);
            if !self.graph.has("Gateway", of_gateway, &parent.name) {
                self.missing(entry, format_args!("the Gateway `{}`", parent.name));
            }
        }
        for backend in route.rules.iter().flat_map(|rule| &rule.backend_refs) {
            self.want_port(entry, namespace, &backend.name, backend.port);
        }
    }

    /// The Service has the port, and one of its pods listens where the port leads.
    fn want_port(&mut self, entry: &Entry, namespace: &str, name: &str, port: i32) {
        let Some(service) = self.services.get(&(namespace, name)).copied() else {
            return self.missing(entry, format_args!("the Service `{name}`"));
        };
        let spec = service.spec.as_ref();
        let Some(found) =
            spec.and_then(|spec| spec.ports.as_ref()).and_then(|ports| ports.iter().find(|found| found.port == port))
        else {
            return self.missing(entry, format_args!("the port {port} of the Service `{name}`"));
        };
        let target = found.target_port.clone().unwrap_or(IntOrString::Int(port));
        let listens = |pod: &PodTemplate<'_>| {
            pod.containers().flat_map(|container| container.ports.iter().flatten()).any(|port| match &target {
                IntOrString::Int(number) => port.container_port == *number,
                IntOrString::String(name) => port.name.as_ref() == Some(name),
            })
        };
        // A Service without a selector leads elsewhere: to a name, or to addresses that somebody else keeps.
        let Some(selector) = spec.and_then(|spec| spec.selector.as_ref()) else { return };
        if !Some(selector).is_some_and(|labels| self.graph.selected(namespace, labels).any(listens)) {
            self.missing(entry, format_args!("a container that listens on the target of port {port} of the Service `{name}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{account, found, good_pod, owner, workload};
    use super::*;
    use crate::k8s::meta::annotate;
    use crate::k8s::pod::{config_volume, port};
    use crate::k8s::rbac::{node_reader, watcher};
    use crate::k8s::scaling::pod_disruption_budget;
    use crate::k8s::service::{Port, service};
    use k8s_openapi::api::core::v1::Namespace;
    use k8s_openapi::api::networking::v1::{
        HTTPIngressPath, HTTPIngressRuleValue, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec,
        ServiceBackendPort,
    };
    use k8s_openapi::api::rbac::v1::RoleBinding;
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

    fn api(target: u16) -> Object {
        service(&owner(), "service", "api", Port { name: "http", number: 80, target }).into()
    }

    #[test]
    fn a_whole_bundle_is_silent() {
        let mut pod = good_pod();
        pod.containers[0].ports = Some(vec![port("http", 8000)]);
        let budget = pod_disruption_budget(&owner(), "service").into();
        assert_eq!(found(&CHECK, [account(), workload(pod), api(8000), budget]), []);
    }

    #[test]
    fn finds_what_is_missing() {
        assert_eq!(found(&CHECK, [workload(good_pod())]), [codes::DANGLING_REFERENCE], "the account");
        assert_eq!(found(&CHECK, [api(8000)]), [codes::DANGLING_REFERENCE], "the pods of a Service");
        assert_eq!(
            found(&CHECK, [pod_disruption_budget(&owner(), "other").into()]),
            [codes::DANGLING_REFERENCE],
            "the pods of a budget"
        );
        let mut pod = good_pod();
        pod.volumes.push(config_volume("config", "api-config"));
        assert_eq!(found(&CHECK, [account(), workload(pod)]), [codes::DANGLING_REFERENCE], "the ConfigMap");
    }

    #[test]
    fn a_binding_is_of_accounts_that_are_there() {
        let namespace = Namespace { metadata: named("shop"), ..Namespace::default() };
        let (role, binding) = node_reader(&owner(), "service");
        let objects =
            |more: Vec<Object>| more.into_iter().chain([namespace.clone().into(), role.clone().into(), binding.clone().into()]);
        assert_eq!(found(&CHECK, objects(vec![account()])), []);
        assert_eq!(found(&CHECK, objects(Vec::new())), [codes::DANGLING_REFERENCE], "the account");
        let (_, alone) = watcher(&owner(), "service", "shop", &[]);
        assert_eq!(found(&CHECK, [namespace.clone().into(), account(), alone.into()]), [codes::DANGLING_REFERENCE], "the role");
    }

    #[test]
    fn what_the_cluster_has_by_itself_is_not_missed() {
        let subject = |kind: &str, name: &str, namespace: Option<&str>| Subject {
            kind: kind.to_owned(),
            name: name.to_owned(),
            namespace: namespace.map(str::to_owned),
            ..Subject::default()
        };
        let binding = RoleBinding {
            metadata: ObjectMeta { namespace: Some("shop".to_owned()), ..named("viewers") },
            role_ref: RoleRef { kind: "ClusterRole".to_owned(), name: "view".to_owned(), ..RoleRef::default() },
            subjects: Some(vec![subject("Group", "developers", None), subject("ServiceAccount", "robot", Some("ci"))]),
        };
        assert_eq!(found(&CHECK, [binding.into()]), []);
    }

    fn named(name: &str) -> ObjectMeta {
        ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() }
    }

    /// An Ingress whose one path leads to the action `shared`, which it describes or not.
    fn ingress(annotations: &[(&str, &str)]) -> Object {
        let port = ServiceBackendPort { name: Some(ACTION_PORT.to_owned()), number: None };
        let service = IngressServiceBackend { name: "shared".to_owned(), port: Some(port) };
        let path = HTTPIngressPath {
            path: Some("/".to_owned()),
            path_type: "Prefix".to_owned(),
            backend: IngressBackend { service: Some(service), resource: None },
        };
        let rule = IngressRule { host: None, http: Some(HTTPIngressRuleValue { paths: vec![path] }) };
        let mut metadata = owner().metadata("routing", None);
        annotate(&mut metadata, annotations.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let spec = IngressSpec { rules: Some(vec![rule]), ..IngressSpec::default() };
        Ingress { metadata, spec: Some(spec), ..Ingress::default() }.into()
    }

    #[test]
    fn an_action_of_an_ingress_is_an_annotation() {
        assert_eq!(found(&CHECK, [ingress(&[("alb.ingress.kubernetes.io/actions.shared", "{}")])]), []);
        let other = ingress(&[("alb.ingress.kubernetes.io/actions.other", "{}")]);
        assert_eq!(found(&CHECK, [other]), [codes::DANGLING_REFERENCE]);
    }
}
