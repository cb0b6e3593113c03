//! Expressions of PromQL: whether Prometheus takes them, and what they cannot mean.

mod counters;
mod histograms;
mod labels;
mod walk;

use super::fault::Fault;
use super::pattern;
use crate::diag::codes;
use promql_parser::parser::{self, Expr, value::ValueType};
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

/// As many bytes as an expression may have to be looked at: operators of one level make a tree as deep as the text is long.
const LONGEST: usize = 4_000;

/// Looks at one thing that an expression cannot mean.
type Lint = fn(&Expr, Use) -> Vec<Lapse>;

/// The table of what is looked at in an expression that parses.
const LINTS: &[Lint] = &[histograms::check, counters::check, labels::check];

/// Something that an expression cannot mean.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lapse {
    pub(super) code: crate::diag::Code,
    pub(super) certain: bool,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Judges an expression; `range` is where it stands.
pub(super) fn check(text: &str, range: &Range<usize>, used: Use, faults: &mut Vec<Fault>) {
    if text.len() > LONGEST {
        return;
    }
    match parser::parse(text) {
        Ok(expression) => {
            if matches!(expression.value_type(), ValueType::String | ValueType::Matrix) {
                let kind = if expression.value_type() == ValueType::String { "a text" } else { "a range of samples" };
                let fault = Fault::error(codes::PROMQL_SYNTAX, range.clone(), format!("the answer to this expression is {kind}"));
                faults
                    .push(fault.help("a rule or a panel needs a number for each series: put a range into `rate(…)` or the like"));
                return;
            }
            for lapse in LINTS.iter().flat_map(|lint| lint(&expression, used)) {
                let make = if lapse.certain { Fault::error } else { Fault::warning };
                faults.push(make(lapse.code, range.clone(), lapse.message).help(lapse.help));
            }
        }
        Err(reason) => {
            if let Some(reason) = certain(text, &reason) {
                let fault = Fault::error(codes::PROMQL_SYNTAX, range.clone(), format!("this is not PromQL: {reason}"));
                faults
                    .push(fault.help("try it in Prometheus; a range such as `[5m]` belongs inside `rate(…)`, labels into `{ }`"));
            }
        }
    }
}

/// What the reader complains about, if Prometheus does too.
fn certain(text: &str, reason: &str) -> Option<String> {
    // Newer than the reader: sums of durations and ways to extend a range (Prometheus 3.14, feature flags).
    if text.contains(" anchored") || text.contains(" smoothed") || text.contains("step()") || has_reckoned_range(text) {
        return None;
    }
    if let Some(illegal) = reason.strip_prefix("illegal regex for ") {
        return pattern::wrong(illegal).map(|wrong| format!("a regular expression with {wrong}"));
    }
    let line: String = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(line.chars().take(160).collect())
}

/// Whether a range is reckoned: `[5m * 2]`.
fn has_reckoned_range(text: &str) -> bool {
    text.split('[')
        .skip(1)
        .any(|rest| rest.split(']').next().is_some_and(|range| range.contains(['+', '-', '*', '/', '(', '^', '%'])))
}
