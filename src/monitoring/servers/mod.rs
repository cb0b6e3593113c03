//! The servers of a bundled monitoring system: entries like any other, whose places in the spec are keys of `monitoring`.

mod alertmanager;
mod grafana;
mod kube_state_metrics;
mod prometheus;

use super::gpus::Exporter;
use super::settings::Seen;
use super::spec::{GrafanaSpec, PrometheusSpec};
use crate::components::contract::{Backend, Component, Exposure, OwnPrometheus, Surroundings};
use crate::components::parts::{ExposeSpec, Prefix};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Cidr, Name, Word};
use crate::k8s::{Owner, Stage};
use prometheus::Reach;
use std::collections::BTreeSet;

pub(super) use alertmanager::{AlertmanagerSpec, Receiver};
pub(super) use grafana::{DASHBOARDS, DATASOURCE_UID};
pub(super) use prometheus::{CONFIGURATION, Kept, login_file};

/// The section of the spec in which the servers stand.
pub const SECTION: &str = "monitoring";
const PROMETHEUS: &str = "prometheus";
const GRAFANA: &str = "grafana";
const ALERTMANAGER: &str = "alertmanager";
const KUBE_STATE_METRICS: &str = "kube-state-metrics";

/// A settled server.
#[derive(Debug)]
pub struct Server {
    /// To whom its objects belong.
    pub owner: Owner,
    /// The stage of its objects.
    pub stage: Stage,
    /// The entry.
    pub component: Box<dyn Component>,
}

/// What the files of the servers depend on.
#[derive(Debug)]
pub struct Settings {
    pub(super) prometheus: Owner,
    pub(super) grafana: Option<Owner>,
    /// The address of Grafana for browsers, if the world reaches it.
    pub(super) grafana_address: Option<String>,
    /// To whom alerts are handed.
    pub(super) alertmanager: Option<Receiver>,
    /// Who tells of GPUs.
    pub(super) gpus: Option<Exporter>,
    /// Whether nodes are asked.
    pub(super) nodes: bool,
    /// What Prometheus keeps.
    pub(super) kept: Kept,
}

/// The servers as they were written.
pub(super) struct Written {
    pub(super) prometheus: PrometheusSpec,
    pub(super) grafana: Option<GrafanaSpec>,
    pub(super) alertmanager: Option<AlertmanagerSpec>,
    pub(super) gpus: Option<Exporter>,
    pub(super) nodes: Vec<Cidr>,
    pub(super) api_server: Vec<Cidr>,
}

