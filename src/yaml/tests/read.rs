//! Reading: trees with places, and every problem of a text in words.

use super::{Problem, problems};
use crate::diag::{Report, codes};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{Limits, Node, Step, Value, read_document, read_documents, read_value, text_from_utf8};

fn read(text: &str) -> (Vec<Node>, Vec<Problem>) {
    let mut sources = Sources::default();
    let source = sources.add("a.yaml", text);
    let mut report = Report::default();
    let documents = read_documents(source, text, &Limits::default(), &mut report);
    (documents, problems(&sources, &report))
}

fn read_one(text: &str) -> (Option<Node>, Report) {
    let mut report = Report::default();
    (read_document(SourceId::default(), text, &mut report), report)
}

/// The only document of a text without problems.
#[track_caller]
fn tree(text: &str) -> Node {
    let (node, report) = read_one(text);
    assert!(report.is_empty(), "{report:#?}");
    node.expect("a text without problems has a document")
}

fn json(node: &Node) -> String {
    serde_json::to_string(node).expect("a tree has a form in JSON")
}

/// Expects one problem: its line, column and text, and its message.
#[track_caller]
fn expect_problem(text: &str, place: (usize, usize, &str), message: &str) {
    let (_, found) = read(text);
    let [problem] = &found[..] else { panic!("{text:?}: {found:#?}") };
    assert_eq!((problem.place(), &*problem.message), (place, message), "{text:?}");
    assert!(!problem.help.is_empty(), "{text:?}");
}

#[test]
fn values_and_keys_know_their_places() {
    let text = "a: 1\nb:\n  c: [x, 'y']\n  d: |\n    one\n    two\n\ne: &e foo\nf:\ng: *e\n";
    let node = tree(text);
    let path = |steps: &[&str]| steps.iter().map(|&key| Step::Key(key.to_owned())).collect::<Vec<_>>();
    let value = |steps: &[&str]| &text[node.at_path(&path(steps)).expect("a value").span.range()];
    let key = |steps: &[&str]| &text[node.key_at_path(&path(steps)).expect("a key").range()];
    assert_eq!(value(&["a"]), "1");
    assert_eq!(value(&["b"]), "c: [x, 'y']\n  d: |\n    one\n    two");
    assert_eq!(value(&["b", "c"]), "[x, 'y']");
    assert_eq!(value(&["b", "d"]), "one\n    two");
    assert_eq!(value(&["e"]), "foo");
    assert_eq!(value(&["f"]), "");
    assert_eq!(value(&["g"]), "foo", "what an alias repeats has the place where it was written");
    assert_eq!(key(&["b", "d"]), "d");
    assert_eq!(node.span, Span::new(SourceId::default(), 0..text.len() - 1));
    let item = [Step::Key("b".into()), Step::Key("c".into()), Step::Index(1)];
    assert_eq!(node.at_path(&item).and_then(Node::as_str), Some("y"));
    assert_eq!(node.key_at_path(&item), None);
    assert_eq!(node.at_path(&[Step::Index(0)]), None);
}

#[test]
fn trees_are_equal_when_their_values_are() {
    assert_eq!(tree("a: x\nb: [1, 2]"), tree("{b: [1,   2], a: 'x'}"));
    assert_ne!(tree("a: 1"), tree("a: '1'"));
    assert_ne!(tree("a: 1"), tree("b: 1"));
}

#[test]
fn quotes_are_remembered() {
    let quoted = |text: &str| match tree(text).value {
        Value::String { quoted, .. } => quoted,
        other => panic!("{other:?}"),
    };
    assert!(!quoted("a"));
    assert!(quoted("'a'") && quoted("\"a\"") && quoted("|\n a") && quoted("!!str 5"));
}

