//! Each character of a text is found where it was written.

use super::super::{Positions, texts_of};
use super::{config_map, findings};
use crate::diag::Report;
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{Node, Value, read_document};
use proptest::prelude::*;

/// The text of a document that is one entry, and the places of its characters.
fn read(manifest: &str) -> Node {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let source = sources.add("a.yaml", manifest);
    let document = read_document(source, manifest, &mut report);
    assert!(report.is_empty(), "{report:?}\n{manifest}");
    let node = document.and_then(|document| document.get("text").cloned());
    node.expect("an entry `text`")
}

/// Whether every character that is no blank stands where the places say.
fn assert_exact(manifest: &str) {
    let node = read(manifest);
    let text = node.as_str().expect("a string").to_owned();
    let positions = Positions::of(&node, manifest).unwrap_or_else(|| panic!("no places in {manifest:?}"));
    for (at, letter) in text.char_indices() {
        let written = manifest[positions.range(at..at + letter.len_utf8())].to_owned();
        let stands = written == letter.to_string() || written.starts_with('\\') || (letter == '\'' && written == "''");
        let is_folded = letter == ' ' && written == "\n";
        assert!(
            stands || is_folded || (letter == '\n' && written.trim().is_empty()),
            "{letter:?} at {at} is {written:?} in {manifest:?}"
        );
    }
}

#[test]
fn places_are_exact_in_every_style() {
    for manifest in [
        "text: |\n  one\n    two\n\n  three\n",
        "text: |-\n  one\n\n\n  two\nother: 1\n",
        "text: |+\n  one\n\n\n",
        "text: |2\n    one\n   two\n",
        "text: |  # a comment\n    one\n\n    two\n",
        "text: >\n  one\n  two\n\n  three\n    four\n  five\n",
        "text: \"a\\tb \\\"c\\\" \\u00e9 \\x41 d\"\n",
        "text: \"one\n  two\n\n  three \\\n  four\"\n",
        "text: 'it''s\n  two\n\n  three'\n",
        "text: plain words\n  on two lines\n",
        "text: |\r\n  one\r\n  two\r\n",
        "text: |\n  zwölf ✓\n  ß\n",
        "text: ''\n",
        "text: |\n  x \n",
        "text: |\n\n\n  one\n  \n",
        "text: |-\n  \"one\" | two\n",
        "text: >-\n\n  'one'\n  two \n",
        "text:\n  one\n  two\n",
    ] {
        assert_exact(manifest);
    }
}

#[test]
fn escapes_are_found_as_they_are_written() {
    let manifest = "text: \"a\\u00e9b\\nc\"\n";
    let positions = Positions::of(&read(manifest), manifest).expect("places");
    assert_eq!(&manifest[positions.range(1..3)], "\\u00e9");
    assert_eq!(&manifest[positions.range(3..5)], "b\\n");
    assert_eq!(&manifest[positions.range(5..6)], "c");
}

#[test]
fn a_text_that_does_not_stand_there_has_no_places() {
    let node = Node::string(Span::new(SourceId::default(), 0..9), "worker_processes auto;\nhtp {}\n");
    assert_eq!(Positions::of(&node, "services:\n  api: {image: acme/api:1}\n"), None);
}

#[test]
fn where_a_text_is_not_written_its_line_is_told() {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let spec = "services:\n  api: {image: acme/api:1}\n";
    let entry = Span::new(sources.add("mlkube.yaml", spec), 12..15);
    let text = config_map("app.json", "{\n  \"a\": 1,\n  \"b\": ]\n}");
    let mut object = read_document(entry.source, &text, &mut report).expect("an object");
    place(&mut object, entry);
    let mut found = Vec::new();
    super::super::check(&texts_of(&object)[0], &sources, &mut found);
    assert_eq!(found[0].span, Some(entry));
    assert!(found[0].message.starts_with("line 3 of `app.json`: not JSON"), "{}", found[0].message);
}

/// Gives every value the same place, as rendering does.
fn place(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| place(item, span)),
        Value::Mapping(mapping) => mapping.iter_mut().for_each(|(_, value)| place(value, span)),
        _ => {}
    }
}

#[test]
fn secrets_are_not_repeated() {
    let manifest = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  redis.conf: |\n    requirepas hunter2\n";
    let (_, found) = findings(manifest);
    assert_eq!(found.len(), 1);
    assert!(found[0].secret && !format!("{:?}", found[0]).contains("requirepas"), "{:?}", found[0]);
    assert!(found[0].secret);
}

proptest! {
    /// Blocks as anybody may write them.
    #[test]
    fn places_in_blocks_are_exact(lines in prop::collection::vec("[ -~äß✓]{0,12}", 1..8), indentation in 1_usize..6) {
        let blanks = " ".repeat(indentation);
        let first = format!("x{}", lines[0]);
        let body: Vec<String> = std::iter::once(&first).chain(&lines[1..]).map(|line| format!("{blanks}{line}\n")).collect();
        assert_exact(&format!("text: |\n{}", body.concat()));
    }

    /// Double quotes with escapes.
    #[test]
    fn places_in_quotes_are_exact(parts in prop::collection::vec(prop_oneof!["[a-zä ]{1,5}", Just("\\n".to_owned()), Just("\\\"".to_owned()), Just("\\x41".to_owned())], 0..12)) {
        assert_exact(&format!("text: \"{}\"\n", parts.concat()));
    }

    /// No text brings a checker to its knees, whatever it is called.
    #[test]
    fn no_text_is_too_much(text in "[ -~\n\t]{0,200}", pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        for text in [text, pieces.concat(), pieces.join(" "), pieces.join("\n")] {
            for format in super::super::FORMATS {
                let mut faults = Vec::new();
                (format.check)(&text, &mut faults);
                for fault in faults {
                    prop_assert!(text.get(fault.range.clone()).is_some(), "{}: {:?} in {text:?}", format.name, fault);
                }
            }
        }
    }
}

/// What the formats are made of.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "'",
    "`",
    "$(",
    "${",
    "$((",
    "if",
    "then",
    "fi",
    "for",
    "do",
    "done",
    "case",
    "in",
    "esac",
    ";;",
    "<<EOF",
    "EOF",
    "|",
    "&&",
    ";",
    "server",
    "location /",
    "http",
    "events",
    "groups:\n- name: a\n  rules:\n  - expr: ",
    "rate(",
    "sum by (le)",
    "x_total",
    "[5m]",
    "/",
    ">",
    "1",
    "\\",
    "#",
    "=",
    "a = 1\n",
    "[t]\n",
    "[[t]]\n",
    "é",
    "{{",
    "}}",
    "\"\"\"",
    "route:\n  receiver: a\n",
    ",",
    ":",
    "\n",
    "  ",
    "*",
    "&a",
    "---\n",
    "!",
];
