//! Counters and gauges: what may be asked of which.

use super::walk::{bare, name, number, parts};
use super::{Lapse, Use};
use crate::diag::codes;
use promql_parser::parser::{Expr, VectorSelector};

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

pub(super) fn check(expression: &Expr, used: Use) -> Vec<Lapse> {
    let mut lapses: Vec<Lapse> = parts(expression).into_iter().filter_map(rate).collect();
    if used == Use::Alert {
        lapses.extend(parts(expression).into_iter().filter_map(running_total));
    }
    lapses
}

/// A rate of something that is no counter.
fn rate(part: &Expr) -> Option<Lapse> {
    let Expr::Call(call) = part else { return None };
    let function = call.func.name;
    if !RATES.contains(&function) {
        return None;
    }
    match bare(call.args.args.first()?) {
        Expr::MatrixSelector(matrix) if GAUGES.contains(&name(&matrix.vs)) => Some(Lapse {
            code: codes::RATE_OF_NO_COUNTER,
            certain: false,
            message: format!("`{function}` of the gauge `{}`", name(&matrix.vs)),
            help: "each fall is taken for a restart: use `delta`, `deriv` or `avg_over_time`",
        }),
        Expr::Subquery(subquery) => {
            let Expr::Aggregate(aggregate) = bare(&subquery.expr) else { return None };
            let is_sum = aggregate.op.to_string() == "sum" && matches!(bare(&aggregate.expr), Expr::VectorSelector(_));
            is_sum.then(|| Lapse {
                code: codes::RATE_OF_NO_COUNTER,
                certain: false,
                message: format!("`{function}` of a sum of counters"),
                help: "a restart of one program looks like one of all: take the rate first, `sum(rate(…[5m]))`",
            })
        }
        _ => None,
    }
}

/// A counter as it is, compared to a number: once above it, it stays there.
fn running_total(part: &Expr) -> Option<Lapse> {
    let Expr::Binary(binary) = part else { return None };
    let operator = binary.op.to_string();
    let Expr::VectorSelector(selector) = bare(&binary.lhs) else { return None };
    let is_above = matches!(operator.as_str(), ">" | ">=") && number(&binary.rhs).is_some_and(|bound| bound >= 1.0);
    (is_above && is_counter(selector)).then(|| Lapse {
        code: codes::RUNNING_TOTAL,
        certain: false,
        message: format!("the counter `{}` is compared as it is", name(selector)),
        help: "it only grows until the program restarts: compare its growth, `increase(…[1h]) > 5`",
    })
}

fn is_counter(selector: &VectorSelector) -> bool {
    let name = name(selector);
    !name.contains(':') && COUNTED.iter().any(|ending| name.ends_with(ending))
}
