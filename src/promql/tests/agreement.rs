//! What another reader of PromQL takes is taken here, and nothing brings this one to its knees.

use super::super::{Error, parse};
use proptest::prelude::*;

/// What expressions are made of.
const PIECES: &[&str] = &[
    "a",
    "b_total",
    "job:x:rate5m",
    "{a=\"b\"}",
    "{\"my.metric\"}",
    "a{b=~\"c|d\",e!=\"\"}",
    "{",
    "}",
    "(",
    ")",
    "[5m]",
    "[1h:5m]",
    "[1h:]",
    "[",
    "]",
    "1",
    "0x1F",
    "1e3",
    "Inf",
    "5m",
    "1.5",
    "'t'",
    "\"",
    "`r`",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "atan2",
    "==",
    "!=",
    ">",
    "<=",
    "and",
    "or",
    "unless",
    "bool",
    "on (a)",
    "ignoring (b)",
    "group_left",
    "group_right (c)",
    "by (a)",
    "without (le)",
    "sum",
    "sum(",
    "topk(2,",
    "count_values(\"v\",",
    "quantile(0.9,",
    "rate(",
    "abs(",
    "round(",
    "time()",
    "histogram_quantile(0.9,",
    "label_replace(",
    "absent(",
    "scalar(",
    "vector(",
    ",",
    "offset 5m",
    "offset -1h",
    "offset",
    "@ 5",
    "@ start()",
    "@ end()",
    "#",
    "\n",
    " ",
    "=",
    "é",
    "\\",
    "fill(0)",
    "anchored",
    "step()",
    "smoothed",
    ":",
];

/// Expressions that mostly are good.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(&["a", "b_total{c=\"d\"}", "{x=~\".+\"}", "up offset 5m", "c:d @ 5", "sum", "e{f!=\"g\",}"][..])
            .prop_map(str::to_owned),
        prop::sample::select(&["1", "-2.5", "Inf", "0x10", "1e-3", "time()"][..]).prop_map(str::to_owned),
        prop::sample::select(&["rate(a[5m])", "delta(b{c=\"d\"}[1h] offset 1d)", "avg_over_time(a[1h:5m])"][..])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let operator = prop::sample::select(
            &[
                "+",
                "-",
                "*",
                "/",
                "%",
                "^",
                "atan2",
                "==",
                "!= bool",
                ">",
                "<= bool",
                "and",
                "or on (a)",
                "unless",
                "/ on (a) group_left ()",
                "* ignoring (b)",
            ][..],
        );
        let around = prop::sample::select(
            &[
                "(",
                "sum(",
                "sum by (a, le) (",
                "abs(",
                "topk(3, ",
                "scalar(",
                "vector(",
                "-(",
                "max without () (",
                "histogram_quantile(0.5, ",
                "absent(",
                "round(",
            ][..],
        );
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(left, operator, right)| format!("{left} {operator} {right}")),
            (around, inner.clone()).prop_map(|(around, inner)| format!("{around}{inner})")),
            inner.prop_map(|inner| format!("max_over_time(({inner})[10m:])")),
        ]
    })
}

/// Whether the other reader takes an expression. It knows none of what came after Prometheus 3.9 or so, and panics at `offset Inf`.
fn other_takes(text: &str) -> bool {
    std::panic::catch_unwind(|| promql_parser::parser::parse(text).is_ok()).unwrap_or(false)
}

/// Whether the other reader may take what Prometheus refuses (`promql/parser/parse.go`, `checkAST`, 3.14): it lets `fill` stand beside a
/// number, and forgets a `+` in front of a text or a range.
fn other_is_lax(text: &str, error: &Error) -> bool {
    text.contains("fill") || error.message.starts_with("a sign and ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is made to be good is judged the same by both.
    #[test]
    fn both_readers_agree(text in expression()) {
        prop_assert_eq!(parse(&text).is_ok(), other_takes(&text), "{}: {:?}", text, parse(&text).err());
    }

    /// Whatever the other reader takes of what was thrown together is taken.
    #[test]
    fn what_the_other_takes_is_taken(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
        for text in [pieces.concat(), pieces.join(" ")] {
            match parse(&text) {
                Ok(expression) => prop_assert!(text.get(expression.whole().range()).is_some()),
                Err(error) => {
                    prop_assert!(text.get(error.range.clone()).is_some(), "{error:?} in {text:?}");
                    prop_assert!(other_is_lax(&text, &error) || !other_takes(&text), "{text}: {error:?}");
                }
            }
        }
    }

    /// No text is too much.
    #[test]
    fn any_text_is_read(text in "[ -~äé\n\t\u{fffd}]{0,80}") {
        if let Err(error) = parse(&text) {
            prop_assert!(text.get(error.range.clone()).is_some(), "{error:?} in {text:?}");
        }
    }
}
