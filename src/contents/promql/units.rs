//! Rates that are compared with a number of another unit: what comes in a second is no share, and no count of an hour.

use super::{Lapse, Use};
use crate::diag::codes;
use crate::promql::{Aggregator, Comparison, Expression, Kind, Matcher, Operator, Part, Selector};

/// Labels that hold the status of an answer.
const STATUS: [&str; 6] = ["status", "code", "status_code", "http_status", "http_status_code", "response_code"];

/// The largest number that is more likely a share of all requests than a number of them in a second.
const LARGEST_SHARE: f64 = 0.05;

pub(super) fn check(expression: &Expression, used: Use) -> Vec<Lapse> {
    if used == Use::Alert { expression.parts().filter_map(compared).collect() } else { Vec::new() }
}

fn compared(part: Part<'_>) -> Option<Lapse> {
    let Kind::Binary { operator: Operator::Greater | Operator::GreaterOrEqual, left, right, .. } = part.kind() else {
        return None;
    };
    let bound = part.at(*right).number()?;
    let selector = counted(part.at(*left))?;
    let lapse =
        |message: String, help| Some(Lapse { code: codes::RATE_UNIT, certain: false, range: part.range(), message, help });
    if bound > 0.0 && bound <= LARGEST_SHARE && selector.matchers.iter().any(is_of_errors) {
        return lapse(
            format!("errors in a second are compared with {bound}, as if they were a share"),
            "divide by all requests: `sum(rate(…{status=~\"5..\"}[5m])) / sum(rate(…[5m]))`",
        );
    }
    if bound >= 1.0 && selector.name().is_some_and(|name| name.ends_with("_restarts_total")) {
        return lapse(
            format!("this fires at {bound} restarts in a second, which never come"),
            "count them: `increase(…_restarts_total[1h])`",
        );
    }
    None
}

/// The counter of which a part is the rate, or the sum of rates.
fn counted(part: Part<'_>) -> Option<&Selector> {
    match part.bare().kind() {
        Kind::Aggregation { aggregator: Aggregator::Sum | Aggregator::Avg | Aggregator::Max, inner, .. } => {
            counted(part.at(*inner))
        }
        Kind::Call { function, arguments } if matches!(function.name, "rate" | "irate") => {
            let Kind::Range(inner) = part.at(*arguments.first()?).bare().kind() else { return None };
            match part.at(*inner).kind() {
                Kind::Selector(selector) => Some(selector),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether only answers with an error are picked.
fn is_of_errors(matcher: &Matcher) -> bool {
    STATUS.contains(&matcher.label.as_str())
        && matches!(matcher.comparison, Comparison::Equal | Comparison::Like)
        && matcher.value.starts_with(['4', '5'])
}
