//! Scalers and budgets: the workload that they mean, the requests that they divide by, and who else scales it.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference, place_of};
use crate::diag::{Report, Severity, codes};
use crate::manifest::{Answer, Graph, Object, Selector};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::SCALE_TARGET,
            "\
What: a HorizontalPodAutoscaler, VerticalPodAutoscaler or ScaledObject whose workload is not there, or cannot be scaled.
Why: nothing is scaled, and nothing fails.
Example: `scaleTargetRef: {kind: Deployment, name: api}` while the Deployment is called `loan-api`.
Fix: correct kind, name and `apiVersion`; the workload has to be in the same namespace.",
        ),
        (
            codes::SCALED_TWICE,
            "\
What: a workload that two scalers mean, or whose requests one scaler changes while the other divides by them.
Why: each undoes what the other does; the second HorizontalPodAutoscaler stops both.
Example: a ScaledObject and a HorizontalPodAutoscaler for one Deployment. KEDA makes an autoscaler of its own.
Fix: keep one, with all metrics in it.",
        ),
        (
            codes::REPLICAS_BESIDE_SCALER,
            "\
What: a number of replicas in a workload that a scaler scales.
Why: each time that it is applied the workload goes back to this number, in the middle of the load.
Example: `replicas: 2` in a Deployment that a HorizontalPodAutoscaler holds between 2 and 10.
Fix: take `replicas` out.",
        ),
        (
            codes::BUDGET_SELECTS_NOTHING,
            "\
What: a PodDisruptionBudget that selects no pod.
Why: it protects nothing, and nothing says so.
Example: `matchLabels: {app: api}` while the pods have `app: loan-api`.
Fix: write the labels of the pod template.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    let mut scaled: HashMap<usize, Object<'_>> = HashMap::new();
    for scaler in graph.of_kind("HorizontalPodAutoscaler").chain(graph.of_kind("ScaledObject")) {
        let Some(target) = follow_target(&mut finder, scaler, "scaleTargetRef") else { continue };
        match scaled.insert(target.index, scaler) {
            Some(other) if !is_handed_over(scaler, other) => tell_twice(&mut finder, scaler, other, target),
            Some(_) => {}
            None => check_replicas(&mut finder, scaler, target),
        }
    }
    for scaler in graph.of_kind("VerticalPodAutoscaler").filter(|scaler| scaler.group() == "autoscaling.k8s.io") {
        let Some(target) = follow_target(&mut finder, scaler, "targetRef") else { continue };
        if let Some(other) = scaled.get(&target.index) {
            check_same_resource(&mut finder, scaler, *other);
        }
    }
    for scaler in graph.of_kind("ScaledObject").chain(graph.of_kind("ScaledJob")) {
        check_authentication(&mut finder, scaler);
    }
    for budget in graph.of_kind("PodDisruptionBudget") {
        if let Some(node) = budget.spec().and_then(|spec| spec.get("selector")) {
            finder.want_pods(budget, codes::BUDGET_SELECTS_NOTHING, node, &Selector::of(node), Severity::Warning);
        }
    }
}

/// The reference of a scaler to its workload; KEDA's means a Deployment if it does not say more.
fn target_of<'a>(scaler: Object<'a>, key: &str) -> Option<(&'a Node, &'a str, &'a Node)> {
    let target = scaler.spec()?.get(key)?;
    Some((target, target.text("kind").unwrap_or("Deployment"), target.get("name")?))
}

/// The workload that a scaler means, if it is among the objects.
pub(in crate::checks) fn scaled_object<'a>(graph: &Graph<'a>, scaler: Object<'a>, key: &str) -> Option<Object<'a>> {
    let (_, kind, name) = target_of(scaler, key)?;
    graph.find(kind, scaler.namespace, name.as_str()?)
}

fn follow_target<'a>(finder: &mut Finder<'a, '_>, scaler: Object<'a>, key: &str) -> Option<Object<'a>> {
    let (target, kind, place) = target_of(scaler, key)?;
    if scaler.kind != "VerticalPodAutoscaler" && matches!(kind, "DaemonSet" | "Job" | "CronJob" | "Pod") {
        let message = format!("a {kind} cannot be scaled: it has no number of replicas");
        finder.found.push(
            scaler
                .error(codes::SCALE_TARGET, target.get("kind").unwrap_or(target), message)
                .help("name a Deployment or StatefulSet"),
        );
        return None;
    }
    let name = place.as_str().unwrap_or_default();
    let reference = Reference { from: scaler, place, kind, namespace: scaler.namespace, name };
    let Answer::Here(workload) = finder.follow(codes::SCALE_TARGET, reference) else { return None };
    if let Some(version) = target.get("apiVersion")
        && let Some(text) = version.as_str()
        && text.rsplit_once('/').map_or("", |(group, _)| group) != workload.group()
    {
        let message = format!("{kind} `{name}` is of {}, and not of {text}", workload.api_version);
        finder.found.push(
            scaler
                .error(codes::SCALE_TARGET, version, message)
                .related(place_of(workload), "the workload")
                .help(format!("write `apiVersion: {}`", workload.api_version)),
        );
    }
    Some(workload)
}

