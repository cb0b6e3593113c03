//! The functions of PromQL: what they take and give.

use super::types::ValueType;
use ValueType::{InstantVector as V, RangeVector as R, Scalar as S, String as T};

/// A function.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What its arguments have to be; the last stands for all that follow.
    pub takes: &'static [ValueType],
    /// As many arguments as there have to be.
    pub least: usize,
    /// As many arguments as there may be; none if there may be any number.
    pub most: Option<usize>,
    /// What its answer is.
    pub gives: ValueType,
}

/// Every function, sorted by name: those of Prometheus 3.14 (`promql/parser/functions.go`, 2026-08-21), the experimental ones too,
/// because nothing in a rule tells whether its server has them enabled; and `holt_winters` of Prometheus 2.
pub(super) const FUNCTIONS: &[Function] = &[
    row("abs", &[V], 1, Some(1), V),
    row("absent", &[V], 1, Some(1), V),
    row("absent_over_time", &[R], 1, Some(1), V),
    row("acos", &[V], 1, Some(1), V),
    row("acosh", &[V], 1, Some(1), V),
    row("asin", &[V], 1, Some(1), V),
    row("asinh", &[V], 1, Some(1), V),
    row("atan", &[V], 1, Some(1), V),
    row("atanh", &[V], 1, Some(1), V),
    row("avg_over_time", &[R], 1, Some(1), V),
    row("ceil", &[V], 1, Some(1), V),
    row("changes", &[R], 1, Some(1), V),
    row("clamp", &[V, S, S], 3, Some(3), V),
    row("clamp_max", &[V, S], 2, Some(2), V),
    row("clamp_min", &[V, S], 2, Some(2), V),
    row("cos", &[V], 1, Some(1), V),
    row("cosh", &[V], 1, Some(1), V),
    row("count_over_time", &[R], 1, Some(1), V),
    row("day_of_month", &[V], 0, Some(1), V),
    row("day_of_week", &[V], 0, Some(1), V),
    row("day_of_year", &[V], 0, Some(1), V),
    row("days_in_month", &[V], 0, Some(1), V),
    row("deg", &[V], 1, Some(1), V),
    row("delta", &[R], 1, Some(1), V),
    row("deriv", &[R], 1, Some(1), V),
    row("double_exponential_smoothing", &[R, S, S], 3, Some(3), V),
    row("end", &[], 0, Some(0), S),
    row("exp", &[V], 1, Some(1), V),
    row("first_over_time", &[R], 1, Some(1), V),
    row("floor", &[V], 1, Some(1), V),
    row("histogram_avg", &[V], 1, Some(1), V),
    row("histogram_count", &[V], 1, Some(1), V),
    row("histogram_fraction", &[S, S, V], 3, Some(3), V),
    row("histogram_quantile", &[S, V], 2, Some(2), V),
    row("histogram_quantiles", &[V, T, S, S], 3, Some(12), V),
    row("histogram_stddev", &[V], 1, Some(1), V),
    row("histogram_stdvar", &[V], 1, Some(1), V),
    row("histogram_sum", &[V], 1, Some(1), V),
    row("holt_winters", &[R, S, S], 3, Some(3), V),
    row("hour", &[V], 0, Some(1), V),
    row("idelta", &[R], 1, Some(1), V),
    row("increase", &[R], 1, Some(1), V),
    row("info", &[V, V], 1, Some(2), V),
    row("irate", &[R], 1, Some(1), V),
    row("label_join", &[V, T, T, T], 3, None, V),
    row("label_replace", &[V, T, T, T, T], 5, Some(5), V),
    row("last_over_time", &[R], 1, Some(1), V),
    row("ln", &[V], 1, Some(1), V),
    row("log10", &[V], 1, Some(1), V),
    row("log2", &[V], 1, Some(1), V),
    row("mad_over_time", &[R], 1, Some(1), V),
    row("max_of", &[S, S], 2, Some(2), S),
    row("max_over_time", &[R], 1, Some(1), V),
    row("min_of", &[S, S], 2, Some(2), S),
    row("min_over_time", &[R], 1, Some(1), V),
    row("minute", &[V], 0, Some(1), V),
    row("month", &[V], 0, Some(1), V),
    row("pi", &[], 0, Some(0), S),
    row("predict_linear", &[R, S], 2, Some(2), V),
    row("present_over_time", &[R], 1, Some(1), V),
    row("quantile_over_time", &[S, R], 2, Some(2), V),
    row("rad", &[V], 1, Some(1), V),
    row("range", &[], 0, Some(0), S),
    row("rate", &[R], 1, Some(1), V),
    row("resets", &[R], 1, Some(1), V),
    row("round", &[V, S], 1, Some(2), V),
    row("scalar", &[V], 1, Some(1), S),
    row("sgn", &[V], 1, Some(1), V),
    row("sin", &[V], 1, Some(1), V),
    row("sinh", &[V], 1, Some(1), V),
    row("sort", &[V], 1, Some(1), V),
    row("sort_by_label", &[V, T], 1, None, V),
    row("sort_by_label_desc", &[V, T], 1, None, V),
    row("sort_desc", &[V], 1, Some(1), V),
    row("sqrt", &[V], 1, Some(1), V),
    row("start", &[], 0, Some(0), S),
    row("start_timestamp", &[V], 1, Some(1), V),
    row("stddev_over_time", &[R], 1, Some(1), V),
    row("stdvar_over_time", &[R], 1, Some(1), V),
    row("step", &[], 0, Some(0), S),
    row("sum_over_time", &[R], 1, Some(1), V),
    row("tan", &[V], 1, Some(1), V),
    row("tanh", &[V], 1, Some(1), V),
    row("time", &[], 0, Some(0), S),
    row("timestamp", &[V], 1, Some(1), V),
    row("ts_of_first_over_time", &[R], 1, Some(1), V),
    row("ts_of_last_over_time", &[R], 1, Some(1), V),
    row("ts_of_max_over_time", &[R], 1, Some(1), V),
    row("ts_of_min_over_time", &[R], 1, Some(1), V),
    row("vector", &[S], 1, Some(1), V),
    row("year", &[V], 0, Some(1), V),
];

const fn row(name: &'static str, takes: &'static [ValueType], least: usize, most: Option<usize>, gives: ValueType) -> Function {
    Function { name, takes, least, most, gives }
}

/// The function of a name; names are written in small letters.
pub(super) fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.binary_search_by_key(&name, |function| function.name).ok().map(|index| &FUNCTIONS[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_sorted_and_take_what_they_say() {
        assert!(FUNCTIONS.is_sorted_by(|one, two| one.name < two.name));
        for function in FUNCTIONS {
            assert!(function.most.is_none_or(|most| most >= function.least), "{}", function.name);
            assert!(function.takes.len() >= function.least, "{}", function.name);
        }
        assert_eq!(function("rate").map(|function| function.takes), Some(&[R][..]));
        assert_eq!(function("Rate"), None);
    }
}
