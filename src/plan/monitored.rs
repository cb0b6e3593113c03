//! Monitoring as a part of the plan: what it sees of the entries, and the servers that stand beside them.

use super::links::Planned;
use super::settings::check_namespace;
use crate::components::contract::{Metrics, OwnPrometheus, Surroundings};
use crate::diag::Report;
use crate::monitoring::{Mode, Monitoring, MonitoringSpec, SECTION, Seen, Server};
use crate::profile::Profile;
use crate::yaml::Step;

/// Settles the section for the entries, and adds its servers to them. `around` is the project.
pub(super) fn settle(
    spec: Option<MonitoringSpec>,
    around: &Surroundings<'_>,
    entries: &mut Vec<Planned>,
    report: &mut Report,
) -> Option<Monitoring> {
    let spec = spec?;
    let around = section(&spec, around);
    let key = around.place.key_span()?;
    if let Some(namespace) = spec.namespace() {
        check_namespace(namespace, &around.place.key("namespace"), report);
    }
    let (monitoring, servers) = spec.resolve(&seen(entries), &around, report)?;
    let planned = |Server { owner, stage, component }: Server| {
        let path = vec![Step::Key(SECTION.to_owned()), Step::Key(owner.name.clone())];
        Planned::at(path, stage, owner, key, component)
    };
    entries.extend(servers.into_iter().map(planned));
    Some(monitoring)
}

/// The project's own Prometheus, which entries have to know before it is settled. `around` is the project.
pub(super) fn own_prometheus(spec: Option<&MonitoringSpec>, around: &Surroundings<'_>) -> Option<OwnPrometheus> {
    spec?.own_prometheus(&section(spec?, around))
}

/// What stands around the section.
fn section<'a>(spec: &MonitoringSpec, around: &Surroundings<'a>) -> Surroundings<'a> {
    let mut owner = around.owner.clone();
    if let Some(namespace) = spec.namespace() {
        owner.namespace = namespace.to_string();
    }
    Surroundings { owner, place: around.place.key(SECTION), ..*around }
}

/// The entries as monitoring sees them. What has no pods of its own in the cluster shows nothing there.
pub(super) fn seen(entries: &[Planned]) -> Vec<Seen<'_>> {
    entries.iter().map(see).collect()
}

fn see(entry: &Planned) -> Seen<'_> {
    Seen {
        owner: &entry.owner,
        key: Some(entry.key),
        metrics: shown(entry),
        versions: versions(entry),
        uses_gpu: entry.component.uses_gpu(),
    }
}

/// The versions of an entry, whose Services are called after both.
fn versions(entry: &Planned) -> Vec<String> {
    let backends = entry.component.versions().map(|(_, backends)| backends).unwrap_or_default();
    let before = format!("{}-", entry.owner.name);
    backends.iter().filter_map(|backend| Some(backend.service.strip_prefix(&before)?.to_owned())).collect()
}

fn shown(entry: &Planned) -> &[Metrics] {
    if entry.component.has_pods() { entry.component.metrics() } else { &[] }
}

/// The namespace of a monitoring system that is none of the project's and scrapes its pods.
pub(super) fn scraper<'a>(monitoring: Option<&'a Monitoring>, profile: &'a Profile) -> Option<&'a str> {
    match monitoring.map(|monitoring| &monitoring.mode) {
        None => profile.monitoring.as_ref().map(|facts| facts.namespace.as_str()),
        Some(Mode::Operator { namespace, .. }) => Some(namespace),
        Some(Mode::Bundled(_)) => None,
    }
}
