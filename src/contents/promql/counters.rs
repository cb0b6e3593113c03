//! Counters and gauges: what may be asked of which.

use super::{Lapse, Use};
use crate::diag::codes;
use crate::promql::{Aggregator, Expression, Kind, Operator, Part};

/// Functions that expect a counter.
const RATES: [&str; 3] = ["rate", "irate", "increase"];

/// Gauges that every cluster has (kube-state-metrics 2.16, cAdvisor of Kubernetes 1.37, node_exporter 1.9; 2026-08).
const GAUGES: [&str; 18] = [
    "up",
    "container_memory_usage_bytes",
    "container_memory_working_set_bytes",
    "container_memory_rss",
    "container_memory_cache",
    "kube_deployment_status_replicas",
    "kube_deployment_status_replicas_available",
    "kube_pod_status_phase",
    "kube_pod_status_ready",
    "kubelet_volume_stats_available_bytes",
    "kubelet_volume_stats_used_bytes",
    "node_filesystem_avail_bytes",
    "node_load1",
    "node_load5",
    "node_load15",
    "node_memory_MemAvailable_bytes",
    "process_open_fds",
    "process_resident_memory_bytes",
];

/// Words in names that only counters have.
const COUNTED: [&str; 11] = [
    "requests_total",
    "errors_total",
    "failures_total",
    "restarts_total",
    "exceptions_total",
    "retries_total",
    "seconds_total",
    "bytes_total",
    "dropped_total",
    "predictions_total",
    "timeouts_total",
];

pub(super) fn check(expression: &Expression, used: Use) -> Vec<Lapse> {
    let mut lapses: Vec<Lapse> = expression.parts().filter_map(rate).collect();
    if used == Use::Alert {
        lapses.extend(expression.parts().filter_map(running_total));
    }
    lapses
}

/// A rate of something that is no counter.
fn rate(part: Part<'_>) -> Option<Lapse> {
    let Kind::Call { function, arguments } = part.kind() else { return None };
    if !RATES.contains(&function.name) {
        return None;
    }
    let lapse = |message: String, help| {
        Some(Lapse { code: codes::RATE_OF_NO_COUNTER, certain: false, range: part.range(), message, help })
    };
    let argument = part.at(*arguments.first()?).bare();
    match argument.kind() {
        Kind::Range(selector) => {
            let gauge = name(argument.at(*selector)).filter(|name| GAUGES.contains(name))?;
            lapse(
                format!("`{}` of the gauge `{gauge}`", function.name),
                "each fall is taken for a restart: use `delta`, `deriv` or `avg_over_time`",
            )
        }
        Kind::Subquery(inner) => {
            let Kind::Aggregation { aggregator: Aggregator::Sum, inner: summed, .. } = argument.at(*inner).bare().kind() else {
                return None;
            };
            name(argument.at(*summed).bare())?;
            lapse(
                format!("`{}` of a sum of counters", function.name),
                "a restart of one program looks like one of all: take the rate first, `sum(rate(…[5m]))`",
            )
        }
        _ => None,
    }
}

/// A counter as it is, compared to a number: once above it, it stays there.
fn running_total(part: Part<'_>) -> Option<Lapse> {
    let Kind::Binary { operator: Operator::Greater | Operator::GreaterOrEqual, left, right, .. } = part.kind() else {
        return None;
    };
    let counter = name(part.at(*left).bare()).filter(|name| is_counter(name))?;
    let is_above = part.at(*right).number().is_some_and(|bound| bound >= 1.0);
    is_above.then(|| Lapse {
        code: codes::RUNNING_TOTAL,
        certain: false,
        range: part.range(),
        message: format!("the counter `{counter}` is compared as it is"),
        help: "it only grows until the program restarts: compare its growth, `increase(…[1h]) > 5`",
    })
}

/// The name of the series, if a part is a selector: an empty one if it has none.
fn name(part: Part<'_>) -> Option<&str> {
    match part.kind() {
        Kind::Selector(selector) => Some(selector.name().unwrap_or_default()),
        _ => None,
    }
}

fn is_counter(name: &str) -> bool {
    !name.contains(':') && COUNTED.iter().any(|ending| name.ends_with(ending))
}
