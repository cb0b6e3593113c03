//! Jobs of a schedule that may run beside themselves.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::CRON_OVERLAP,
        "\
What: a CronJob that does not say what happens when it is due and still runs, and whose Jobs have no time limit.
Why: by default another one begins beside it. Two trainings or two backups at a time take twice the room, and may write to the same place.
Example: a training every hour that takes 70 minutes one day.
Fix: write `concurrencyPolicy: Forbid`, or `Allow` if that is meant.",
    )],
    rule: Rule::Object(run),
};

fn run(object: Object<'_>, _: &Context<'_>, found: &mut Report) {
    let Some(spec) = object.spec().filter(|_| object.is("batch", "CronJob")) else { return };
    let has_limit = spec.dig(&["jobTemplate", "spec", "activeDeadlineSeconds"]).is_some();
    let is_said = spec.get("concurrencyPolicy").is_some_and(|policy| !policy.is_null());
    if let Some(place) = spec.get("schedule").filter(|place| place.as_str().is_some() && !has_limit && !is_said) {
        found.push(
            object
                .info(codes::CRON_OVERLAP, place, "a Job that is not done when the next is due goes on beside it")
                .help("write `concurrencyPolicy: Forbid`, or `Allow` if that is meant"),
        );
    }
}
