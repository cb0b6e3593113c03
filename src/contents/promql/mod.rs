//! Expressions of PromQL: whether Prometheus takes them, and what they cannot mean.

mod counters;
mod histograms;
mod labels;
mod units;

use super::fault::Fault;
use crate::diag::{Code, codes};
use crate::promql::{self, Expression, ValueType};
use std::ops::Range;

/// What an expression is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It fires an alert for every series that it gives.
    Alert,
    /// It is recorded under a name.
    Record,
    /// A panel shows it.
    Panel,
}

/// Looks for one thing that an expression cannot mean.
type Lint = fn(&Expression, Use) -> Vec<Lapse>;

/// The table of what is looked at in an expression that parses.
const LINTS: &[Lint] = &[histograms::check, counters::check, units::check, labels::check];

/// Something that an expression cannot mean.
#[derive(Debug, PartialEq, Eq)]
struct Lapse {
    code: Code,
    certain: bool,
    /// Its bytes in the expression.
    range: Range<usize>,
    message: String,
    help: &'static str,
}

/// Judges an expression; the places are those of its bytes.
pub(super) fn check(text: &str, used: Use) -> Vec<Fault> {
    let expression = match promql::parse(text) {
        Ok(expression) => expression,
        Err(error) => {
            let fault = Fault::error(codes::PROMQL_SYNTAX, error.range, format!("this is not PromQL: {}", error.message));
            return vec![fault.help(error.help.unwrap_or_else(|| "try it in Prometheus".to_owned()))];
        }
    };
    let whole = expression.whole();
    let kind = match whole.value() {
        ValueType::String => "a text",
        ValueType::RangeVector => "a range of samples",
        ValueType::Scalar | ValueType::InstantVector => return lapses(&expression, used),
    };
    let fault = Fault::error(codes::PROMQL_SYNTAX, whole.range(), format!("the answer to this expression is {kind}"));
    vec![fault.help("a rule or a panel needs a number for each series: put a range into `rate(…)` or the like")]
}

fn lapses(expression: &Expression, used: Use) -> Vec<Fault> {
    let found = LINTS.iter().flat_map(|lint| lint(expression, used));
    found
        .map(|lapse| {
            let make = if lapse.certain { Fault::error } else { Fault::warning };
            make(lapse.code, lapse.range, lapse.message).help(lapse.help)
        })
        .collect()
}
