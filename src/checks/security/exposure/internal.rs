//! Databases and tools without a lock that face the outside.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Container, Graph, Object, Selector};
use crate::yaml::Node;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[(
        codes::INTERNAL_EXPOSED,
        "\
What: a Service of the type LoadBalancer or NodePort in front of a database, a queue or a cache, or of a tool that asks nobody for a
password: MLflow, Prometheus, TensorBoard, Flower.
Why: machines look for such ports day and night. A Redis or a MongoDB without a password is found within hours, and MLflow gives everybody
every model, and lets everybody replace them.
Example: `type: LoadBalancer` in front of `ghcr.io/mlflow/mlflow`.
Fix: `type: ClusterIP`, and `kubectl port-forward` for people; a tool gets a way in with a login. A load balancer inside of the network says
so by an annotation, or by `loadBalancerSourceRanges`.",
    )],
    rule: Rule::Graph(run),
};

/// Programs that keep data, by the last part of their image.
const STORES: [&str; 16] = [
    "cassandra",
    "clickhouse",
    "clickhouse-server",
    "elasticsearch",
    "etcd",
    "mariadb",
    "memcached",
    "mongo",
    "mongodb",
    "mysql",
    "opensearch",
    "postgres",
    "postgresql",
    "rabbitmq",
    "redis",
    "valkey",
];

/// Tools that ask nobody for a password unless they are told to, and the words by which they are; TensorBoard cannot.
const TOOLS: [(&str, &[&str]); 6] = [
    ("alertmanager", &["--web.config.file"]),
    ("flower", &["--basic", "--auth"]),
    ("mlflow", &["basic-auth"]),
    ("prometheus", &["--web.config.file"]),
    ("pushgateway", &["--web.config.file"]),
    ("tensorboard", &[]),
];

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    for service in graph.of_kind("Service").filter(|service| service.group().is_empty()) {
        let Some(spec) = service.spec() else { continue };
        let Some(place) = spec.get("type").filter(|kind| matches!(kind.as_str(), Some("LoadBalancer" | "NodePort"))) else {
            continue;
        };
        if place.as_str() == Some("LoadBalancer") && is_inside(service, spec) {
            continue;
        }
        let Some(selector) = spec.get("selector").map(Selector::of_labels).filter(|selector| !selector.is_empty()) else {
            continue;
        };
        let mut containers = graph.selected(service.namespace, &selector).flat_map(|pod| {
            let is_alone = pod.running().nth(1).is_none();
            pod.running().filter(move |container| leads_to(spec, *container, is_alone))
        });
        if let Some((name, is_store)) = containers.find_map(program) {
            let message =
                format!("`{name}` faces whoever reaches the {}", if is_balanced(place) { "load balancer" } else { "nodes" });
            let found = if is_store || is_balanced(place) {
                service.warning(codes::INTERNAL_EXPOSED, place, message)
            } else if service.is_rendered() {
                continue;
            } else {
                service.info(codes::INTERNAL_EXPOSED, place, message)
            };
            report.push(found.help("let it be a ClusterIP; people reach it with `kubectl port-forward`"));
        }
    }
}

fn is_balanced(kind: &Node) -> bool {
    kind.as_str() == Some("LoadBalancer")
}

/// Whether a load balancer is for the inside of a network, or for some addresses only. The AWS Load Balancer Controller makes internal ones
/// unless it is told otherwise (its documentation, "Annotations", 2026-11).
fn is_inside(service: Object<'_>, spec: &Node) -> bool {
    let annotations = || service.metadata().into_iter().flat_map(|metadata| metadata.entries("annotations"));
    let says_internal = annotations().any(|(key, value)| {
        let text = value.as_str().unwrap_or_default();
        let is_switch = key.name.contains("internal") && matches!(text, "true" | "0.0.0.0/0");
        key.name.contains("load-balancer") && (is_switch || text.eq_ignore_ascii_case("internal"))
    });
    let aws = |key: &str| service.annotation(&format!("service.beta.kubernetes.io/aws-load-balancer-{key}"));
    let is_by_controller =
        spec.text("loadBalancerClass") == Some("service.k8s.aws/nlb") || matches!(aws("type"), Some("external" | "nlb-ip"));
    says_internal
        || (is_by_controller && aws("scheme") != Some("internet-facing"))
        || !spec.items("loadBalancerSourceRanges").is_empty()
}

/// Whether a Service leads to a port of a container; a container that names none is meant if it is alone.
fn leads_to(service: &Node, container: Container<'_>, is_alone: bool) -> bool {
    let ports = container.node.items("ports");
    if ports.is_empty() {
        return is_alone;
    }
    service.items("ports").iter().any(|port| {
        let target = port.get("targetPort").or_else(|| port.get("port"));
        match target.map(|target| (target.as_integer(), target.as_str())) {
            Some((Some(number), _)) => ports.iter().any(|own| own.integer("containerPort") == Some(number)),
            Some((None, Some(name))) => container.port(name).is_some(),
            _ => false,
        }
    })
}

/// The program in a container that should not face the outside, and whether it keeps data.
fn program(container: Container<'_>) -> Option<(&'static str, bool)> {
    let image = container.node.text("image")?;
    let repository = image.split('@').next()?.rsplit('/').next()?.split(':').next()?;
    if let Some(name) = STORES.iter().find(|name| **name == repository) {
        return Some((name, true));
    }
    let words = || container.node.items("command").iter().chain(container.node.items("args")).filter_map(Node::as_str);
    let env = || container.node.items("env").iter().filter_map(|variable| variable.text("name"));
    let is_it = |name: &str| repository == name || words().next().is_some_and(|word| word.split(' ').next() == Some(name));
    let (name, locks) = TOOLS.iter().find(|(name, _)| is_it(name))?;
    let is_locked =
        words().any(|word| locks.iter().any(|lock| word.contains(lock))) || env().any(|variable| variable.contains("AUTH"));
    (!is_locked).then_some((name, false))
}
