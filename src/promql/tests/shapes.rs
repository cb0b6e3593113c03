//! What binds to what.

use super::super::{Kind, Part, parse};

/// An expression with parentheses around every operation.
fn shape(part: Part<'_>) -> String {
    let at = |id| shape(part.at(id));
    match part.kind() {
        Kind::Number(number) => number.to_string(),
        Kind::Text(text) => format!("{text:?}"),
        Kind::Selector(selector) => selector.name().unwrap_or("{}").to_owned(),
        Kind::Range(inner) => format!("{}[]", at(*inner)),
        Kind::Subquery(inner) => format!("{}[:]", at(*inner)),
        Kind::Parentheses(inner) => at(*inner),
        Kind::Signed { negative, inner } => format!("({}{})", if *negative { "-" } else { "+" }, at(*inner)),
        Kind::Binary { operator, left, right, .. } => format!("({} {operator} {})", at(*left), at(*right)),
        Kind::Call { function, arguments } => {
            let arguments: Vec<String> = arguments.iter().map(|id| at(*id)).collect();
            format!("{}({})", function.name, arguments.join(", "))
        }
        Kind::Aggregation { aggregator, parameter, inner, .. } => match parameter {
            Some(parameter) => format!("{aggregator}({}, {})", at(*parameter), at(*inner)),
            None => format!("{aggregator}({})", at(*inner)),
        },
    }
}

#[test]
fn operators_bind_as_in_prometheus() {
    for (text, expected) in [
        ("a + b * c", "(a + (b * c))"),
        ("a * b + c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a ^ b ^ c", "(a ^ (b ^ c))"),
        ("-a ^ b", "(-(a ^ b))"),
        ("-a * b", "((-a) * b)"),
        ("-a + b", "((-a) + b)"),
        ("a ^ -b * c", "((a ^ (-b)) * c)"),
        ("a * -b ^ c", "(a * (-(b ^ c)))"),
        ("a or b and c unless d", "(a or ((b and c) unless d))"),
        ("a > b == c", "((a > b) == c)"),
        ("a + b > c * d or e", "(((a + b) > (c * d)) or e)"),
        ("a atan2 b % c", "((a atan2 b) % c)"),
        ("a </ b >/ c", "((a </ b) >/ c)"),
        ("max_over_time((-a)[5m:])", "max_over_time((-a)[:])"),
        ("a + b offset 5m ^ 2", "(a + (b ^ 2))"),
        ("a offset -1 ^ 2", "(a ^ 2)"),
        ("a offset 5m - 8", "(a - 8)"),
        ("a offset (5m - 8)", "a"),
        ("a offset (5m) - 8", "a"),
        ("sum(a) by (b) [5m:1m]", "sum(a)[:]"),
        ("sum + sum by (x) (sum) + start + and", "(((sum + sum(sum)) + start) + and)"),
        ("fill * fill{} + fill (0) offset", "((fill * fill) + offset)"),
        ("start() - max_of(1, step()) ^ end", "(start() - (max_of(1, step()) ^ end))"),
        ("a * on (b) group_left (c) (d)", "(a * d)"),
        ("1h30m + 0x1F + .5e1 + 1_000", "(((5400 + 31) + 5) + 1000)"),
        ("topk(3, {\"my.metric\", a=\"b\"})", "topk(3, my.metric)"),
        ("Sum(a) OR b > Bool NaN", "(sum(a) or (b > NaN))"),
    ] {
        let expression = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(shape(expression.whole()), expected, "{text}");
    }
}

#[test]
fn selectors_hold_what_they_ask() {
    let expression = parse("up{job=~\"a|b\", 'my label'!=\"x\\ty\",}").expect("an expression");
    let Kind::Selector(selector) = expression.whole().kind() else { panic!("{expression:?}") };
    assert_eq!(selector.name(), Some("up"));
    let asked: Vec<(&str, &str)> =
        selector.matchers.iter().map(|matcher| (matcher.label.as_str(), matcher.value.as_str())).collect();
    assert_eq!(asked, [("job", "a|b"), ("my label", "x\ty")]);
}
