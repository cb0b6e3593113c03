//! Quantiles of classic histograms.

use super::walk::{bare, children, name, number, parts};
use super::{Lapse, Use};
use crate::diag::codes;
use promql_parser::parser::{Expr, LabelModifier};

/// Functions after which buckets count what came within a window.
const WINDOWS: [&str; 6] = ["rate", "irate", "increase", "delta", "idelta", "deriv"];

pub(super) fn check(expression: &Expr, _: Use) -> Vec<Lapse> {
    let mut lapses = Vec::new();
    for part in parts(expression) {
        let Expr::Call(call) = part else { continue };
        let [share, buckets] = call.args.args.as_slice() else { continue };
        if call.func.name == "histogram_quantile" {
            lapses.extend(quantile(share, buckets));
        }
    }
    lapses
}

fn quantile(share: &Expr, buckets: &Expr) -> Option<Lapse> {
    let lapse =
        |certain, message: &str, help| Some(Lapse { code: codes::BUCKET_QUANTILE, certain, message: message.to_owned(), help });
    if number(share).is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        return lapse(true, "a quantile outside of 0 to 1 is always infinite", "write it as a share: `0.95`");
    }
    if !has_buckets(buckets) {
        return None;
    }
    if loses_bounds(buckets) {
        return lapse(
            true,
            "the bounds of the buckets are summed away before the quantile",
            "keep the label `le`: `sum by (le) (rate(…_bucket[5m]))`",
        );
    }
    if is_since_the_start(buckets) {
        return lapse(
            false,
            "a quantile over all requests since the programs started",
            "put the buckets into a window: `rate(…_bucket[5m])`",
        );
    }
    None
}

/// Whether the series are buckets of a classic histogram; native ones need no `le`, and recorded ones have colons in their names.
fn has_buckets(expression: &Expr) -> bool {
    parts(expression).into_iter().any(|part| match part {
        Expr::VectorSelector(selector) => is_bucket(name(selector)),
        Expr::MatrixSelector(matrix) => is_bucket(name(&matrix.vs)),
        _ => false,
    })
}

fn is_bucket(name: &str) -> bool {
    name.ends_with("_bucket") && !name.contains(':')
}

/// Whether the outermost aggregation drops `le`.
fn loses_bounds(expression: &Expr) -> bool {
    let Expr::Aggregate(aggregate) = bare(expression) else { return false };
    // `topk` and the like keep the labels of what they pick.
    if !["sum", "avg", "min", "max", "count"].contains(&aggregate.op.to_string().as_str()) {
        return false;
    }
    match &aggregate.modifier {
        None => true,
        Some(LabelModifier::Include(labels)) => !labels.labels.iter().any(|label| label == "le"),
        Some(LabelModifier::Exclude(labels)) => labels.labels.iter().any(|label| label == "le"),
    }
}

/// Whether buckets come as they are, in no window at all.
fn is_since_the_start(expression: &Expr) -> bool {
    match expression {
        Expr::VectorSelector(selector) => is_bucket(name(selector)),
        Expr::Call(call) if WINDOWS.contains(&call.func.name) => false,
        // The difference of two points in time is a window too.
        Expr::Binary(_) | Expr::Subquery(_) => false,
        other => children(other).into_iter().any(is_since_the_start),
    }
}
