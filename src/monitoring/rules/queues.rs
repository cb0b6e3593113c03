//! Queues: tasks that wait.

use super::Alert;
use crate::components::contract::Subject;
use crate::monitoring::promql::max_by;
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let Some(most) = watch.thresholds.queue else { return Vec::new() };
    let celery = watch.targets.iter().filter(|target| target.metrics.about == Subject::Celery);
    celery
        .map(|target| {
            let name = &target.owner.name;
            let length = max_by(&["namespace", "job", "queue_name"], target.series("celery_queue_length"));
            Alert::new("QueueLong", Severity::Warning, "10m", format!("{length} > {most}")).with("entry", name).says(
                "{{ $value | humanize }} tasks wait in the queue {{ $labels.queue_name }}",
                format!("More than {most} tasks have waited for ten minutes. Look whether workers run and whether they fail; more of them may help."),
            )
        })
        .collect()
}
