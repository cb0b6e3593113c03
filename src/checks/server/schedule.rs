//! Schedules of CronJobs and their time zones.

use super::look::given;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::{Cron, TimeZone, Word};
use crate::manifest::Object;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::BAD_SCHEDULE,
        "\
What: a schedule of a CronJob that is none, or a time zone that there is not.
Why: the API server refuses the CronJob.
Example: `schedule: 0 2 * * 7`, because Sunday is 0; `timeZone: CEST`; `schedule: CRON_TZ=UTC 0 2 * * *`.
Fix: write five fields, minute, hour, day of the month, month, day of the week, and the zone by its name: `Europe/Berlin`.",
    )],
    rule: Rule::Object(run),
};

/// Kubernetes `pkg/apis/batch/validation`, `validateScheduleFormat` and `validateTimeZone`, 2026-10.
fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    let Some(spec) = object.spec().filter(|_| object.is("batch", "CronJob")) else { return };
    if let Some((node, text)) = given(spec, "schedule").and_then(|node| Some((node, node.as_str()?))) {
        if text.contains("TZ=") {
            let found = object.error(codes::BAD_SCHEDULE, node, "the schedule names a time zone");
            report.push(found.help("write the zone below `timeZone`"));
        } else if let Err(invalid) = parse(text) {
            report.push(object.error(codes::BAD_SCHEDULE, node, invalid.message).help(invalid.help));
        }
    }
    if let Some((node, text)) = given(spec, "timeZone").and_then(|node| Some((node, node.as_str()?)))
        && let Err(invalid) = TimeZone::parse(text)
    {
        report.push(object.error(codes::BAD_SCHEDULE, node, invalid.message).help(invalid.help));
    }
}

/// What specs of mlkube take, and what Kubernetes takes besides: `?` for `*`, steps of any length, and `@every 1h`
/// (robfig/cron v3 parser.go).
fn parse(text: &str) -> Result<(), crate::fields::Invalid> {
    if text.strip_prefix("@every ").is_some_and(is_duration) {
        return Ok(());
    }
    let simpler = |part: &str| {
        let range = match part.split_once('/') {
            Some((range, step)) if step.parse::<u32>().is_ok_and(|step| step > 0) => range,
            _ => part,
        };
        if range == "?" { "*".to_owned() } else { range.to_owned() }
    };
    let field = |field: &str| field.split(',').map(simpler).collect::<Vec<_>>().join(",");
    let known = text.split_whitespace().map(field).collect::<Vec<_>>().join(" ");
    match Cron::parse(&known) {
        Ok(_) => Ok(()),
        // The words are about what was written.
        Err(invalid) => Err(Cron::parse(text).err().unwrap_or(invalid)),
    }
}

/// Whether a text is a duration of Go: `1h30m`.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        let unit = ["ns", "us", "ms", "s", "m", "h"].into_iter().find_map(|unit| number.strip_prefix(unit));
        match unit {
            Some(after) if number.len() < rest.len() => rest = after,
            _ => return false,
        }
    }
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_kubernetes_takes() {
        for good in ["*/5 * * * ?", "*/90 * * * *", "@every 1h30m", "@every 0.5s", "0\t2 * * *", "@hourly", "5/10,7 * * * *"] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in ["@every", "@every ", "@every 5", "@every h", "*/0 * * * *", "0 2 * * 7", "0 2 * *", "", "1/a * * * *"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
