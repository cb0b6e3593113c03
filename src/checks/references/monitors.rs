//! What Prometheus' monitors select, and the ports that they read.

use super::super::{Check, Context, Rule};
use super::find::{Finder, near_miss, place_of};
use super::service::may_have_more_containers;
use crate::diag::{Report, codes, nearest};
use crate::manifest::{Graph, Object, Pod, Selector};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::MONITOR_SELECTS_NOTHING,
            "\
What: a ServiceMonitor that selects no Service, or a PodMonitor that selects no pod.
Why: nothing is measured, and nothing says so.
Example: `selector: {matchLabels: {app: api}}` while only the pods carry `app: api`, and not their Service.
Fix: a ServiceMonitor goes by the labels of the Service itself, in its own namespace unless `namespaceSelector` says another.",
        ),
        (
            codes::MONITOR_PORT,
            "\
What: an endpoint of a monitor whose port is no name of a port of what it selects.
Why: nothing is measured, and nothing says so.
Example: `endpoints: [{port: \"8000\"}]`, or `port: metrics` for a Service whose port is called `http`.
Fix: a ServiceMonitor wants the name of a port of the Service, a PodMonitor that of a container.",
        ),
    ],
    rule: Rule::Graph(run),
};

const GROUP: &str = "monitoring.coreos.com";

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let monitors = |kind| graph.of_kind(kind).filter(|monitor| monitor.group() == GROUP);
    if monitors("ServiceMonitor").chain(monitors("PodMonitor")).next().is_none() {
        return;
    }
    let services = Services::new(graph);
    let mut finder = Finder { graph, context, found };
    for monitor in monitors("ServiceMonitor") {
        check_services(&mut finder, monitor, &services);
    }
    for monitor in monitors("PodMonitor") {
        check_pods(&mut finder, monitor);
    }
}

/// The Services by label.
struct Services<'a> {
    all: Vec<Object<'a>>,
    by_label: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Services<'a> {
    fn new(graph: &Graph<'a>) -> Self {
        let all: Vec<Object<'a>> = graph.of_kind("Service").filter(|service| service.group().is_empty()).collect();
        let mut by_label: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, service) in all.iter().enumerate() {
            for (key, value) in service.labels() {
                by_label.entry((&*key.name, value.as_str().unwrap_or_default())).or_default().push(index);
            }
        }
        Self { all, by_label }
    }

    fn selected<'s>(&'s self, selector: &Selector<'s>, namespaces: &Namespaces<'_>) -> Vec<Object<'a>> {
        const NONE: &[usize] = &[];
        let of_label = |(key, value): &(&'s str, &'s str)| self.by_label.get(&(*key, *value)).map_or(NONE, Vec::as_slice);
        let is_meant = |service: &Object<'a>| namespaces.have(service.namespace) && selector.matches(|key| service.label(key));
        match selector.equal.iter().map(of_label).min_by_key(|found| found.len()) {
            Some(rarest) => rarest.iter().map(|index| self.all[*index]).filter(is_meant).collect(),
            None => self.all.iter().copied().filter(is_meant).collect(),
        }
    }
}

/// The namespaces that a monitor looks at.
enum Namespaces<'a> {
    All,
    Some(Vec<&'a str>),
}

impl<'a> Namespaces<'a> {
    fn of(monitor: Object<'a>, spec: &'a Node) -> Self {
        match spec.get("namespaceSelector") {
            Some(selector) if selector.is_true("any") => Self::All,
            Some(selector) if !selector.items("matchNames").is_empty() => {
                Self::Some(selector.items("matchNames").iter().filter_map(Node::as_str).collect())
            }
            _ => Self::Some(vec![monitor.namespace]),
        }
    }

    fn have(&self, namespace: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(names) => names.contains(&namespace),
        }
    }

    /// Whether an operator is known to make such objects there, besides those that are in sight.
    fn are_operated(&self, graph: &Graph<'_>, kind: &str) -> bool {
        match self {
            Self::All => false,
            Self::Some(_) => self.may_have(graph, kind),
        }
    }

    /// Whether somebody may make what is selected.
    fn may_have(&self, graph: &Graph<'_>, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(names) => names.iter().any(|name| graph.provided().may_have(kind, name)),
        }
    }
}

