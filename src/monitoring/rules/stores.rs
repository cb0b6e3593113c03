//! Databases and brokers, as their exporters see them.

use super::Alert;
use crate::components::contract::Subject;
use crate::monitoring::spec::Severity;
use crate::monitoring::targets::Target;
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for target in &watch.targets {
        match target.metrics.about {
            Subject::Postgres => alerts.push(down(target, "PostgresDown", "pg_up")),
            Subject::Redis => {
                alerts.push(down(target, "RedisDown", "redis_up"));
                alerts.push(full(target));
            }
            _ => {}
        }
    }
    alerts
}

fn down(target: &Target<'_>, alert: &str, series: &str) -> Alert {
    let name = &target.owner.name;
    Alert::new(alert, Severity::Critical, "5m", format!("{} == 0", target.series(series))).with("entry", name).says(
        format!("{name} does not answer"),
        format!(
            "The exporter runs and cannot log in to {name}. Look whether its pod is ready, and whether the password has changed."
        ),
    )
}

/// Without a limit the server says 0, and nothing is ever full.
fn full(target: &Target<'_>) -> Alert {
    let name = &target.owner.name;
    let (used, most) = (target.series("redis_memory_used_bytes"), target.series("redis_memory_max_bytes"));
    Alert::new("RedisMemoryFull", Severity::Warning, "15m", format!("{used} / ({most} > 0) > 0.9")).with("entry", name).says(
        format!("{name} has used {{{{ $value | humanizePercentage }}}} of its memory"),
        format!(
            "A broker that is full refuses new tasks. Look whether a queue of {name} is not consumed, or give it more memory."
        ),
    )
}
