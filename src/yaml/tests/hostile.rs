//! Texts that are made to cost time or memory end with a clear error.

use std::fmt::Write;

use crate::diag::{Report, codes};
use crate::source::SourceId;
use crate::yaml::{Limits, read_documents};

/// The first code that a text is answered with.
fn answer(text: &str) -> Option<&'static str> {
    let mut report = Report::default();
    read_documents(SourceId::default(), text, &Limits::default(), &mut report);
    report.sorted().first().map(|found| found.code.id)
}

#[track_caller]
fn expect_limit(text: &str) {
    assert_eq!(answer(text), Some(codes::YAML_LIMIT.id), "{}", text.chars().take(60).collect::<String>());
}

/// Numbered pieces of text, one behind the other.
fn numbered(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect::<Vec<_>>().concat()
}

#[test]
fn deep_nesting_is_refused() {
    const MEGABYTE: usize = 1 << 20;
    for opening in ["[", "{", "[a: ", "{a: ", "{? ", "- ", "? ", "[,"] {
        let answer = answer(&opening.repeat(MEGABYTE / opening.len()));
        assert_eq!(answer, Some(codes::YAML_LIMIT.id), "{opening:?}");
    }
    expect_limit(&(0..1000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n"));
    expect_limit(&("- ".repeat(60) + &"[".repeat(60) + &"]".repeat(60)));
}

#[test]
fn as_much_nesting_as_allowed_is_read_and_dropped() {
    assert_eq!(answer(&("- ".repeat(100) + "x")), None);
    assert_eq!(answer(&("[".repeat(100) + &"]".repeat(100))), None);
    expect_limit(&("- ".repeat(101) + "x"));
}

#[test]
fn aliases_cannot_multiply() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let inner = format!("*a{}, ", level - 1).repeat(9);
        let _ = writeln!(laughs, "a{level}: &a{level} [{inner}]");
    }
    expect_limit(&laughs);
    expect_limit(&format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(5000), "*a,".repeat(20_000)));
    expect_limit(&format!("a: &a {}\nb: [{}]\n", "x".repeat(500_000), "*a,".repeat(100_000)));
    let nested = numbered(99, |level| format!("[&a{level} "));
    expect_limit(&format!("{nested}[{}]{}", "1,".repeat(100_000), "]".repeat(99)));
}

#[test]
fn aliases_cannot_nest_deeper_than_text() {
    let (open, close) = ("[".repeat(60), "]".repeat(60));
    expect_limit(&format!("a: &a {open}{close}\nb: {open}*a{close}\n"));
}

#[test]
fn too_many_values_are_refused() {
    let limits = Limits { nodes: 1000, ..Limits::default() };
    let mut report = Report::default();
    read_documents(SourceId::default(), &"- a\n".repeat(1001), &limits, &mut report);
    assert_eq!(report.sorted()[0].message, "more than 1000 values in one text");
    let limits = Limits { bytes: 10, ..Limits::default() };
    let mut report = Report::default();
    read_documents(SourceId::default(), "abcdefghijk", &limits, &mut report);
    assert_eq!(report.sorted()[0].message, "more than 10 bytes in one text");
}

#[test]
fn long_keys_are_refused() {
    let key = "x".repeat(1 << 20);
    expect_limit(&format!("{key}: 1\n"));
    expect_limit(&format!("\"{key}\": 1\n"));
    assert_eq!(answer(&format!("a: {key}\n")), None, "a long value is none of the reader's business");
}

#[test]
fn problems_are_bounded() {
    for text in ["a: 1\n".repeat(50_000), "a: [\n---\n".repeat(50_000), "- *a\n".repeat(50_000), "- !a x\n".repeat(50_000)] {
        let mut report = Report::default();
        read_documents(SourceId::default(), &text, &Limits::default(), &mut report);
        assert_eq!(report.sorted().len(), 100);
    }
    let unknown = numbered(20_000, |count| format!("- &a{count} x\n- *b{count}\n"));
    assert_eq!(answer(&unknown), Some(codes::YAML_SYNTAX.id));
}

#[test]
fn large_maps_are_quick_to_build() {
    let text = numbered(100_000, |count| format!("k{count}: 1\n"));
    let mut report = Report::default();
    let documents = read_documents(SourceId::default(), &text, &Limits::default(), &mut report);
    assert!(report.is_empty());
    assert!((0..100_000).all(|count| documents[0].get(&format!("k{count}")).is_some()));
}

#[test]
fn odd_bytes_are_refused_or_read() {
    assert_eq!(answer(&"\0".repeat(1 << 20)), Some(codes::YAML_SYNTAX.id));
    assert_eq!(answer(&format!("a: \"{}\"", "\\ud800".repeat(100_000))), Some(codes::YAML_SYNTAX.id));
    assert_eq!(answer(&format!("a: {}", "b ".repeat(500_000))), None);
    assert_eq!(answer(&"---\n".repeat(100_000)), None);
    assert_eq!(answer("\u{feff}{a: 1}b: 1\n"), Some(codes::BAD_KEY.id), "what stands before the key takes several bytes");
    assert_eq!(answer(&"#\n".repeat(100_000)), None);
}