/// Whether KEDA was told to take over an autoscaler (KEDA documentation, "Transfer ownership of an existing HPA").
fn is_handed_over(one: Object<'_>, other: Object<'_>) -> bool {
    let is_told = |object: Object<'_>| object.annotation("scaledobject.keda.sh/transfer-hpa-ownership") == Some("true");
    is_told(one) || is_told(other) || (one.kind, one.name) == (other.kind, other.name)
}

fn tell_twice<'a>(finder: &mut Finder<'a, '_>, scaler: Object<'a>, other: Object<'a>, target: Object<'a>) {
    let place = target_of(scaler, "scaleTargetRef").map_or(scaler.head(), |(target, _, _)| target);
    let message = format!("{} is scaled by {} too", target.title(), other.title());
    finder.found.push(
        scaler
            .error(codes::SCALED_TWICE, place, message)
            .related(place_of(other), "the other scaler")
            .help("keep one, with all metrics in it"),
    );
}

fn check_replicas<'a>(finder: &mut Finder<'a, '_>, scaler: Object<'a>, target: Object<'a>) {
    let Some(replicas) = target.spec().and_then(|spec| spec.get("replicas")).filter(|replicas| !replicas.is_null()) else {
        return;
    };
    finder.found.push(
        target
            .warning(codes::REPLICAS_BESIDE_SCALER, replicas, format!("{} decides how many replicas there are", scaler.title()))
            .related(place_of(scaler), "the scaler")
            .help("take `replicas` out: each time that it is applied it undoes the scaling"),
    );
}

/// Whether a vertical scaler changes the requests that the horizontal one divides by.
fn check_same_resource<'a>(finder: &mut Finder<'a, '_>, vertical: Object<'a>, horizontal: Object<'a>) {
    let Some(spec) = vertical.spec() else { return };
    let policies = spec.get("resourcePolicy").map(|policy| policy.items("containerPolicies")).unwrap_or_default();
    let is_off = matches!(spec.dig(&["updatePolicy", "updateMode"]).and_then(Node::as_str), Some("Off"));
    if is_off || policies.iter().any(|policy| policy.text("mode") == Some("Off")) {
        return;
    }
    let changes = |resource: &str| {
        let controlled = |policy: &&Node| policy.get("controlledResources").is_some();
        let mut lists = policies.iter().filter(controlled).peekable();
        lists.peek().is_none()
            || lists.any(|policy| policy.items("controlledResources").iter().any(|item| item.as_str() == Some(resource)))
    };
    let metrics = horizontal.spec().map(|spec| spec.items("metrics")).unwrap_or_default();
    let divides = |metric: &Node, resource: &str| {
        let detail = metric.get("resource").or_else(|| metric.get("containerResource"));
        detail.is_some_and(|detail| {
            detail.text("name") == Some(resource)
                && detail.get("target").is_some_and(|target| target.get("averageUtilization").is_some())
        })
    };
    let both = ["cpu", "memory"]
        .into_iter()
        .find(|resource| changes(resource) && metrics.iter().any(|metric| divides(metric, resource)));
    if let Some(resource) = both {
        let message = format!("{} divides by the request for {resource} that this one changes", horizontal.title());
        let place = target_of(vertical, "targetRef").map_or(vertical.head(), |(target, _, _)| target);
        finder.found.push(
            vertical
                .warning(codes::SCALED_TWICE, place, message)
                .related(place_of(horizontal), "the other scaler")
                .help("leave this resource out: `controlledResources`, or write `updateMode: Off`"),
        );
    }
}

fn check_authentication<'a>(finder: &mut Finder<'a, '_>, scaler: Object<'a>) {
    for trigger in scaler.spec().into_iter().flat_map(|spec| spec.items("triggers")) {
        let Some(reference) = trigger.get("authenticationRef") else { continue };
        let Some(place) = reference.get("name") else { continue };
        let kind = reference.text("kind").unwrap_or("TriggerAuthentication");
        let namespace = if kind.starts_with("Cluster") { "" } else { scaler.namespace };
        let name = place.as_str().unwrap_or_default();
        finder.follow(codes::SCALE_TARGET, Reference { from: scaler, place, kind, namespace, name });
    }
}
