//! Versions that run side by side: whether one is worse than the others.

use super::Alert;
use crate::monitoring::promql::{Series, increase, rate, sum_by};
use crate::monitoring::spec::Severity;
use crate::monitoring::targets::{Target, VERSION};
use crate::monitoring::watch::Watch;

const LABELS: [&str; 2] = ["namespace", "job"];
/// Long enough that a canary with a small share has seen some requests.
const WINDOW: &str = "10m";
/// How many requests of a version have to fail before it is compared: one that fails by chance is no reason to wake anybody.
const LEAST_FAILED: u32 = 10;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let Some(most) = &watch.thresholds.errors else { return Vec::new() };
    let mut alerts = Vec::new();
    for target in watch.targets.iter().filter(|target| target.versions.len() > 1) {
        if let Some((counter, _)) = target.metrics.about.counted_requests() {
            alerts.extend(target.versions.iter().map(|version| worse(target, counter, version, &most.decimal())));
        }
    }
    alerts
}

/// A version that fails too often, and more than twice as often as all others together.
fn worse(target: &Target<'_>, counter: &str, version: &str, most: &str) -> Alert {
    let (own, others) = (target.series(counter).is(VERSION, version), target.series(counter).other_than(VERSION, version));
    let failing = |all: &Series| all.clone().like("status", "5..");
    let per_second = |series: &Series| sum_by(&LABELS, rate(series, WINDOW));
    let ratio = format!("{} / {}", per_second(&failing(&own)), per_second(&own));
    let (failed, all) = (per_second(&failing(&others)), per_second(&others));
    // The others may never have failed, and then there is no series that says so.
    let usual = format!("(({failed} or 0 * {all}) / ({all} > 0))");
    let enough = format!("{} > {LEAST_FAILED}", sum_by(&LABELS, increase(&failing(&own), WINDOW)));
    let entry = &target.owner.name;
    let expression = format!("{ratio} > 2 * {usual} and {ratio} > {most} and {enough}");
    Alert::new("VersionErrors", Severity::Warning, "5m", expression).with("entry", entry).with(VERSION, version).says(
        format!("{entry}: {{{{ $value | humanizePercentage }}}} of the requests to {version} end with an error"),
        format!("{version} fails more than twice as often as the other versions of {entry}. Take its share away, `weight: 0`, and find the cause then."),
    )
}
