//! Tests of reading objects.

use super::{Document, read, read_on};
use crate::diag::{Diagnostic, Report, codes};
use crate::source::{SourceId, Sources};
use crate::yaml::{Value, split};
use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Write;

const OBJECT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

fn read_text(text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut report = Report::default();
    let documents = read(SourceId::default(), text, &mut report);
    (documents, report.into_diagnostics())
}

/// The names of the objects of a text, and each finding with the text that it is about.
#[track_caller]
fn expect(text: &str, names: &[&str], findings: &[(&str, &str)]) {
    let mut sources = Sources::default();
    let source = sources.add("a.yaml", text);
    let mut report = Report::default();
    let documents = read(source, text, &mut report);
    assert_eq!(documents.iter().map(|document| document.name().unwrap_or("?")).collect::<Vec<_>>(), names, "{text}\n{report:?}");
    let found: Vec<(&str, &str)> =
        report.sorted().iter().map(|found| (found.code.id, sources.text(found.span.expect("a place")))).collect();
    assert_eq!(found, findings, "{text}");
}

#[test]
fn documents_are_read_one_by_one() {
    expect("", &[], &[]);
    expect("# nothing\n---\n---\n", &[], &[]);
    expect(OBJECT, &["a"], &[]);
    expect(&format!("---\n{OBJECT}--- # second\n{}---\n", OBJECT.replace("name: a", "name: b")), &["a", "b"], &[]);
    expect(&format!("{OBJECT}---\r\n{OBJECT}"), &["a", "a"], &[]);
    expect(&format!("a: [\n---\n{OBJECT}---\nb: \"\n---\n{OBJECT}"), &["a", "a"], &[("MLK0001", "["), ("MLK0001", "\"")]);
    expect(&format!("{OBJECT}data:\n  \u{1}: 1\n---\n{OBJECT}"), &["a"], &[("MLK0001", "\u{1}")]);
}

#[test]
fn what_is_no_object_is_refused_at_its_place() {
    expect(&format!("foo\n---\n{OBJECT}"), &["a"], &[("MLK1001", "foo")]);
    expect("- a: 1\n", &[], &[("MLK1001", "- a: 1")]);
    expect("kind: A\nmetadata: {}\n", &[], &[("MLK1002", "kind")]);
    expect("apiVersion: v1\nkind: 1\n", &[], &[("MLK1002", "1")]);
    expect("a: 1\n", &[], &[("MLK1002", "a")]);
    expect("apiVersion: v1\nkind: \"\"\n", &[], &[("MLK1002", "\"\"")]);
}

#[test]
fn lists_are_taken_apart() {
    let item = |name: &str| format!("- {{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}}}\n");
    let list = |items: &str| format!("apiVersion: v1\nkind: List\nitems:\n{items}");
    expect(&list(&(item("a") + &item("b"))), &["a", "b"], &[]);
    expect(&list(&(item("a") + "- foo\n- {kind: Pod}\n" + &item("b"))), &["a", "b"], &[("MLK1001", "foo"), ("MLK1002", "kind")]);
    expect(&list(" []\n").replace("items:\n", "items:"), &[], &[]);
    expect("apiVersion: v1\nkind: List\nitems: {}\n", &[], &[("MLK1001", "{}")]);
    expect("apiVersion: v1\nkind: List\n", &[], &[("MLK1002", "apiVersion")]);
    let (documents, problems) = read_text("apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: a}}]\n");
    assert_eq!(problems, []);
    assert_eq!((documents[0].api_version(), documents[0].kind(), documents[0].name()), ("apps/v1", "Deployment", Some("a")));
    assert!(documents[0].list.is_some());
    expect("apiVersion: a/v1\nkind: Foo\nmetadata: {name: a}\nitems: [{b: 1}]\n", &["a"], &[]);
    expect("apiVersion: a/v1\nkind: AllowList\nmetadata: {name: a}\n", &["a"], &[]);
}

