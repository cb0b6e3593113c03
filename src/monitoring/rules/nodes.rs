//! What the nodes tell: how full volumes are, and who is held back at the CPU limit.

use super::Alert;
use crate::monitoring::promql::{rate, series, sum_by};
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    if !watch.nodes {
        return Vec::new();
    }
    let mut alerts = vec![throttled(watch)];
    if watch.inventory.has_volumes {
        alerts.push(full(watch));
    }
    if watch.asks_nodes {
        alerts.push(unseen());
    }
    alerts
}

fn full(watch: &Watch<'_>) -> Alert {
    let of_project = |name: &str| series(format!("kubelet_volume_stats_{name}")).within(&watch.namespaces);
    let free = format!("{} / {} < 0.1", of_project("available_bytes"), of_project("capacity_bytes"));
    Alert::new("VolumeFull", Severity::Critical, "15m", free).says(
        "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its space left",
        "A database on a full volume stops. Raise `disk` and apply the bundle, where the class can grow volumes, or make room.",
    )
}

/// The share is that of the mixin for Kubernetes (kubernetes-monitoring/kubernetes-mixin alerts/resource_alerts.libsonnet,
/// `CPUThrottlingHigh`, 2026-08).
fn throttled(watch: &Watch<'_>) -> Alert {
    let periods = |name: &str| {
        let counted = series(format!("container_cpu_cfs_{name}_total")).within(&watch.namespaces).like("container", ".+");
        sum_by(&["namespace", "pod", "container"], rate(&counted, "5m"))
    };
    let share = format!("{} / {} > 0.25", periods("throttled_periods"), periods("periods"));
    Alert::new("CpuThrottled", Severity::Info, "15m", share).says(
        "{{ $labels.pod }}: {{ $labels.container }} is held back in {{ $value | humanizePercentage }} of the time",
        "It is at its CPU limit, and what it does takes longer than it has to. Raise the limit of `cpu` if anybody waits for it.",
    )
}

fn unseen() -> Alert {
    let up = series("up").is("job", "cadvisor");
    Alert::new("NodesUnseen", Severity::Warning, "15m", format!("absent({up} == 1)")).says(
        "no node tells of volumes, CPU and memory",
        "Prometheus asks the nodes, and none answers. Look whether `monitoring.nodes` has their addresses.",
    )
}
