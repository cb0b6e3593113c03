//! Absence: what is not scraped cannot raise any other alert.

use super::Alert;
use crate::monitoring::promql::series;
use crate::monitoring::spec::Severity;
use crate::monitoring::targets::Found;
use crate::monitoring::watch::Watch;
use std::collections::BTreeSet;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    if !watch.targets.is_empty() {
        alerts.push(down(watch));
    }
    // An entry may show several metrics, of which one says that it is there.
    let mut seen = BTreeSet::new();
    for target in &watch.targets {
        let (name, role) = (&target.owner.name, target.metrics.role);
        if target.way != Found::Itself && watch.inventory.always_runs(name, role) && seen.insert(name) {
            alerts.push(
                Alert::new("TargetAbsent", Severity::Critical, "10m", format!("absent({})", target.series("up")))
                    .with("entry", name)
                    .says(
                        format!("{name} has no pod that could be scraped"),
                        format!("Prometheus finds no pod of {name} at all. Look whether its pods exist: they may be pending or scaled to nothing."),
                    ),
            );
        }
    }
    alerts
}

fn down(watch: &Watch<'_>) -> Alert {
    let names: BTreeSet<&str> = watch.targets.iter().map(|target| target.owner.name.as_str()).collect();
    let up = series("up").within(&watch.namespaces).one_of("job", names);
    Alert::new("TargetDown", Severity::Warning, "10m", format!("{up} == 0")).says(
        "{{ $labels.job }}: the pod {{ $labels.pod }} shows no metrics",
        "Prometheus cannot scrape the pod. Look whether it runs, and whether a network policy stands in between.",
    )
}