#[test]
fn keys_keep_what_was_written() {
    assert_eq!(json(&tree("on: 1\nyes: 2\n1: 3\n010: 4\n'y': 5\n")), r#"{"on":1,"yes":2,"1":3,"010":4,"y":5}"#);
}

#[test]
fn aliases_and_merges_are_filled_in() {
    let text = "base: &base {x: 1, y: 2}\nmore: &more {y: 3, z: 4}\none: {y: 9, <<: *base}\nall: {<<: [*base, *more]}\n";
    let expected = r#"{"base":{"x":1,"y":2},"more":{"y":3,"z":4},"one":{"y":9,"x":1},"all":{"x":1,"y":2,"z":4}}"#;
    assert_eq!(json(&tree(text)), expected);
    assert_eq!(json(&tree("'<<': 1")), r#"{"<<":1}"#, "quotes make a key of it");
}

#[test]
fn tags_of_yaml_itself_are_honoured() {
    assert_eq!(
        json(&tree("[!!str 5, !!int '5', !!bool yes, !!float 1, !!null ~, !!map {}, !!seq []]")),
        r#"["5",5,true,1,null,{},[]]"#
    );
    expect_problem("a: !Ref x", (1, 4, "!Ref"), "tags mean nothing to Kubernetes: `!Ref`");
    expect_problem("a: !!binary x", (1, 4, "!!binary"), "tags mean nothing to Kubernetes: `!!binary`");
    expect_problem("a: !!int x", (1, 10, "x"), "`x` is not what `!!int` says");
}

#[test]
fn a_document_is_the_only_one() {
    assert_eq!(json(&tree("---\na: 1\n---\n")), r#"{"a":1}"#, "a document without a value counts as none");
    for empty in ["", "# nothing\n", "---\n", "\n\n", "---\n...\n---\n"] {
        let (node, report) = read_one(empty);
        assert!(node.is_none());
        assert_eq!(report.sorted().iter().map(|found| found.code).collect::<Vec<_>>(), [codes::EMPTY_DOCUMENT], "{empty:?}");
    }
    let (node, report) = read_one("a: 1\n---\nb: 2\n");
    assert!(node.is_none());
    let found = report.sorted()[0];
    assert_eq!((found.code, found.span.map(Span::range)), (codes::MANY_DOCUMENTS, Some(9..13)));
    assert_eq!(found.related[0].0.range(), 0..4);
    let (node, report) = read_one("a: [\n");
    assert!(node.is_none() && report.sorted().len() == 1, "a broken text is not also an empty one");
}

#[test]
fn reading_goes_on_behind_a_problem() {
    let (documents, found) = read("a: 1\na: 2\na: 3\n---\nb: [\n---\nc: {d: 1, d: 2}\n---\ne: *f\n");
    let found: Vec<_> = found.iter().map(|problem| (problem.place(), &*problem.message)).collect();
    let expected = [
        ((2, 1, "a"), "key `a` given twice"),
        ((3, 1, "a"), "key `a` given twice"),
        ((5, 4, "["), "`[` is never closed"),
        ((7, 11, "d"), "key `d` given twice"),
        ((9, 4, "*f"), "unknown anchor `*f`"),
    ];
    assert_eq!(found, expected);
    assert_eq!(documents.iter().map(json).collect::<Vec<_>>(), [r#"{"a":1}"#, r#"{"c":{"d":1}}"#]);
}

#[test]
fn duplicate_keys_name_the_first_one() {
    let (_, report) = read_one("a: 1\n'a': 2\n");
    let found = report.sorted()[0];
    assert_eq!((found.code, found.related.len()), (codes::DUPLICATE_KEY, 1));
    assert_eq!((found.related[0].0.range(), &*found.related[0].1), (0..1, "first given here"));
    expect_problem("a: &a {}\nb: {<<: *a, <<: *a}", (2, 13, "<<"), "key `<<` given twice");
}

#[test]
fn syntax_errors_say_what_to_change() {
    let indented = "indented like no line above";
    let inside = "a key inside the value of the line above";
    let cases: &[(&str, (usize, usize, &str), &str)] = &[
        ("a:\n\tb: 1\n", (2, 1, "\t"), "a tab cannot indent YAML"),
        ("a:\n  b: 1\n\tc: 2\n", (3, 1, "\t"), "a tab cannot indent YAML"),
        ("a: |\n\tx\n", (2, 1, "\t"), "a tab cannot indent YAML"),
        ("a: 'x\nb: 2\n", (1, 4, "'"), "this `'` is never closed"),
        ("a: # it's\n  \"x\nb: 2", (2, 3, "\""), "this `\"` is never closed"),
        ("- \"x\n- y\n", (1, 3, "\""), "this `\"` is never closed"),
        ("\"", (1, 1, "\""), "this `\"` is never closed"),
        ("a: [1, 2\nb: 3\n", (1, 4, "["), "`[` is never closed"),
        ("a: {x: 1\nb: 3\n", (1, 4, "{"), "`{` is never closed"),
        ("a: [\n  1,\n  2\nb: c\n", (1, 4, "["), "`[` is never closed"),
        ("a: {", (1, 4, "{"), "`{` is never closed"),
        ("a: {b: [1, 2}\n", (1, 8, "["), "`[` closed with `}`"),
        ("a: ]\n", (1, 4, "]"), "a closing bracket that nothing opened"),
        ("a:\n  b: 1\n c: 2\n", (3, 2, "c:"), indented),
        ("a: |\n  x\n y: 2\n", (3, 2, "y:"), indented),
        ("a: 1\n  b: 2\n", (2, 3, "b"), inside),
        ("a:\n  b: 1\n    c: 2\n", (3, 5, "c"), inside),
        ("a: b: c\n", (1, 5, ":"), "a second `:` in one line"),
        ("- a\nb: 1\n", (2, 1, "b:"), "a list item has to start with `- `"),
        ("a: 1\n- x\n", (2, 3, "x"), "a list item among the keys of a map"),
        ("a: - x\n", (1, 4, "-"), "a list item cannot start here"),
        ("a: 1\nb\nc: 2\n", (2, 1, "b"), "neither `key: value` nor a list item"),
        ("a: @x\n", (1, 4, "@"), "a value cannot start with `@`"),
        ("a: `x`\n", (1, 4, "`"), "a value cannot start with a backtick"),
        ("a: 'it's'\n", (1, 8, "s'"), "text after the closing quote"),
        ("a: \"C:\\dir\"\n", (1, 4, "\"C:\\dir\""), "unknown escape in double quotes"),
        ("a: \"\\ud800\"\n", (1, 4, "\"\\ud800\""), "half of a surrogate pair in an escape"),
        ("a: foo # x\n  bar\n", (1, 8, "#"), "a comment inside a text of several lines"),
        ("{a: 1} x\n", (1, 8, "x"), "text after the end of the document"),
        ("a: x\0y\n", (1, 5, "\0"), "control character U+0000"),
        ("a: \u{7f}\n", (1, 4, "\u{7f}"), "control character U+007F"),
        ("a: \u{80}\n", (1, 4, "\u{80}"), "control character U+0080"),
        ("a: *x\n", (1, 4, "*x"), "unknown anchor `*x`"),
        ("*x : a\n", (1, 1, "*x"), "unknown anchor `*x`"),
        ("a: &a [*a]\n", (1, 8, "*a"), "`*a` stands inside the value that it repeats"),
        ("a: .inf\n", (1, 4, ".inf"), "`.inf` is a number that Kubernetes cannot read"),
        ("a: {<<: 5}\n", (1, 9, "5"), "`<<` merges maps only"),
        ("[a]: b\n", (1, 1, "[a]"), "a list cannot be a key"),
        ("{a: 1}: b\n", (1, 1, "{a: 1}"), "a map cannot be a key"),
        (": x\n", (1, 1, ""), "a value without a key"),
        ("a: {{ x }}\n", (1, 5, "{ x }"), "a template `{{ }}` is not YAML"),
    ];
    for (text, place, message) in cases {
        expect_problem(text, *place, message);
    }
}

#[test]
fn the_anchor_that_was_meant_is_suggested() {
    let (_, found) = read("a: &base 1\nb: *bsae\n");
    assert_eq!(found[0].help, ["did you mean `*base`?"]);
}

#[test]
fn bytes_become_text() {
    assert_eq!(text_from_utf8("a", b"\xEF\xBB\xBFa: 1".to_vec()).as_deref(), Ok("a: 1"));
    let refused = text_from_utf8("a.yaml", b"a: 1\nb: \xFF".to_vec()).expect_err("no UTF-8");
    assert_eq!(refused.code, codes::NOT_UTF8);
    assert_eq!(refused.message, "`a.yaml` is not UTF-8: byte 0xff at offset 8, on line 2");
    let refused = text_from_utf8("a.yaml", b"\xFF\xFEa\0".to_vec()).expect_err("no UTF-8");
    assert_eq!(refused.message, "`a.yaml` is UTF-16, not UTF-8");
}

#[test]
fn values_of_a_command_line_are_scalars_or_flow() {
    let read = |text: &str| {
        let mut report = Report::default();
        let span = Span::new(SourceId::default(), 10..10 + text.len());
        let node = read_value(text, span, &mut report);
        (node, report)
    };
    for (text, expected) in [
        ("5", "5"),
        ("true", "true"),
        ("null", "null"),
        ("", "null"),
        (" a b ", "\"a b\""),
        ("\"5\"", "\"5\""),
        ("'it''s'", "\"it's\""),
        ("[a, {b: 1}]", "[\"a\",{\"b\":1}]"),
        ("{a: 1}", "{\"a\":1}"),
        ("a: b", "\"a: b\""),
        ("#fff", "\"#fff\""),
        ("*", "\"*\""),
        ("a, b", "\"a, b\""),
        ("- x", "\"- x\""),
    ] {
        let (node, report) = read(text);
        assert_eq!((json(&node.expect(text)).as_str(), report.is_empty()), (expected, true), "{text}");
    }
    for text in ["[a", "[a] b", "\"a\" b", "\"a\": b", "[a]: b", "{a: 1, a: 2}", "'a", ".inf", "[a]\n---\n[b]"] {
        let (node, report) = read(text);
        assert!(node.is_none() && report.has_errors(), "{text}");
    }
    let (node, _) = read(" [a, b]");
    let node = node.expect("a list");
    let items = node.as_sequence().expect("a list");
    assert_eq!((node.span.range(), items[1].span.range()), (11..17, 15..16), "places are those of the source");
}

/// What the reader of Kubernetes makes of them (sigs.k8s.io/yaml 1.4, 2026-11).
#[test]
fn a_colon_before_a_bracket_belongs_to_the_text() {
    for (text, expected) in [
        ("[1.2.3.4, 001:db8::]", r#"["1.2.3.4","001:db8::"]"#),
        ("[fd00::, b]", r#"["fd00::","b"]"#),
        ("[x:]", r#"["x:"]"#),
        ("{x:, z: 1}", r#"{"x:":null,"z":1}"#),
        ("{x:}", r#"{"x:":null}"#),
        (r#"["x":]"#, r#"[{"x":null}]"#),
        ("[x: ]", r#"[{"x":null}]"#),
        ("[x: a]", r#"[{"x":"a"}]"#),
    ] {
        let node = tree(&format!("a: {text}"));
        assert_eq!(json(&node), format!("{{\"a\":{expected}}}"), "{text}");
    }
    let text = "a: [b, fd00::]\n";
    let item = [Step::Key("a".into()), Step::Index(1)];
    assert_eq!(&text[tree(text).at_path(&item).expect("an item").span.range()], "fd00::");
}
