//! What runs once or by the clock.

use super::Alert;
use crate::fields::Duration;
use crate::monitoring::inventory::Backup;
use crate::monitoring::promql::series;
use crate::monitoring::settings::BackupAge;
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::Watch;

/// What a backup may take beyond its time.
const GRACE: u32 = 2 * 3_600;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    if watch.inventory.has_jobs {
        let failed = series("kube_job_failed").within(&watch.namespaces).is("condition", "true");
        alerts.push(Alert::new("JobFailed", Severity::Warning, "1m", format!("{failed} > 0")).says(
            "the Job {{ $labels.job_name }} has failed",
            "It has failed as often as it may. Its pods' logs say why; once that is mended, delete the Job and apply the bundle again.",
        ));
    }
    alerts.extend(watch.inventory.backups.iter().filter_map(|backup| old(watch, backup)));
    alerts
}

fn old(watch: &Watch<'_>, backup: &Backup) -> Option<Alert> {
    let most = match watch.thresholds.backup {
        BackupAge::Any => return None,
        BackupAge::Seconds(seconds) => seconds,
        BackupAge::BySchedule => backup.every + GRACE,
    };
    let own = |name: &str| series(name).is("namespace", &backup.namespace).is("cronjob", &backup.name);
    // Before its first success a backup is as old as its schedule.
    let last = format!("({} or {})", own("kube_cronjob_status_last_successful_time"), own("kube_cronjob_created"));
    let entry = &backup.entry;
    Some(Alert::new("BackupOld", Severity::Critical, "15m", format!("time() - {last} > {most}")).with("entry", entry).says(
        format!("the last good backup of {entry} is {{{{ $value | humanizeDuration }}}} old"),
        format!(
            "No backup of {entry} has succeeded for more than {}. Look at the pods of the CronJob {}.",
            Duration::from_seconds(most),
            backup.name
        ),
    ))
}
