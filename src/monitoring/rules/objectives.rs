//! Objectives: the share of bad requests over several windows, and alerts that weigh how fast the budget of errors burns.
//!
//! Two windows must agree: the longer one says that it matters, the shorter one that it still goes on (Google, "The Site
//! Reliability Workbook", chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"). The factors are for a budget of 30 days.

use super::Alert;
use crate::k8s::custom::prometheus::{Recording, Rule};
use crate::k8s::meta::Labels;
use crate::monitoring::promql::{Series, bound, rate, series, sum};
use crate::monitoring::settings::{Good, Objective};
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::Watch;

/// The windows over which the share of bad requests is recorded.
const WINDOWS: [&str; 7] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

/// How fast a budget burns.
struct Burn {
    name: &'static str,
    severity: Severity,
    wait: &'static str,
    /// How many times as fast as the budget allows, over a long window and a short one.
    rates: [(&'static str, &'static str, &'static str); 2],
    what: &'static str,
}

const BURNS: [Burn; 2] = [
    Burn {
        name: "ErrorBudgetBurnsFast",
        severity: Severity::Critical,
        wait: "2m",
        rates: [("14.4", "1h", "5m"), ("6", "6h", "30m")],
        what: "At this speed the budget of 30 days is gone within five days at most",
    },
    Burn {
        name: "ErrorBudgetBurnsSlowly",
        severity: Severity::Warning,
        wait: "15m",
        rates: [("3", "1d", "2h"), ("1", "3d", "6h")],
        what: "At this speed the budget does not last for 30 days",
    },
];

/// The name under which the share of bad requests over a window is kept.
pub(in crate::monitoring) fn recorded(objective: &Objective, window: &str) -> Series {
    series(format!("job:slo_errors_per_request:ratio_rate{window}")).is("slo", &objective.name)
}

/// The shares of bad requests.
pub(super) fn recordings(watch: &Watch<'_>) -> Vec<Rule> {
    let record = |objective: &Objective, window: &str| {
        Rule::Recording(Recording {
            record: format!("job:slo_errors_per_request:ratio_rate{window}"),
            expr: bad_share(objective, window),
            labels: Labels::from([
                ("slo".to_owned(), objective.name.clone()),
                ("namespace".to_owned(), objective.owner.namespace.clone()),
                ("job".to_owned(), objective.owner.name.clone()),
            ]),
        })
    };
    watch.objectives.iter().flat_map(|objective| WINDOWS.map(|window| record(objective, window))).collect()
}

fn own(objective: &Objective, name: &str) -> Series {
    series(name).is("namespace", &objective.owner.namespace).is("job", &objective.owner.name)
}

/// The share of bad requests over a window; nothing while there are no requests at all.
fn bad_share(objective: &Objective, window: &str) -> String {
    match &objective.good {
        Good::Answered { counter } => {
            let all = sum(rate(&own(objective, counter), window));
            let bad = sum(rate(&own(objective, counter).like("status", "5.."), window));
            // A series appears with the first error: until then there are none, not an unknown number.
            format!("({bad} or 0 * {all}) / ({all} > 0)")
        }
        Good::InTime { histogram, below } => {
            let all = sum(rate(&own(objective, histogram).ending("_count"), window));
            let good = sum(rate(&bucket(objective, histogram, &below.seconds()), window));
            format!("({all} - {good}) / ({all} > 0)")
        }
    }
}

fn bucket(objective: &Objective, histogram: &str, seconds: &str) -> Series {
    own(objective, histogram).ending("_bucket").like("le", &bound(seconds))
}

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    watch
        .objectives
        .iter()
        .flat_map(|objective| {
            BURNS.iter().map(|burn| burning(objective, burn)).chain(std::iter::once(unmeasured(objective))).collect::<Vec<_>>()
        })
        .collect()
}

fn burning(objective: &Objective, burn: &Burn) -> Alert {
    let budget = objective.share.rest().decimal();
    let over = |factor: &str, window: &str| format!("{} > {factor} * {budget}", recorded(objective, window));
    let pairs = burn.rates.map(|(factor, long, short)| format!("({} and {})", over(factor, long), over(factor, short)));
    let (name, entry) = (&objective.name, &objective.owner.name);
    let promise = match &objective.good {
        Good::Answered { .. } => format!("{} of the requests to {entry} succeed", objective.share),
        Good::InTime { below, .. } => format!("{} of the requests to {entry} are answered within {below}", objective.share),
    };
    Alert::new(burn.name, burn.severity, burn.wait, pairs.join(" or ")).with("slo", name).with("entry", entry).says(
        format!("{name}: the budget of errors burns, {{{{ $value | humanizePercentage }}}} of requests are bad"),
        format!("The objective is that {promise}. {}. Look at what was rolled out last, and go back.", burn.what),
    )
}

/// Nothing is worse than an objective that nobody notices is not measured: pods answer, but what is counted is not there.
fn unmeasured(objective: &Objective) -> Alert {
    let (measured, what) = match &objective.good {
        Good::Answered { counter } => (own(objective, counter), format!("counter {counter}")),
        Good::InTime { histogram, below } => {
            let seconds = below.seconds();
            (bucket(objective, histogram, &seconds), format!("bucket of {histogram} with the bound {seconds}"))
        }
    };
    let up = own(objective, "up");
    let (name, entry) = (&objective.name, &objective.owner.name);
    Alert::new("ObjectiveUnmeasured", Severity::Warning, "1h", format!("count({up} == 1) unless count({measured})"))
        .with("slo", name)
        .with("entry", entry)
        .says(
            format!("{name}: {entry} runs, and nothing is measured"),
            format!("The pods of {entry} are scraped and show no {what}. Correct the instrumentation or the objective."),
        )
}