impl Written {
    /// Settles the servers; `around` is the section.
    pub(super) fn resolve(
        self,
        seen: &[Seen<'_>],
        has_objectives: bool,
        around: &Surroundings<'_>,
        report: &mut Report,
    ) -> (Settings, Vec<Server>) {
        let Self { prometheus, grafana, alertmanager, gpus, nodes, api_server } = self;
        let around_of = |name: &str| Surroundings {
            owner: Owner { name: name.to_owned(), ..around.owner.clone() },
            place: around.place.key(name),
            ..*around
        };
        let mut servers: Vec<Server> = Vec::with_capacity(4);
        let mut add = |around: &Surroundings<'_>, component: Option<Box<dyn Component>>, report: &mut Report| {
            check_name(seen, around, report);
            let server = |component| Server { owner: around.owner.clone(), stage: Stage::Workloads, component };
            servers.extend(component.map(server));
        };
        let api_server = prometheus::api_server(&api_server, around.profile);
        let mut namespaces: BTreeSet<String> = seen.iter().map(|seen| seen.owner.namespace.clone()).collect();
        namespaces.extend([around.owner.namespace.clone()]);
        let around_states = around_of(KUBE_STATE_METRICS);
        let states = kube_state_metrics::KubeStateMetrics::new(around_states.owner.clone(), namespaces, api_server.clone());
        add(&around_states, Some(Box::new(states)), report);
        let (mut grafana_owner, mut grafana_address) = (None, None);
        if let Some(spec) = grafana {
            let around = around_of(GRAFANA);
            let (component, address) = grafana::resolve(spec, &around, report);
            add(&around, component, report);
            (grafana_owner, grafana_address) = (Some(around.owner), address);
        }
        let mut receiver = None;
        if let Some(spec) = alertmanager {
            let around = around_of(ALERTMANAGER);
            let (found, component) = alertmanager::resolve(spec, &around, report);
            if component.is_some() {
                add(&around, component, report);
            }
            receiver = found;
        }
        let around = around_of(PROMETHEUS);
        let shown = seen.iter().filter(|seen| !seen.metrics.is_empty()).map(|seen| seen.owner);
        let reach = Reach {
            scraped: shown.chain(servers.iter().map(|server| &server.owner)).cloned().collect(),
            has_alertmanager: servers.iter().any(|server| server.owner.name == ALERTMANAGER),
            ways: [receiver.as_ref().and_then(|receiver| receiver.way.clone()), gpus.as_ref().map(Exporter::way)]
                .into_iter()
                .flatten()
                .chain([api_server])
                .collect(),
            gpus: gpus.as_ref().map(|exporter| exporter.namespace.clone()),
            nodes,
        };
        let settings = Settings {
            prometheus: around.owner.clone(),
            grafana: grafana_owner,
            grafana_address,
            alertmanager: receiver,
            gpus,
            nodes: !reach.nodes.is_empty(),
            kept: prometheus::kept(&prometheus, has_objectives, &around.place, report),
        };
        let component = prometheus::resolve(prometheus, reach, &around, report);
        check_name(seen, &around, report);
        servers.extend(component.map(|component| Server { owner: around.owner, stage: Stage::Workloads, component }));
        (settings, servers)
    }
}

/// The Prometheus as others see it; `around` is the section.
pub(super) fn own_prometheus(spec: Option<&PrometheusSpec>, around: &Surroundings<'_>) -> OwnPrometheus {
    let owner = Owner { name: PROMETHEUS.to_owned(), ..around.owner.clone() };
    let around = Surroundings { owner, place: around.place.key(PROMETHEUS), ..*around };
    prometheus::seen(spec.and_then(|spec| spec.expose.clone()), &around)
}

/// Reports an entry that has the name of a server.
fn check_name(seen: &[Seen<'_>], around: &Surroundings<'_>, report: &mut Report) {
    let name = &around.owner.name;
    if let Some(taken) = seen.iter().find(|seen| seen.owner.name == *name) {
        report.push(
            Diagnostic::error(codes::NAME_TWICE, format!("`{name}` is a server of the bundled monitoring system"))
                .at(taken.key)
                .related(around.place.key_span(), "it is asked for here")
                .help("names are unique over the whole project: rename the entry"),
        );
    }
}

/// The name of a server as a word of the spec.
fn name(text: &str) -> Option<Name> {
    Name::parse(text).ok()
}

/// The way from outside to a server.
#[derive(Debug, Default)]
struct Entry {
    exposure: Option<Exposure>,
    /// The path below which the server answers everything, health and metrics included; empty for the whole host.
    prefix: String,
    /// The address for browsers, without the slash at its end. That of a node is not known.
    address: Option<String>,
}

impl Entry {
    /// The way to a server that listens on `port` and tells how it is at `health`; `around` is the server.
    fn resolve(expose: Option<ExposeSpec>, port: u16, health: &str, around: &Surroundings<'_>, report: &mut Report) -> Self {
        let Some(expose) = expose else { return Self::default() };
        let backend = Backend::only(around.owner.name.clone(), port, port, health.to_owned());
        let exposure = expose.resolve(vec![backend], Prefix::Known, around, &around.place.key("expose"), report);
        let Some(exposure) = exposure else { return Self::default() };
        let prefix = exposure.kept_prefix().unwrap_or_default().to_owned();
        let address = exposure.host().map(|host| format!("{}://{host}{prefix}", around.entrance.scheme()));
        Self { exposure: Some(exposure), prefix, address }
    }
}
