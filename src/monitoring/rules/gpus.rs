//! GPUs, of which NVIDIA's exporter on the nodes tells (NVIDIA/dcgm-exporter 4.5, 2026-05).

use super::Alert;
use crate::monitoring::promql::{Series, max_by, series};
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    if !(watch.nodes && watch.inventory.has_gpus) {
        return Vec::new();
    }
    let labels = ["Hostname", "gpu", "modelName"];
    let errors = format!("{} > 0", max_by(&labels, of_project(watch, "DCGM_FI_DEV_XID_ERRORS")));
    let (used, free) = (of_project(watch, "DCGM_FI_DEV_FB_USED"), of_project(watch, "DCGM_FI_DEV_FB_FREE"));
    let used = max_by(&labels, used);
    let full = format!("{used} / ({used} + {}) > 0.95", max_by(&labels, free));
    vec![
        Alert::new("GpuErrors", Severity::Critical, "5m", errors).says(
            "the GPU {{ $labels.gpu }} of {{ $labels.Hostname }} reports error {{ $value | humanize }}",
            "The value is an XID of NVIDIA's list. Errors of memory or of the bus mean that the node has to be drained and replaced.",
        ),
        Alert::new("GpuMemoryFull", Severity::Warning, "15m", full).says(
            "{{ $value | humanizePercentage }} of the memory of GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is in use",
            "The next larger batch will fail. Make batches smaller, or share the GPU with fewer.",
        ),
    ]
}

/// The exporter names the pod that uses the GPU. A scrape that does not honour its labels calls them `exported_...`, and then
/// `namespace` is the exporter's own, which is none of the project's.
fn of_project(watch: &Watch<'_>, name: &str) -> String {
    let exported = |series: Series| series.one_of("exported_namespace", watch.namespaces.iter().map(String::as_str));
    format!("({} or {})", series(name).within(&watch.namespaces), exported(series(name)))
}
