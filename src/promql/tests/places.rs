//! What is wrong stands between `⟦` and `⟧`.

use super::super::parse;

const CASES: &[(&str, &str)] = &[
    ("rate(⟦x_total⟧)", "`rate` takes a range vector, and gets an instant vector"),
    ("sum(rate(⟦sum(x)⟧))", "`rate` takes a range vector, and gets an instant vector"),
    ("abs(⟦x[5m]⟧)", "`abs` takes an instant vector, and gets a range vector"),
    ("sum⟦(⟧rate(x[5m]) by (job)", "`(` is never closed"),
    ("sum(x)⟦)⟧", "`)` closes nothing"),
    ("⟦rat⟧(x[5m])", "there is no function `rat`"),
    ("x ⟦>⟧", "the expression ends where an expression has to be"),
    ("x ⟦=⟧ 5", "`=` between two expressions"),
    ("x ⟦&⟧& y", "`&` in an expression"),
    ("x ⟦=~⟧ \"a\"", "`=~` outside of braces"),
    ("x{a=⟦b⟧}", "`b` where a text in quotes has to be"),
    ("x{a⟦:⟧b=\"c\"}", "`:` between the braces of a selector"),
    ("x{a=\"b\" ⟦c⟧=\"d\"}", "`c` where `,` or `}` has to be"),
    ("x{a=~⟦\"(b\"⟧}", "a regular expression with a group `(` without its `)`"),
    ("x{a=\"⟦\\d⟧+\"}", "`\\d` is no escape"),
    ("x{a=⟦\"⟧b}", "a text without its second quote"),
    ("x⟦{⟧a=\"b\"", "`{` is never closed"),
    ("x⟦[⟧5m", "`[` is never closed"),
    ("rate(x[⟦5min⟧])", "`5min` is neither a number nor a duration"),
    ("rate(x[⟦5m1h⟧])", "`5m1h` is no duration"),
    ("x[⟦0m⟧]", "a range has to be longer than nothing"),
    ("x[⟦foo⟧]", "`foo` in the brackets of a range"),
    ("sum(x)⟦[5m]⟧", "a range behind something that is no selector"),
    ("x offset 5m⟦[5m]⟧", "a range behind `offset`"),
    ("rate(x[5m]) ⟦offset 5m⟧", "`offset` behind something that is neither a selector nor a range"),
    ("x offset 5m ⟦offset 1m⟧", "`offset` is there twice"),
    ("x @ ⟦Inf⟧", "this is no time that Prometheus knows"),
    ("⟦{}⟧", "a selector of all series"),
    ("sum(⟦{a=~\".*\"}⟧)", "a selector of all series"),
    ("x{__name__=⟦\"y\"⟧}", "the name of the metric is there twice: `x`, and in braces"),
    ("1 ⟦==⟧ 1", "two scalars are compared"),
    ("x ⟦and⟧ 1", "`and` beside a scalar"),
    ("x ⟦+⟧ bool y", "`bool` behind `+`"),
    ("x + ⟦y[5m]⟧", "`+` and a range vector"),
    ("-⟦\"a\"⟧", "a sign and a string"),
    ("x ⟦*⟧ on (a) group_left (a) y", "the label `a` behind `on` and behind `group_left` or `group_right`"),
    ("x ⟦or⟧ on (a) group_left () y", "`group_left` or `group_right` behind `or`"),
    ("x ⟦+⟧ on (a) 1", "labels behind `+` beside a scalar"),
    ("⟦topk⟧(x)", "`topk` takes 2 arguments, and gets 1"),
    ("topk(⟦x⟧, y)", "`topk` in front of the series takes a scalar, and gets an instant vector"),
    ("sum by ⟦job⟧ (x)", "`job` where `(` and the names of labels has to be"),
    ("⟦round(x, 1, 2)⟧", "`round` takes 1 to 2 arguments, and gets 3"),
    ("abs(x⟦,⟧)", "a comma behind the last argument"),
    ("sum(x) ⟦y⟧", "`y` where an operator or the end has to be"),
    ("x[5m] smoothed ⟦anchored⟧", "`anchored` and `smoothed` exclude each other"),
    ("info(x, ⟦y{a=\"b\"}⟧)", "a metric where `info` takes labels only"),
    ("gr⟦ö⟧ße", "`ö` in an expression"),
];

#[test]
fn what_is_wrong_is_shown_where_it_is() {
    let mut wrong = Vec::new();
    for (marked, message) in CASES {
        let text = marked.replace(['⟦', '⟧'], "");
        let start = marked.find('⟦').expect("a mark");
        let end = marked.find('⟧').expect("a second mark") - '⟦'.len_utf8();
        match parse(&text) {
            Err(error) if error.range == (start..end) && error.message == *message => {}
            other => wrong.push(format!("{marked}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
