//! Whatever is read as simple is read exactly as the parser reads it.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::diag::Report;
use crate::source::{SourceId, Span};
use crate::yaml::read::{Limits, Used, parse, simple};
use crate::yaml::{Node, write};

/// What the simple reader makes of a text; fails if the parser makes something else of it.
#[track_caller]
fn simple(text: &str) -> Option<Node> {
    let origin = Span::new(SourceId::default(), 7..7 + text.len());
    let (node, nodes) = simple::read(text, origin, &Limits::default())?;
    let (mut used, mut report) = (Used::default(), Report::default());
    let parsed = parse(text, origin, &Limits::default(), &mut used, &mut report);
    assert!(report.is_empty(), "{text:?}: {report:?}");
    assert_eq!(format!("{:?}", [&node]), format!("{parsed:?}"), "{text:?}");
    assert_eq!(nodes, used.nodes, "{text:?}");
    Some(node)
}

#[test]
fn manifests_as_people_write_them_are_simple() {
    for text in [
        "a: 1\n",
        "---\na: 1",
        "--- # first\n\n# a\na: b # c\nd:\n- e\n-   f: 1\n    g: 'it''s'\n- - 1\n  - 2\nh: {}\ni:   []   # none\n",
        "a: |\n  one\n\n   two\n  # no comment\n\nb: |-\n  three\n\n\nc: \"\\\"\\\\\\n\\t\"\n# end\n",
        "a:\n  b:\n    - c: |\n        x\n      d: y\n    - e\n  f: http://x:80/#a\n\"g\": -1\n",
        "- a\n- 1.5\n- on\n- \"x\" # y\n-\n  b: 1\n",
        "  a: 1\n  b: é – 🎉\n",
        "a:\n- |\n  x\n- y\n",
    ] {
        assert!(simple(text).is_some(), "{text:?}");
    }
}

#[test]
fn what_is_not_simple_is_left_to_the_parser() {
    for text in [
        "",
        "# a\n",
        "a:\n",
        "a: b\n  c\n",
        "a: b: c\n",
        "a : 1\n",
        "a: 1\na: 2\n",
        "<<: {}\n",
        "a: &b 1\n",
        "a: !!str 1\n",
        "a: [1]\n",
        "a: >\n  b\n",
        "a: |+\n  b\n\n",
        "a: |\nb: 1\n",
        "a: |2\n   b\n",
        "a: |\n\n  b\n",
        "a: |\n  b",
        "a: \"b\n  c\"\n",
        "a: \"\\u00e9\"\n",
        "a:\tb\n",
        "a: b\r\n",
        "? a\n",
        "a: 1\n...\n",
        "a: .inf\n",
        "a: 1\n b: 2\n",
        "- a\nb: 1\n",
        "a\n",
        "--- a\n",
        "%YAML 1.2\n---\na: 1\n",
        "a: 1\n---\nb: 1\n",
        "\u{feff}a: 1\n",
        "a: \u{85}\n",
        "a: `b`\n",
        "a: @b\n",
        "- - a\n - b\n",
    ] {
        assert_eq!(simple(text), None, "{text:?}");
    }
}

/// Lines of the kinds that meet in manifests, with a little of what is not simple.
fn lines() -> impl Strategy<Value = String> {
    const STARTS: &[&str] = &["", "", "", "- ", "- - ", "-", "-  "];
    const KEYS: &[&str] = &["a: ", "b: ", "c: ", "d:", "e-f: ", "g/h.i: ", "'j': ", "\"k\": ", "on: ", "1: ", "a:  ", "l : ", ""];
    const VALUES: &[&str] = &[
        "",
        "",
        "1",
        "x",
        "x y",
        "0440",
        "'x'",
        "'it''s'",
        "\"x\"",
        "\"a\\nb\"",
        "\"#\"",
        "{}",
        "[]",
        "|",
        "|-",
        "|+",
        ">",
        "# c",
        "x # c",
        "x#c",
        "é",
        "~",
        "no",
        "1.5",
        "-1",
        "--x",
        "x:y",
        "http://x",
        "[1]",
        "*a",
        "&a 1",
        "!t x",
        "x:",
        "\t",
        "{",
        "'",
        "\"",
        "-",
        "\u{a0}",
        "\u{2028}",
        "...",
        "---",
        "=",
        "<x>",
        "$x",
        "(x)",
        "x  ",
        "{}x",
        "\"x\" y",
        "''",
        "\"\"",
        "'x': 1",
    ];
    let line = (0_usize..7, proptest::sample::select(STARTS), proptest::sample::select(KEYS), proptest::sample::select(VALUES));
    vec(line, 1..8).prop_map(|lines| {
        let written = |(indent, start, key, value)| [" ".repeat(indent), format!("{start}{key}{value}\n")];
        lines.into_iter().flat_map(written).collect()
    })
}

/// Lines that are indented as those of manifests are, so that more of them are simple.
fn tidy() -> impl Strategy<Value = String> {
    vec(
        (0_usize..4, proptest::sample::select(&["a: 1", "b:", "- c", "- d: x", "-", "e: |", "# f", "", "g: {}", "h: 'i'"][..])),
        1..12,
    )
    .prop_map(|lines| lines.into_iter().flat_map(|(level, line)| ["  ".repeat(level), format!("{line}\n")]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn the_parser_agrees_about_lines(text in prop_oneof![lines(), tidy()], cut in 0_usize..200) {
        simple(&text);
        // The last line may have no end.
        simple(text.get(..cut).unwrap_or(text.trim_end()));
    }
}

#[test]
fn what_is_written_here_is_simple() {
    let text = "a:\n- b: |\n    x\n  c: 'y'\nd: {}\n";
    let node = simple(text).unwrap();
    let mut out = Vec::new();
    write(&node, &mut out).unwrap();
    assert_eq!(simple(&String::from_utf8(out).unwrap()), Some(node));
}
