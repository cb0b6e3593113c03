//! Quantiles of classic histograms.

use super::{Lapse, Use};
use crate::diag::codes;
use crate::promql::{Aggregator, Expression, Kind, Part};

/// Functions after which buckets count what came within a window.
const WINDOWS: [&str; 6] = ["rate", "irate", "increase", "delta", "idelta", "deriv"];

pub(super) fn check(expression: &Expression, _: Use) -> Vec<Lapse> {
    let mut lapses = Vec::new();
    for part in expression.parts() {
        let Kind::Call { function, arguments } = part.kind() else { continue };
        if let ("histogram_quantile", [share, buckets]) = (function.name, arguments.as_slice()) {
            lapses.extend(quantile(part.at(*share), part.at(*buckets)));
        }
    }
    lapses
}

fn quantile(share: Part<'_>, buckets: Part<'_>) -> Option<Lapse> {
    let lapse = |certain, part: Part<'_>, message: &str, help| {
        Some(Lapse { code: codes::BUCKET_QUANTILE, certain, range: part.range(), message: message.to_owned(), help })
    };
    if share.number().is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        return lapse(true, share, "a quantile outside of 0 to 1 is always infinite", "write it as a share: `0.95`");
    }
    if !buckets.inside().into_iter().any(is_bucket) {
        let series = outside_of_windows(buckets, is_measured)?;
        return lapse(
            false,
            series,
            "a quantile of what has no buckets, or of all requests since the programs started",
            "put the buckets into a window: `rate(…_bucket[5m])`; a native histogram is named without `_bucket`",
        );
    }
    if loses_bounds(buckets) {
        return lapse(
            true,
            buckets,
            "the bounds of the buckets are summed away before the quantile",
            "keep the label `le`: `sum by (le) (rate(…_bucket[5m]))`",
        );
    }
    if outside_of_windows(buckets, is_bucket).is_some() {
        return lapse(
            false,
            buckets,
            "a quantile over all requests since the programs started",
            "put the buckets into a window: `rate(…_bucket[5m])`",
        );
    }
    None
}

/// Whether a part picks buckets of a classic histogram; native ones need no `le`, and recorded ones have colons in their names.
fn is_bucket(part: Part<'_>) -> bool {
    let Kind::Selector(selector) = part.kind() else { return false };
    selector.name().is_some_and(|name| name.ends_with("_bucket") && !name.contains(':'))
}

/// Whether a part picks a series with the name of something that is measured as a histogram (prometheus.io "Metric and label naming",
/// 2026-11).
fn is_measured(part: Part<'_>) -> bool {
    let Kind::Selector(selector) = part.kind() else { return false };
    let is_unit = |name: &str| {
        ["_seconds", "_milliseconds", "_ms", "_bytes", "_latency", "_duration"].iter().any(|unit| name.ends_with(unit))
    };
    selector.name().is_some_and(|name| is_unit(name) && !name.contains(':'))
}

/// Whether the outermost aggregation drops `le`.
fn loses_bounds(buckets: Part<'_>) -> bool {
    let Kind::Aggregation { aggregator, grouping, .. } = buckets.bare().kind() else { return false };
    // `topk` and the like keep the labels of what they pick.
    if !matches!(aggregator, Aggregator::Sum | Aggregator::Avg | Aggregator::Min | Aggregator::Max | Aggregator::Count) {
        return false;
    }
    grouping.as_ref().is_none_or(|grouping| grouping.without == grouping.labels.iter().any(|label| label == "le"))
}

/// The series that comes as it is, in no window at all.
fn outside_of_windows(buckets: Part<'_>, is_wanted: fn(Part<'_>) -> bool) -> Option<Part<'_>> {
    let mut waiting = vec![buckets];
    while let Some(part) = waiting.pop() {
        match part.kind() {
            Kind::Selector(_) if is_wanted(part) => return Some(part),
            Kind::Call { function, .. } if WINDOWS.contains(&function.name) => {}
            // The difference of two points in time is a window too.
            Kind::Binary { .. } | Kind::Subquery(_) | Kind::Range(_) => {}
            _ => waiting.extend(part.children()),
        }
    }
    None
}
