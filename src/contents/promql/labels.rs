//! Operations whose two sides have no labels in common, so that there is never an answer.

use super::{Lapse, Use};
use crate::diag::codes;
use crate::promql::{Aggregator, Expression, Kind, Operator, Part, ValueType};
use std::collections::BTreeSet;

/// The labels that the series of a part have, if the expression says it.
type Labels<'a> = Option<BTreeSet<&'a str>>;

pub(super) fn check(expression: &Expression, _: Use) -> Vec<Lapse> {
    let mut known: Vec<Labels<'_>> = Vec::new();
    let mut lapses = Vec::new();
    for part in expression.parts() {
        lapses.extend(unmatched(part, &known));
        known.push(labels(part, &known));
    }
    lapses
}

/// An operation over all labels whose sides are known to have different ones.
fn unmatched(part: Part<'_>, known: &[Labels<'_>]) -> Option<Lapse> {
    let Kind::Binary { operator, place, left, right, matching } = part.kind() else { return None };
    // `or` and `unless` have an answer without a match.
    if matches!(operator, Operator::Or | Operator::Unless) || matching.by.is_some() || matching.fills {
        return None;
    }
    let of = |side| known.get(part.at(side).index())?.as_ref();
    let (left, right) = (of(*left)?, of(*right)?);
    if left == right {
        return None;
    }
    let odd: Vec<&str> = left.symmetric_difference(right).copied().collect();
    Some(Lapse {
        code: codes::NO_MATCH,
        certain: false,
        range: place.clone(),
        message: format!("the sides of `{operator}` differ in the label `{}`, so that no series match", odd.join("`, `")),
        help: "sum both by the same labels, or say what to match by: `on (…) group_left`, or `scalar(…)` for a single number",
    })
}

/// The labels of a part; those of all parts inside of it are known.
fn labels<'a>(part: Part<'a>, known: &[Labels<'a>]) -> Labels<'a> {
    let of = |id| known.get(part.at(id).index()).cloned().flatten();
    match part.kind() {
        Kind::Parentheses(inner) | Kind::Signed { inner, .. } => of(*inner),
        Kind::Aggregation { aggregator, grouping, inner, .. } => match (aggregator, grouping) {
            (Aggregator::Topk | Aggregator::Bottomk | Aggregator::Limitk, _) => of(*inner),
            (Aggregator::CountValues | Aggregator::LimitRatio, _) => None,
            (_, None) => Some(BTreeSet::new()),
            (_, Some(by)) => (!by.without).then(|| by.labels.iter().map(String::as_str).collect()),
        },
        Kind::Binary { left, right, matching, .. } => match (part.at(*left).value(), part.at(*right).value()) {
            (ValueType::InstantVector, ValueType::Scalar) => of(*left),
            (ValueType::Scalar, ValueType::InstantVector) => of(*right),
            _ => {
                let (left, right) = (of(*left)?, of(*right)?);
                (matching.by.is_none() && left == right).then_some(left)
            }
        },
        Kind::Call { function, arguments } => match (function.name, arguments.as_slice()) {
            ("vector", _) => Some(BTreeSet::new()),
            ("histogram_quantile", [_, buckets]) => {
                let mut labels = of(*buckets)?;
                labels.remove("le");
                Some(labels)
            }
            (
                "abs" | "ceil" | "floor" | "round" | "clamp_min" | "clamp_max" | "clamp" | "sqrt" | "sort" | "sort_desc",
                [first, ..],
            ) => of(*first),
            _ => None,
        },
        _ => None,
    }
}
