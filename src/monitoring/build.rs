//! What watches the objects of a project, once all of them stand.

use super::inventory::Inventory;
use super::settings::{Mode, Monitoring, Seen};
use super::targets::{Found, Services, Target};
use super::watch::Watch;
use super::{dashboard, operator, rules, scrape, servers, yaml_text};
use crate::components::contract::{Metrics, Objects};
use crate::k8s::config::config_map;
use crate::k8s::custom::prometheus::PrometheusRuleSpec;
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

fn watch<'a>(project: &'a Owner, monitoring: &'a Monitoring, entries: &[Seen<'a>], built: &[Entry]) -> Watch<'a> {
    let services = Services::of(built);
    let itself = match &monitoring.mode {
        Mode::Operator { .. } => None,
        Mode::Bundled(settings) => Some(&settings.prometheus),
    };
    let target = |owner: &'a Owner, metrics: &'a Metrics| Target {
        owner,
        metrics,
        way: if itself == Some(owner) { Found::Itself } else { services.way_to(owner, metrics) },
    };
    let namespaces: BTreeSet<String> = entries.iter().map(|seen| seen.owner.namespace.clone()).collect();
    let mut targets: Vec<Target<'a>> =
        entries.iter().flat_map(|seen| seen.metrics.iter().map(move |metrics| target(seen.owner, metrics))).collect();
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
        runbooks: monitoring.runbooks.as_ref(),
        nodes: itself.is_none(),
    }
}

fn bundled(settings: &servers::Settings, watch: &Watch<'_>, objects: &mut Objects) {
    let rules = PrometheusRuleSpec { groups: rules::groups(watch) };
    let data = BTreeMap::from([
        ("prometheus.yml".to_owned(), scrape::configuration(settings, &watch.targets)),
        (scrape::RULES.to_owned(), yaml_text(&rules)),
    ]);
    objects.push(config_map(&settings.prometheus, "prometheus", servers::CONFIGURATION, data));
    if let Some(grafana) = &settings.grafana {
        let data =
            BTreeMap::from([(format!("{}.json", watch.project), dashboard::project(watch, Some(servers::DATASOURCE_UID)))]);
        objects.push(config_map(grafana, "grafana", servers::DASHBOARDS, data));
    }
}
