//! Monitors and rules that no Prometheus of the input takes.
//!
//! Which it takes is said by its selectors: documentation of `PrometheusSpec` and `ThanosRulerSpec` in prometheus-operator (v0.92, 2026-11).

use super::super::{Check, Context, Rule};
use super::find::place_of;
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object, Selector};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::UNSELECTED_MONITOR,
        "\
What: a ServiceMonitor, PodMonitor, Probe, ScrapeConfig or PrometheusRule that no Prometheus among the objects selects.
Why: it is applied, and nothing is measured; nothing says so. A Prometheus takes what has the labels of its selector, in the namespaces of \
its namespace selector; that of the chart kube-prometheus-stack wants the label `release` with the name of its own release.
Example: `serviceMonitorSelector: {matchLabels: {release: monitoring}}` and a ServiceMonitor without this label.
Fix: give the monitor the label, or let the Prometheus select everything with `serviceMonitorSelector: {}`; without a \
`serviceMonitorNamespaceSelector` it looks into its own namespace only.",
    )],
    rule: Rule::Graph(run),
};

const GROUP: &str = "monitoring.coreos.com";
/// Programs that take monitors and rules without being asked for by a label.
const OTHERS: [&str; 4] = ["OpenTelemetryCollector", "TargetAllocator", "VMAgent", "VMAlert"];

/// A kind that is selected: by whom, and which of their fields say so.
struct Selected {
    kind: &'static str,
    servers: [&'static str; 2],
    labels: &'static str,
    namespaces: &'static str,
}

const MONITORS: [&str; 2] = ["Prometheus", "PrometheusAgent"];
const KINDS: [Selected; 5] = [
    row("ServiceMonitor", MONITORS, "serviceMonitorSelector", "serviceMonitorNamespaceSelector"),
    row("PodMonitor", MONITORS, "podMonitorSelector", "podMonitorNamespaceSelector"),
    row("Probe", MONITORS, "probeSelector", "probeNamespaceSelector"),
    row("ScrapeConfig", MONITORS, "scrapeConfigSelector", "scrapeConfigNamespaceSelector"),
    row("PrometheusRule", ["Prometheus", "ThanosRuler"], "ruleSelector", "ruleNamespaceSelector"),
];

const fn row(kind: &'static str, servers: [&'static str; 2], labels: &'static str, namespaces: &'static str) -> Selected {
    Selected { kind, servers, labels, namespaces }
}

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    if OTHERS.iter().any(|kind| graph.of_kind(kind).next().is_some()) {
        return;
    }
    let of_operator = |kind: &'static str| graph.of_kind(kind).filter(|object| object.group() == GROUP);
    for selected in &KINDS {
        let servers: Vec<Object<'_>> =
            selected.servers.iter().flat_map(|kind| of_operator(kind)).filter(|server| is_managed(*server, selected)).collect();
        if servers.is_empty() {
            continue;
        }
        for object in of_operator(selected.kind) {
            check(graph, selected, &servers, object, report);
        }
    }
}

/// Whether the operator writes what a server reads. Without any of these selectors somebody else does.
fn is_managed(server: Object<'_>, selected: &Selected) -> bool {
    let has = |key: &str| server.spec().and_then(|spec| spec.get(key)).is_some_and(|node| !node.is_null());
    selected.kind == "PrometheusRule" || KINDS.iter().filter(|row| row.servers == MONITORS).any(|row| has(row.labels))
}

fn check<'a>(graph: &Graph<'a>, selected: &Selected, servers: &[Object<'a>], object: Object<'a>, report: &mut Report) {
    let mut refusal = None;
    for server in servers {
        match refuses(graph, selected, *server, object) {
            Some(reason) => refusal = refusal.or(Some((*server, reason))),
            None => return,
        }
    }
    let Some((server, Refusal { place, message, help })) = refusal else { return };
    let more = if servers.len() > 1 { ", and none of the others does" } else { "" };
    let found = object.warning(
        codes::UNSELECTED_MONITOR,
        object.head(),
        format!("{} does not select it: {message}{more}", server.title()),
    );
    let place = place.and_then(|node| server.place(node)).or_else(|| place_of(server));
    report.push(found.related(place, "this decides").help(help));
}

/// Why a server does not take an object.
struct Refusal<'a> {
    place: Option<&'a Node>,
    message: String,
    help: String,
}

/// Why a server certainly does not take an object; none if it does, or if that cannot be known.
fn refuses<'a>(graph: &Graph<'a>, selected: &Selected, server: Object<'a>, object: Object<'a>) -> Option<Refusal<'a>> {
    let said = |key: &str| server.spec().and_then(|spec| spec.get(key)).filter(|node| !node.is_null());
    let Some(node) = said(selected.labels) else {
        let message = format!("it has no `{}`, and so selects none", selected.labels);
        return Some(Refusal { place: None, message, help: format!("`{}: {{}}` selects all", selected.labels) });
    };
    let selector = Selector::of(node);
    if !selector.matches(|key| object.label(key)) {
        let message = format!("it wants {}", selector.shown());
        return Some(Refusal {
            place: Some(node),
            message,
            help: "give it these labels, or let the server select others".to_owned(),
        });
    }
    let node = said(selected.namespaces);
    let refused = match node {
        // Objects without a namespace land where they are applied.
        None => is_placed(server) && is_placed(object) && server.namespace != object.namespace,
        Some(node) => is_other_namespace(graph, &Selector::of(node), object),
    };
    refused.then(|| Refusal {
        place: node,
        message: match node {
            None => format!("it looks into its own namespace `{}` only", server.namespace),
            Some(_) => format!("it does not look into the namespace `{}`", object.namespace),
        },
        help: format!("let `{}` mean the namespace; `{{}}` means all", selected.namespaces),
    })
}

/// Whether a selector of namespaces certainly does not mean that of an object.
fn is_other_namespace<'a>(graph: &Graph<'a>, selector: &Selector<'_>, object: Object<'a>) -> bool {
    const NAME: &str = "kubernetes.io/metadata.name";
    let namespace = graph.find("Namespace", "", object.namespace);
    let mut keys = selector.equal.iter().map(|(key, _)| *key).chain(selector.conditions.iter().map(|condition| condition.key));
    let is_known = is_placed(object) && (namespace.is_some() || keys.all(|key| key == NAME));
    let label = |key: &str| if key == NAME { Some(object.namespace) } else { namespace.and_then(|found| found.label(key)) };
    is_known && !selector.matches(label)
}

fn is_placed(object: Object<'_>) -> bool {
    object.metadata().is_some_and(|metadata| metadata.text("namespace").is_some())
}
