//! Operations whose two sides have no labels in common, so that there is never an answer.

use super::walk::{bare, parts};
use super::{Lapse, Use};
use crate::diag::codes;
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{Expr, LabelModifier};
use std::collections::BTreeSet;

pub(super) fn check(expression: &Expr, _: Use) -> Vec<Lapse> {
    parts(expression).into_iter().filter_map(unmatched).collect()
}

/// An operation over all labels whose sides are known to have different ones.
fn unmatched(part: &Expr) -> Option<Lapse> {
    let Expr::Binary(binary) = part else { return None };
    let operator = binary.op.to_string();
    let is_filled = binary.modifier.as_ref().is_some_and(|modifier| {
        modifier.matching.is_some() || modifier.fill_values.lhs.is_some() || modifier.fill_values.rhs.is_some()
    });
    // `or` and `unless` have an answer without a match.
    if matches!(operator.as_str(), "or" | "unless") || is_filled {
        return None;
    }
    let (left, right) = (labels(&binary.lhs)?, labels(&binary.rhs)?);
    if left == right {
        return None;
    }
    let odd: Vec<&str> = left.symmetric_difference(&right).map(String::as_str).collect();
    Some(Lapse {
        code: codes::NO_MATCH,
        certain: false,
        message: format!("the sides of `{operator}` differ in the label `{}`, so that no series match", odd.join("`, `")),
        help: "sum both by the same labels, or say what to match by: `on (…) group_left`, or `scalar(…)` for a single number",
    })
}

/// The labels that the series of an expression have, if the expression says it.
fn labels(expression: &Expr) -> Option<BTreeSet<String>> {
    match bare(expression) {
        Expr::Aggregate(aggregate) => match (aggregate.op.to_string().as_str(), &aggregate.modifier) {
            ("sum" | "avg" | "min" | "max" | "count" | "group" | "stddev" | "stdvar" | "quantile", None) => Some(BTreeSet::new()),
            (
                "sum" | "avg" | "min" | "max" | "count" | "group" | "stddev" | "stdvar" | "quantile",
                Some(LabelModifier::Include(by)),
            ) => Some(by.labels.iter().cloned().collect()),
            ("topk" | "bottomk" | "limitk", _) => labels(&aggregate.expr),
            _ => None,
        },
        Expr::Unary(unary) => labels(&unary.expr),
        Expr::Binary(binary) => match (binary.lhs.value_type(), binary.rhs.value_type()) {
            (ValueType::Vector, ValueType::Scalar) => labels(&binary.lhs),
            (ValueType::Scalar, ValueType::Vector) => labels(&binary.rhs),
            _ => {
                let (left, right) = (labels(&binary.lhs)?, labels(&binary.rhs)?);
                (binary.modifier.as_ref().is_none_or(|modifier| modifier.matching.is_none()) && left == right).then_some(left)
            }
        },
        Expr::Call(call) => match (call.func.name, call.args.args.as_slice()) {
            ("vector", _) => Some(BTreeSet::new()),
            ("histogram_quantile", [_, buckets]) => {
                let mut labels = labels(buckets)?;
                labels.remove("le");
                Some(labels)
            }
            (
                "abs" | "ceil" | "floor" | "round" | "clamp_min" | "clamp_max" | "clamp" | "sqrt" | "sort" | "sort_desc",
                [first, ..],
            ) => labels(first),
            _ => None,
        },
        _ => None,
    }
}
