//! Volumes, of which the nodes tell.

use super::Alert;
use crate::monitoring::promql::series;
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    if !(watch.nodes && watch.inventory.has_volumes) {
        return Vec::new();
    }
    let of_project = |name: &str| series(format!("kubelet_volume_stats_{name}")).within(&watch.namespaces);
    let free = format!("{} / {} < 0.1", of_project("available_bytes"), of_project("capacity_bytes"));
    vec![Alert::new("VolumeFull", Severity::Critical, "15m", free).says(
        "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its space left",
        "A database on a full volume stops. Raise `disk` and apply the bundle, where the class can grow volumes, or make room.",
    )]
}
