//! Services that an Ingress or a webhook leads to, and certificates of an Ingress.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BACKEND_SERVICE,
            "\
What: a Service that an Ingress, a route, a webhook or an API leads to, and that is not there.
Why: requests are answered with 503; with a missing webhook the API server may refuse every object.
Example: `backend: {service: {name: api, port: {number: 80}}}` while the Service is called `loan-api`.
Fix: correct the name. The Service has to be in the namespace of the Ingress.",
        ),
        (
            codes::BACKEND_PORT,
            "\
What: a port, by number or by name, that the Service does not have.
Why: the way leads nowhere: the controller leaves it out, or answers with 503.
Example: `port: {number: 8000}` for a Service with `port: 80` and `targetPort: 8000`.
Fix: write the port of the Service, not that of the container.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// How an Ingress for a load balancer of AWS leads to an action that an annotation describes, instead of a Service
/// (aws-load-balancer-controller docs/guide/ingress/annotations.md, 2026-08-17).
const ACTION_PORT: &str = "use-annotation";
const ACTION: &str = "alb.ingress.kubernetes.io/actions.";

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for ingress in graph.of_kind("Ingress") {
        check_ingress(&mut finder, ingress);
    }
    for hooks in graph.of_kind("ValidatingWebhookConfiguration").chain(graph.of_kind("MutatingWebhookConfiguration")) {
        for service in hooks.tree().items("webhooks").iter().filter_map(|hook| hook.dig(&["clientConfig", "service"])) {
            check_call(&mut finder, hooks, service);
        }
    }
    for api in graph.of_kind("APIService") {
        if let Some(service) = api.spec().and_then(|spec| spec.get("service")) {
            check_call(&mut finder, api, service);
        }
    }
    for definition in graph.of_kind("CustomResourceDefinition") {
        if let Some(service) = definition.tree().dig(&["spec", "conversion", "webhook", "clientConfig", "service"]) {
            check_call(&mut finder, definition, service);
        }
    }
}

fn check_ingress<'a>(finder: &mut Finder<'a, '_>, ingress: Object<'a>) {
    let Some(spec) = ingress.spec().filter(|_| matches!(ingress.group(), "networking.k8s.io" | "extensions")) else { return };
    let paths = spec.items("rules").iter().filter_map(|rule| rule.get("http")).flat_map(|http| http.items("paths"));
    let backends = paths.filter_map(|path| path.get("backend")).chain(spec.get("defaultBackend")).chain(spec.get("backend"));
    for backend in backends {
        check_backend(finder, ingress, backend);
    }
    for place in spec.items("tls").iter().filter_map(|tls| tls.get("secretName")) {
        let name = place.as_str().unwrap_or_default();
        let reference = Reference { from: ingress, place, kind: "Secret", namespace: ingress.namespace, name };
        finder.follow(codes::SECRET_MISSING, reference);
    }
}

fn check_backend<'a>(finder: &mut Finder<'a, '_>, ingress: Object<'a>, backend: &'a Node) {
    // The older form has the name and the port beside each other.
    let (name, port) = match backend.get("service") {
        Some(service) => {
            let port = service.get("port");
            (service.get("name"), port.and_then(|port| port.get("name").or_else(|| port.get("number"))))
        }
        None => (backend.get("serviceName"), backend.get("servicePort")),
    };
    let Some(name) = name else { return };
    if port.and_then(Node::as_str) != Some(ACTION_PORT) {
        return finder.follow_service(ingress, ingress.namespace, name, port);
    }
    let key = format!("{ACTION}{}", name.as_str().unwrap_or_default());
    if ingress.annotation(&key).is_some() || writes_actions(finder.graph, ingress) {
        return;
    }
    let message = format!("there is no annotation `{key}` that describes the action");
    let told = if finder.is_closed(ingress, "Rollout") {
        ingress.error(codes::BACKEND_SERVICE, name, message)
    } else {
        ingress.warning(codes::BACKEND_SERVICE, name, message)
    };
    finder
        .found
        .push(told.help("add the annotation, or lead to a Service; a Rollout of Argo that names this Ingress adds it too"));
}

/// Whether the controller of a Rollout describes the actions of an Ingress (Argo Rollouts documentation, "AWS Load Balancer Controller",
/// 2026-11).
fn writes_actions(graph: &Graph<'_>, ingress: Object<'_>) -> bool {
    let mut rollouts = graph.of_kind("Rollout").filter(|rollout| rollout.namespace == ingress.namespace);
    rollouts.any(|rollout| {
        let balancer = rollout.spec().and_then(|spec| spec.dig(&["strategy", "canary", "trafficRouting", "alb"]));
        balancer.is_some_and(|balancer| {
            let several = balancer.items("ingresses").iter().filter_map(Node::as_str);
            balancer.text("ingress").into_iter().chain(several).any(|name| name == ingress.name)
        })
    })
}

/// What the API server calls: the Service is named with its namespace.
fn check_call<'a>(finder: &mut Finder<'a, '_>, from: Object<'a>, service: &'a Node) {
    if let (Some(namespace), Some(name)) = (service.text("namespace"), service.get("name")) {
        finder.follow_service(from, namespace, name, service.get("port"));
    }
}
