//! GPUs, of which NVIDIA's exporter on the nodes tells (NVIDIA/dcgm-exporter 4.5, 2026-05).

use super::Alert;
use crate::monitoring::promql::{Series, max_by, series};
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::{Gpus, Watch};

const LABELS: [&str; 3] = ["Hostname", "gpu", "modelName"];

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let (Gpus::Seen { errors }, true) = (watch.gpus, watch.inventory.has_gpus) else { return Vec::new() };
    let mut alerts = vec![unseen(watch), full(watch)];
    if errors {
        alerts.push(failing(watch));
    }
    alerts
}

fn failing(watch: &Watch<'_>) -> Alert {
    let errors = format!("{} > 0", max_by(&LABELS, of_project(watch, "DCGM_FI_DEV_XID_ERRORS")));
    Alert::new("GpuErrors", Severity::Critical, "5m", errors).says(
        "the GPU {{ $labels.gpu }} of {{ $labels.Hostname }} reports error {{ $value | humanize }}",
        "The value is an XID of NVIDIA's list. Errors of memory or of the bus mean that the node has to be drained and replaced.",
    )
}

fn full(watch: &Watch<'_>) -> Alert {
    let (used, free) = (of_project(watch, "DCGM_FI_DEV_FB_USED"), of_project(watch, "DCGM_FI_DEV_FB_FREE"));
    let used = max_by(&LABELS, used);
    let full = format!("{used} / ({used} + {}) > 0.95", max_by(&LABELS, free));
    Alert::new("GpuMemoryFull", Severity::Warning, "15m", full).says(
        "{{ $value | humanizePercentage }} of the memory of GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is in use",
        "The next larger batch will fail. Make batches smaller, or share the GPU with fewer.",
    )
}

/// Pods with GPUs run, and nobody tells of a GPU of theirs. Alerts that have nothing to look at are silent for the wrong reason.
fn unseen(watch: &Watch<'_>) -> Alert {
    let asked = series("kube_pod_container_resource_limits").within(&watch.namespaces).like("resource", "nvidia_com_.+");
    let running = series("kube_pod_status_phase").within(&watch.namespaces).is("phase", "Running");
    let told = of_project(watch, "DCGM_FI_DEV_FB_USED");
    let expression = format!("count({asked} and on (namespace, pod) ({running} == 1)) unless count({told})");
    Alert::new("GpusUnseen", Severity::Warning, "30m", expression).says(
        "{{ $value }} containers with GPUs run, and no exporter tells of these GPUs",
        "Errors and full memory would go unnoticed. Look whether the exporter runs on their nodes, and whether Prometheus reaches it.",
    )
}

/// The exporter names the pod that uses the GPU. A scrape that does not honour its labels calls them `exported_...`, and then
/// `namespace` is the exporter's own, which is none of the project's.
pub(in crate::monitoring) fn of_project(watch: &Watch<'_>, name: &str) -> String {
    let exported = |series: Series| series.one_of("exported_namespace", watch.namespaces.iter().map(String::as_str));
    format!("({} or {})", series(name).within(&watch.namespaces), exported(series(name)))
}
