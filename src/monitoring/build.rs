//! What watches the objects of a project, once all of them stand.

use super::inventory::Inventory;
use super::runbooks::Runbooks;
use super::servers::Settings;
use super::settings::{Mode, Monitoring, Seen};
use super::targets::{Found, Services, Target};
use super::watch::{Gpus, Watch};
use super::{dashboard, operator, rules, runbooks, scrape, servers, yaml_text};
use crate::components::contract::{Metrics, Objects};
use crate::k8s::config::config_map;
use crate::k8s::custom::prometheus::{PrometheusRuleSpec, RuleGroup};
use crate::k8s::{Entry, Owner, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// Builds what watches the `entries`, whose objects stand in `built`.
pub fn build(project: &Owner, monitoring: &Monitoring, entries: &[Seen<'_>], built: &[Entry]) -> Vec<Entry> {
    let mut objects = Objects::new();
    objects.begin(Stage::Config, None);
    let watch = watch(project, monitoring, entries, built);
    match &monitoring.mode {
        Mode::Operator { labels, .. } => operator::build(project, labels, &watch, &mut objects),
        Mode::Bundled(settings) => bundled(settings, &watch, &mut objects),
    }
    objects.into_entries()
}

fn watch<'a>(project: &'a Owner, monitoring: &'a Monitoring, entries: &'a [Seen<'a>], built: &[Entry]) -> Watch<'a> {
    let services = Services::of(built);
    let own = match &monitoring.mode {
        Mode::Operator { .. } => None,
        Mode::Bundled(settings) => Some(&**settings),
    };
    let is_itself = |owner: &Owner| own.is_some_and(|settings| settings.prometheus == *owner);
    let target = |seen: &'a Seen<'a>, metrics: &'a Metrics| Target {
        owner: seen.owner,
        metrics,
        way: if is_itself(seen.owner) { Found::Itself } else { services.way_to(seen.owner, metrics) },
        versions: &seen.versions,
    };
    let namespaces: BTreeSet<String> = entries.iter().map(|seen| seen.owner.namespace.clone()).collect();
    let mut targets: Vec<Target<'a>> =
        entries.iter().flat_map(|seen| seen.metrics.iter().map(move |metrics| target(seen, metrics))).collect();
    // The order in which people write entries is theirs.
    targets.sort_by(|one, two| (&one.owner.name, one.metrics.port).cmp(&(&two.owner.name, two.metrics.port)));
    Watch {
        project: &project.project,
        namespaces: if namespaces.is_empty() { BTreeSet::from([project.namespace.clone()]) } else { namespaces },
        targets,
        inventory: Inventory::of(built),
        thresholds: &monitoring.thresholds,
        objectives: &monitoring.objectives,
        rules: &monitoring.rules,
        runbooks: place_of_runbooks(project, monitoring, own),
        // Who runs a Prometheus for a whole cluster scrapes its nodes with it, and the exporter of GPUs if there are any.
        nodes: own.is_none_or(|settings| settings.nodes),
        asks_nodes: own.is_some_and(|settings| settings.nodes),
        gpus: match own.map(|settings| &settings.gpus) {
            None => Gpus::Seen { errors: true },
            Some(Some(exporter)) => Gpus::Seen { errors: exporter.errors },
            Some(None) => Gpus::Unseen,
        },
        tells_people: own.is_some_and(|settings| settings.alertmanager.is_some()),
    }
}

/// Where the runbooks are: a link needs an address.
fn place_of_runbooks<'a>(project: &Owner, monitoring: &'a Monitoring, own: Option<&Settings>) -> Runbooks<'a> {
    let address = own.and_then(|settings| settings.grafana_address.as_ref());
    let has_dashboard = own.is_none_or(|settings| settings.grafana.is_some());
    match (&monitoring.runbooks, address) {
        (Some(pages), _) => Runbooks::Pages(pages),
        (None, Some(address)) => Runbooks::Link(format!("{address}{}", dashboard::runbooks_path(&project.project))),
        (None, None) if has_dashboard => Runbooks::Dashboard(dashboard::runbooks_title(&project.project)),
        (None, None) => Runbooks::Alerts,
    }
}

/// The files of the dashboards. `source` is the uid of the source of their data; without one people choose.
pub(super) fn dashboards(watch: &Watch<'_>, groups: &[RuleGroup], source: Option<&'static str>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([(format!("{}.json", watch.project), dashboard::project(watch, source))]);
    if !matches!(watch.runbooks, Runbooks::Pages(_)) {
        let runbooks = runbooks::of(&rules::names(groups));
        files.insert(format!("{}-runbooks.json", watch.project), dashboard::runbooks(watch.project, &runbooks));
    }
    files
}

fn bundled(settings: &servers::Settings, watch: &Watch<'_>, objects: &mut Objects) {
    let rules = PrometheusRuleSpec { groups: rules::groups(watch) };
    let data = BTreeMap::from([
        ("prometheus.yml".to_owned(), scrape::configuration(settings, watch)),
        (scrape::RULES.to_owned(), yaml_text(&rules)),
    ]);
    objects.push(config_map(&settings.prometheus, "prometheus", servers::CONFIGURATION, data));
    if let Some(grafana) = &settings.grafana {
        let files = dashboards(watch, &rules.groups, Some(servers::DATASOURCE_UID));
        objects.push(config_map(grafana, "grafana", servers::DASHBOARDS, files));
    }
}
