//! Notifications: whether anybody learns of the other alerts. These are for those who look at Grafana, and for receivers that still work.

use super::Alert;
use crate::components::contract::Subject;
use crate::monitoring::promql::{rate, sum_by};
use crate::monitoring::spec::Severity;
use crate::monitoring::targets::{Found, Target};
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    if !watch.tells_people {
        return Vec::new();
    }
    let mut alerts = Vec::new();
    alerts.extend(watch.targets.iter().find(|target| target.way == Found::Itself).map(unsent));
    alerts.extend(watch.targets.iter().find(|target| target.metrics.about == Subject::Alertmanager).map(failed));
    alerts
}

/// By the metrics of Prometheus itself (prometheus/prometheus notifier/metric.go, 3.14, 2026-08).
fn unsent(prometheus: &Target<'_>) -> Alert {
    let errors = rate(&prometheus.series("prometheus_notifications_errors_total"), "10m");
    Alert::new("AlertsNotSent", Severity::Critical, "10m", format!("{errors} > 0")).says(
        "Prometheus cannot hand its alerts to {{ $labels.alertmanager }}",
        "Nobody is called, whatever happens. Look whether the Alertmanager runs, and whether a network policy stands in between.",
    )
}

/// By the metrics of Alertmanager (prometheus/alertmanager notify/metrics.go, 0.34, 2026-08).
fn failed(alertmanager: &Target<'_>) -> Alert {
    let failed = alertmanager.series("alertmanager_notifications_failed_total");
    let failed = sum_by(&["namespace", "job", "integration"], rate(&failed, "10m"));
    Alert::new("NotificationsFailed", Severity::Critical, "10m", format!("{failed} > 0")).says(
        "notifications by {{ $labels.integration }} fail",
        "Those who are called that way are not. The log of the Alertmanager says why: often a token that has expired, or a way out that `egress` does not open.",
    )
}
