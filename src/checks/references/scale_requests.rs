//! Scaling by a share of a request that containers do not have.

use super::super::{Check, Context, Rule};
use super::scalers::scaled_object;
use super::service::may_have_more_containers;
use crate::diag::{Report, codes};
use crate::manifest::{Container, Graph, Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SCALE_REQUEST,
        "\
What: an autoscaler that goes by a share of CPU or memory, for pods of which a container has no request for it. All containers
count that run as long as the pod, sidecars too.
Why: the share cannot be computed: `failed to get cpu utilization: missing request for cpu`, and nothing is ever scaled.
Example: `averageUtilization: 70` of CPU for a pod whose sidecar has no resources.
Fix: give each container a request, or go by one container with a metric of the type `ContainerResource`.",
    )],
    rule: Rule::Graph(run),
};

/// A share that a scaler goes by: of what, of which container, and where that is written.
struct Share<'a> {
    resource: &'a str,
    container: Option<&'a str>,
    place: &'a Node,
}

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for scaler in graph.of_kind("HorizontalPodAutoscaler") {
        check(graph, scaler, &of_autoscaler(scaler), found);
    }
    for scaler in graph.of_kind("ScaledObject") {
        check(graph, scaler, &of_keda(scaler), found);
    }
}

/// What a HorizontalPodAutoscaler goes by; one without metrics goes by CPU (Kubernetes `autoscaling/v2` defaults, 1.36).
fn of_autoscaler(scaler: Object<'_>) -> Vec<Share<'_>> {
    let Some(spec) = scaler.spec() else { return Vec::new() };
    if let Some(place) = spec.get("targetCPUUtilizationPercentage") {
        return vec![Share { resource: "cpu", container: None, place }];
    }
    if spec.items("metrics").is_empty() {
        return spec.get("scaleTargetRef").map(|place| Share { resource: "cpu", container: None, place }).into_iter().collect();
    }
    let share = |metric| {
        let detail: &Node = Node::get(metric, "resource").or_else(|| metric.get("containerResource"))?;
        let place = detail.dig(&["target", "averageUtilization"]).or_else(|| detail.get("targetAverageUtilization"))?;
        Some(Share { resource: detail.text("name")?, container: detail.text("container"), place })
    };
    spec.items("metrics").iter().filter_map(share).collect()
}

/// What a ScaledObject goes by: its triggers `cpu` and `memory` (KEDA documentation, "CPU" and "Memory").
fn of_keda(scaler: Object<'_>) -> Vec<Share<'_>> {
    let share = |trigger| {
        let resource = Node::text(trigger, "type").filter(|kind| matches!(*kind, "cpu" | "memory"))?;
        let metadata = trigger.get("metadata")?;
        let kind = trigger.text("metricType").or_else(|| metadata.text("type")).unwrap_or("Utilization");
        let place = metadata.get("value").filter(|_| kind == "Utilization")?;
        Some(Share { resource, container: metadata.text("containerName"), place })
    };
    scaler.spec().into_iter().flat_map(|spec| spec.items("triggers")).filter_map(share).collect()
}

fn check(graph: &Graph<'_>, scaler: Object<'_>, shares: &[Share<'_>], found: &mut Report) {
    if shares.is_empty() {
        return;
    }
    let Some(target) = scaled_object(graph, scaler, "scaleTargetRef") else { return };
    for pod in graph.pods_of(target).filter(|pod| !may_have_more_containers(pod)) {
        for share in shares {
            check_share(graph, scaler, pod, share, found);
        }
    }
}

fn check_share(graph: &Graph<'_>, scaler: Object<'_>, pod: &Pod<'_>, share: &Share<'_>, found: &mut Report) {
    let Share { resource, container, place } = share;
    if is_given_otherwise(graph, pod, resource) {
        return;
    }
    let counts = |found: &Container<'_>| container.is_none_or(|name| found.name() == name);
    let message = match (container, pod.running().find(|found| counts(found) && !has_request(found.node, resource))) {
        (_, Some(without)) => {
            format!("the container `{}` of {} has no request for {resource}", without.name(), pod.owner.title())
        }
        (Some(name), None) if !pod.running().any(|found| counts(&found)) => {
            format!("{} has no container `{name}`", pod.owner.title())
        }
        _ => return,
    };
    found.push(
        scaler
            .error(codes::SCALE_REQUEST, place, message)
            .related(pod.owner.place(pod.owner.head()), "the workload that is scaled")
            .help(format!("give each of its containers a request for {resource}, of which this is a share")),
    );
}

/// A limit without a request is the request too.
fn has_request(node: &Node, resource: &str) -> bool {
    let has = |kind: &str| node.dig(&["resources", kind, resource]).is_some_and(|amount| !amount.is_null());
    has("requests") || has("limits")
}

/// Whether the pod as a whole has requests, or the namespace or another scaler gives each container some.
fn is_given_otherwise(graph: &Graph<'_>, pod: &Pod<'_>, resource: &str) -> bool {
    let of_namespace = graph.of_kind("LimitRange").filter(|range| range.namespace == pod.owner.namespace);
    let limits = of_namespace.filter_map(|range| range.spec()).flat_map(|spec| spec.items("limits"));
    let defaults = limits.filter(|limit| limit.text("type") == Some("Container")).any(|limit| {
        ["defaultRequest", "default", "max"]
            .iter()
            .any(|key| limit.get(key).is_some_and(|amounts| amounts.get(resource).is_some()))
    });
    let vertical = graph.of_kind("VerticalPodAutoscaler").any(|scaler| {
        scaler.namespace == pod.owner.namespace
            && scaled_object(graph, scaler, "targetRef") == Some(pod.owner)
            && scaler.spec().and_then(|spec| spec.dig(&["updatePolicy", "updateMode"])).and_then(Node::as_str) != Some("Off")
    });
    has_request(pod.spec, resource) || defaults || vertical
}
