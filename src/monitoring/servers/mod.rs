//! The servers of a bundled monitoring system: entries like any other, whose places in the spec are keys of `monitoring`.

mod grafana;
mod kube_state_metrics;
mod prometheus;

use super::settings::Seen;
use super::spec::{GrafanaSpec, PrometheusSpec};
use crate::components::contract::{Backend, Component, Exposure, OwnPrometheus, Surroundings};
use crate::components::parts::{ExposeSpec, Prefix};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Cidr, Duration, Name, Word};
use crate::k8s::{Owner, Stage};
use std::collections::BTreeSet;

pub(super) use grafana::{DASHBOARDS, DATASOURCE_UID};
pub(super) use prometheus::{CONFIGURATION, login_file};

/// The section of the spec in which the servers stand.
pub const SECTION: &str = "monitoring";
const PROMETHEUS: &str = "prometheus";
const GRAFANA: &str = "grafana";
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
    /// How often everything is scraped.
    pub(super) scrape: Duration,
    /// How long samples are kept.
    pub(super) retention: Duration,
    /// How many mebibytes of them.
    pub(super) size: u64,
}

/// The servers as they were written.
pub(super) struct Written {
    pub(super) prometheus: PrometheusSpec,
    pub(super) grafana: Option<GrafanaSpec>,
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
        let Self { prometheus, grafana, api_server } = self;
        let around_of = |name: &str| Surroundings {
            owner: Owner { name: name.to_owned(), ..around.owner.clone() },
            place: around.place.key(name),
            ..*around
        };
        let mut namespaces: BTreeSet<String> = seen.iter().map(|seen| seen.owner.namespace.clone()).collect();
        namespaces.extend([around.owner.namespace.clone()]);
        let api_server = prometheus::api_server(&api_server, around.profile);
        let mut servers = Vec::with_capacity(3);
        let mut add = |around: &Surroundings<'_>, stage: Stage, component: Option<Box<dyn Component>>, report: &mut Report| {
            check_name(seen, around, report);
            servers.extend(component.map(|component| Server { owner: around.owner.clone(), stage, component }));
        };
        let around_states = around_of(KUBE_STATE_METRICS);
        let states = kube_state_metrics::KubeStateMetrics::new(around_states.owner.clone(), namespaces, api_server.clone());
        add(&around_states, Stage::Workloads, Some(Box::new(states)), report);
        let around_grafana = grafana.is_some().then(|| around_of(GRAFANA));
        if let (Some(spec), Some(around)) = (grafana, &around_grafana) {
            let component = grafana::resolve(spec, around, report);
            add(around, Stage::Workloads, component, report);
        }
        let around_prometheus = around_of(PROMETHEUS);
        let own: Vec<Seen<'_>> = servers
            .iter()
            .map(|server| Seen { owner: &server.owner, key: around.place.key_span(), metrics: server.component.metrics() })
            .collect();
        let targets: Vec<Seen<'_>> = seen.iter().chain(&own).copied().collect();
        let (component, mut settings) =
            prometheus::resolve(prometheus, &targets, api_server, has_objectives, &around_prometheus, report);
        settings.grafana = around_grafana.map(|around| around.owner);
        check_name(seen, &around_prometheus, report);
        servers.extend(component.map(|component| Server { owner: around_prometheus.owner, stage: Stage::Workloads, component }));
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