#[test]
fn json_is_read_with_its_places() {
    let object = r#"{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}}"#;
    expect(object, &["a"], &[]);
    expect(&format!("\n {object}\n{object}"), &["a", "a"], &[]);
    expect(&format!("{OBJECT}---\n{object}\n---\n{object}"), &["a", "a", "a"], &[]);
    expect(&format!("{object} # comment\n").replace("{\"a", "{ \"a"), &["a"], &[("MLK1003", "#")]);
    expect(&format!("---\n{object} # comment\n"), &["a"], &[]);
    expect("{apiVersion: v1, kind: A, metadata: {name: a}}\n", &["a"], &[("MLK1003", "a")]);
    expect("# c\n{apiVersion: v1, kind: A, metadata: {name: a}}\n", &["a"], &[]);
    expect(&object.replace('}', ",}"), &["a"], &[("MLK1003", "}")]);
    expect(r#"{"apiVersion": "v1" "kind": "A"}"#, &[], &[("MLK1003", "\"")]);
    expect(r#"{"apiVersion": "v1", "kind": "A", "kind": "B"}"#, &["?"], &[("MLK0002", "\"kind\"")]);
    expect(&format!("{object}{{\"a\": [1"), &["a"], &[("MLK1003", "")]);
    expect("{{ template }}\n", &[], &[("MLK0007", "{ template }")]);
    expect(&(r#"{"a":"#.repeat(200) + "1" + &"}".repeat(200)), &[], &[("MLK0003", "{")]);
}

#[test]
fn scalars_of_json_are_read_as_go_reads_them() {
    let value = |text: &str| {
        let (documents, problems) = read_text(&format!(r#"{{"apiVersion": "v1", "kind": "A", "a": {text}}}"#));
        problems.is_empty().then(|| documents[0].node.get("a").expect("a value").clone())
    };
    let number = |text: &str| value(text).map(|node| node.value);
    assert_eq!(number("-12"), Some(Value::Int(-12)));
    assert_eq!(number("18446744073709551615"), Some(Value::UInt(u64::MAX)));
    assert_eq!(number("1e3"), Some(Value::Float(1000.0)));
    assert_eq!(number("0.5"), Some(Value::Float(0.5)));
    for text in
        ["01x", "1.", ".5", "+1", "1e", "--1", "1e999", "tru", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\n\"", "[1,]", "[,1]"]
    {
        assert_eq!(value(text), None, "{text}");
    }
    let string = |text: &str| value(text).and_then(|node| node.as_str().map(str::to_owned));
    assert_eq!(string(r#""a\"\\\/\b\f\n\r\t\u0041é""#).as_deref(), Some("a\"\\/\u{8}\u{c}\n\r\tAé"));
    assert_eq!(string(r#""\ud83c\udf89 \ud83c \ud83cx""#).as_deref(), Some("🎉 \u{fffd} \u{fffd}x"));
}

#[test]
fn what_kubectl_does_not_read_is_told() {
    expect(&format!("{OBJECT}--- {{apiVersion: v1, kind: A}}\n"), &["a", "?"], &[("MLK1004", "--- {apiVersion: v1, kind: A}")]);
    expect(&format!("{OBJECT}...\n{OBJECT}"), &["a", "a"], &[("MLK1004", "apiVersion: v1")]);
    expect(&format!("{OBJECT}...\n---\n{OBJECT}...\n# end\n"), &["a", "a"], &[]);
    expect(&format!("# c\n%YAML 1.1\n---\n{OBJECT}"), &["a"], &[("MLK1004", "%YAML 1.1")]);
}

#[test]
fn aliases_cannot_multiply_over_documents() {
    let bomb = format!("---\na: &a [{}]\nb: [{}]\n", "x,".repeat(500), "*a,".repeat(300));
    let (documents, problems) = read_text(&bomb.repeat(50));
    assert!(documents.is_empty());
    assert!(problems.iter().any(|found| found.code == codes::YAML_LIMIT));
}

#[test]
fn problems_are_bounded() {
    let item = "- 1\n".repeat(200_000);
    for text in ["a\n---\n".repeat(20_000), "--- a\n".repeat(20_000), format!("kind: List\nitems:\n{item}")] {
        let (_, problems) = read_text(&text);
        assert!((100..=101).contains(&problems.len()), "{}", problems.len());
    }
}

fn large() -> String {
    let mut text = String::new();
    for number in 0..12_000 {
        let broken = if number % 997 == 0 { "data: [\n" } else { "" };
        let _ = write!(text, "---\n{}{broken}", OBJECT.replace("name: a", &format!("name: a-{number}")));
    }
    text
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let text = large();
    let read = |threads| {
        let mut report = Report::default();
        let documents = read_on(threads, SourceId::default(), &text, &mut report);
        format!("{documents:?} {:?}", report.into_diagnostics())
    };
    let alone = read(1);
    assert!(alone.contains("a-11999") && alone.contains("never closed"));
    assert!([2, 3, 64].into_iter().all(|threads| read(threads) == alone));
}

/// Lines of manifests, in any order, whole or broken.
fn any_text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "apiVersion: v1\n",
        "kind: List\n",
        "kind: Pod\n",
        "items:\n",
        "- ",
        "  ",
        "---\n",
        "--- ",
        "...\n",
        "%YAML 1.2\n",
        "# c\n",
        "{",
        "}",
        "[",
        "]",
        "\"a\": ",
        "\"\\u12",
        "1e3",
        ",",
        ":",
        "null",
        "&a ",
        "*a",
        "!t ",
        "|\n",
        "'",
        "\"",
        "\t",
        "\r\n",
        "\u{feff}",
        "é",
        "\0",
        "{\"apiVersion\": \"v1\", \"kind\": \"A\"}",
        "mode: 0440\n",
        "<<: ",
        "-----BEGIN\n",
    ];
    vec(proptest::sample::select(PIECES), 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn any_text_is_answered(text in prop_oneof![any_text(), any::<String>()]) {
        let (documents, problems) = read_text(&text);
        for document in &documents {
            prop_assert!(!document.kind().is_empty() && !document.api_version().is_empty());
            prop_assert!(text.get(document.node.span.range()).is_some());
        }
        for found in &problems {
            prop_assert!(found.span.is_some_and(|span| text.get(span.range()).is_some()), "{found:?}");
        }
        // The parts of a text are all of it.
        prop_assert_eq!(split(&text).into_iter().map(|range| &text[range]).collect::<String>(), text);
    }
}