fn check_services<'a>(finder: &mut Finder<'a, '_>, monitor: Object<'a>, services: &Services<'a>) {
    let Some(spec) = monitor.spec() else { return };
    let Some(node) = spec.get("selector") else { return };
    let (selector, namespaces) = (Selector::of(node), Namespaces::of(monitor, spec));
    let selected = services.selected(&selector, &namespaces);
    if selected.is_empty() {
        let near = services.all.iter().filter(|service| namespaces.have(service.namespace)).find_map(|service| {
            let has_value = |wanted: &str| service.labels().any(|(_, value)| value.as_str() == Some(wanted));
            let of_pods = service.spec().and_then(|spec| spec.get("selector"));
            let leads_to_it =
                of_pods.is_some_and(|labels| !selector.equal.is_empty() && selector.matches(|key| labels.text(key)));
            let by_labels = || near_miss(&selector, |key| service.label(key), has_value);
            let wrong = leads_to_it.then(|| "only its pods carry the labels, and not the Service itself".to_owned());
            Some((*service, wrong.or_else(by_labels)?))
        });
        return tell_nothing(finder, monitor, node, &selector, &namespaces, "Service", near);
    }
    if namespaces.are_operated(finder.graph, "Service") {
        return;
    }
    for endpoint in spec.items("endpoints") {
        let Some(place) = endpoint.get("port") else { continue };
        let ports = || selected.iter().filter_map(Object::spec).flat_map(|spec| spec.items("ports"));
        let names: Vec<&str> = ports().filter_map(|port| port.text("name")).collect();
        tell_port(finder, monitor, place, &names, selected[0], "Service");
    }
}

fn check_pods<'a>(finder: &mut Finder<'a, '_>, monitor: Object<'a>) {
    let Some(spec) = monitor.spec() else { return };
    let Some(node) = spec.get("selector") else { return };
    let (selector, namespaces) = (Selector::of(node), Namespaces::of(monitor, spec));
    let graph = finder.graph;
    let selected: Vec<&Pod<'a>> = match &namespaces {
        Namespaces::All => graph.pods().iter().filter(|pod| selector.matches(|key| pod.label(key))).collect(),
        Namespaces::Some(names) => names.iter().flat_map(|name| graph.selected(name, &selector)).collect(),
    };
    let Some(first) = selected.first() else {
        let near = graph.pods().iter().filter(|pod| namespaces.have(pod.owner.namespace)).find_map(|pod| {
            let has_value = |wanted: &str| pod.labels().any(|(_, value)| value.as_str() == Some(wanted));
            Some((pod.owner, near_miss(&selector, |key| pod.label(key), has_value)?))
        });
        return tell_nothing(finder, monitor, node, &selector, &namespaces, "Pod", near);
    };
    if selected.iter().any(|pod| may_have_more_containers(pod)) || namespaces.are_operated(graph, "Pod") {
        return;
    }
    let ports = || selected.iter().flat_map(|pod| pod.running()).flat_map(|container| container.node.items("ports"));
    let names: Vec<&str> = ports().filter_map(|port| port.text("name")).collect();
    for place in spec.items("podMetricsEndpoints").iter().filter_map(|endpoint| endpoint.get("port")) {
        tell_port(finder, monitor, place, &names, first.owner, "container");
    }
}

fn tell_nothing<'a>(
    finder: &mut Finder<'a, '_>,
    monitor: Object<'a>,
    place: &'a Node,
    selector: &Selector<'_>,
    namespaces: &Namespaces<'_>,
    kind: &str,
    near: Option<(Object<'a>, String)>,
) {
    let what = if selector.is_empty() { "there is none".to_owned() } else { format!("none has {}", selector.shown()) };
    let message = format!("the monitor selects no {}: {what}", kind.to_lowercase().replace("service", "Service"));
    let is_alone = finder.is_closed(monitor, kind);
    if near.is_none() && namespaces.may_have(finder.graph, kind) {
        return;
    }
    let told = if near.is_some() || is_alone {
        monitor.error(codes::MONITOR_SELECTS_NOTHING, place, message)
    } else {
        monitor.info(codes::MONITOR_SELECTS_NOTHING, place, message)
    };
    finder.found.push(match near {
        Some((other, wrong)) => {
            let help = format!("compare with {}: {wrong}", other.title());
            told.related(place_of(other), format!("this one is not selected: {wrong}")).help(help)
        }
        None => told.help("compare labels and `namespaceSelector`"),
    });
}

fn tell_port<'a>(
    finder: &mut Finder<'a, '_>,
    monitor: Object<'a>,
    place: &'a Node,
    names: &[&str],
    first: Object<'a>,
    kind: &str,
) {
    let Some(name) = place.as_str().filter(|name| !names.contains(name)) else { return };
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("give the port of the {kind} a name"),
        None => format!("the ports there are called {}", names.join(", ")),
    };
    let message = format!("no {kind} that the monitor selects has a port called `{name}`");
    finder
        .found
        .push(monitor.error(codes::MONITOR_PORT, place, message).related(place_of(first), "this one is selected").help(help));
}
