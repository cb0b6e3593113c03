//! Requests: errors and slow answers.

use super::Alert;
use crate::monitoring::promql::{quantile, rate, sum_by};
use crate::monitoring::spec::Severity;
use crate::monitoring::targets::Target;
use crate::monitoring::watch::Watch;

const LABELS: [&str; 2] = ["namespace", "job"];

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for target in &watch.targets {
        let Some((counter, histogram)) = target.metrics.about.counted_requests() else { continue };
        alerts.extend(errors(watch, target, counter));
        alerts.extend(latency(watch, target, histogram));
    }
    alerts
}

fn errors(watch: &Watch<'_>, target: &Target<'_>, counter: &str) -> Option<Alert> {
    let (most, name) = (watch.thresholds.errors?, &target.owner.name);
    let all = target.series(counter);
    let failed = sum_by(&LABELS, rate(&all.clone().like("status", "5.."), "5m"));
    let share = format!("{failed} / {} > {}", sum_by(&LABELS, rate(&all, "5m")), most.decimal());
    Some(Alert::new("RequestErrors", Severity::Warning, "5m", share).with("entry", name).says(
        format!("{name} answers {{{{ $value | humanizePercentage }}}} of requests with an error"),
        format!(
            "More than {most} of the requests of five minutes ended with a status of 500 or above. Look at the logs of {name}."
        ),
    ))
}

fn latency(watch: &Watch<'_>, target: &Target<'_>, histogram: &str) -> Option<Alert> {
    let (most, name) = (watch.thresholds.latency?, &target.owner.name);
    let slow = format!("{} > {}", quantile("0.95", &target.series(histogram), &LABELS, "5m"), most.seconds());
    Some(Alert::new("RequestsSlow", Severity::Warning, "10m", slow).with("entry", name).says(
        format!("{name} is slow: the slowest 5 % of requests take {{{{ $value | humanizeDuration }}}} and more"),
        format!("The time in which 95 % of requests are answered is above {most}. Look whether {name} is at its CPU limit, or short of pods."),
    ))
}
