//! What Prometheus takes and refuses is taken and refused, with the exact place of what is wrong.

mod agreement;
mod places;
mod shapes;

use super::{ValueType, parse};

/// The expressions of a file, without its head.
fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

#[test]
fn what_prometheus_takes_is_taken() {
    let mut count = 0;
    for text in lines(include_str!("taken.txt")) {
        count += 1;
        let expression = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let whole = expression.whole().range();
        assert_eq!(&text[whole], text.trim(), "the place of the whole");
    }
    assert!(count > 2_000, "{count}");
}

#[test]
fn what_prometheus_refuses_is_refused() {
    let mut count = 0;
    for text in lines(include_str!("refused.txt")) {
        count += 1;
        let error = parse(text).expect_err(text);
        assert!(text.get(error.range.clone()).is_some_and(|part| !part.is_empty()), "{text}: {error:?}");
        assert!(
            !error.message.ends_with('.') && !error.message.starts_with(|first: char| first.is_ascii_uppercase()),
            "{error:?}"
        );
    }
    assert!(count > 140, "{count}");
    for text in ["", "  ", "# just a comment\n\n", "foo @ 9223372036854775808", "foo @ -9223372036854775809"] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn comments_and_lines_mean_nothing() {
    let text = "# the share of errors\nsum(rate(a[5m])) # of all\n  / # here\n\tsum(rate(b{x=\"#\"}[5m]))\r\n";
    assert!(parse(text).is_ok());
    assert_eq!(parse("foo{\n  a=\"b\", # first\n  c=\"d\",\n}").map(|read| read.whole().value()), Ok(ValueType::InstantVector));
}

#[test]
fn long_expressions_take_no_stack() {
    for operator in ["+", " or ", "^", "* -", "> bool"] {
        let text = format!("a{}", format!("{operator} a").repeat(50_000));
        assert!(parse(&text).is_ok(), "{operator}");
    }
    assert!(parse(&format!("{}a", "-".repeat(50_000))).is_ok());
    assert!(parse(&format!("a{}", " offset 5m".repeat(50_000))).is_err());
    // parse_test.go has this one, computed.
    assert!(parse(&format!("({}){}", "-{}-1".repeat(10_000), "[1m:]".repeat(1_000))).is_err());
}

#[test]
fn deep_expressions_end() {
    for (open, close) in [("(", ")"), ("abs(", ")"), ("sum(", ")"), ("-(", ")"), ("sum by (a) (", ")"), ("topk(1, ", ")")] {
        let nested = |depth: usize| format!("{}a{}", open.repeat(depth), close.repeat(depth));
        assert!(parse(&nested(150)).is_ok(), "{open}");
        let error = parse(&nested(50_000)).expect_err(open);
        assert!(error.message.contains("more than 200 times"), "{error:?}");
    }
    for (open, close) in [("(", ")"), ("-", ""), ("max_of(1m, ", ")"), ("2 ^ ", ""), ("1 + (", ")")] {
        let nested = |depth: usize| format!("a[{}5m{}]", open.repeat(depth), close.repeat(depth));
        assert!(parse(&nested(30)).is_ok(), "{open}: {:?}", parse(&nested(30)));
        let error = parse(&nested(50_000)).expect_err(open);
        assert!(error.message.contains("more than 200 times"), "{error:?}");
    }
}
