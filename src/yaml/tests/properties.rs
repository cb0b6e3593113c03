//! What holds for any text and any tree.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::diag::Report;
use crate::source::{SourceId, Span};
use crate::yaml::{Key, Limits, Mapping, Node, Value, decode, read_document, read_documents, read_value, text_from_utf8, write};

/// Texts of the pieces that YAML readers stumble over.
fn stumbling_text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a", "b", "0", "1", ".", "-", "+", "e", "_", "y", "n", "on", "null", "true", " ", "  ", "\n", "\n\n", "\n ", "\n  ",
        "\t", ":", ": ", "#", " #", "?", "? ", "- ", "---", "...", ",", "[", "]", "{", "}", "&", "&a ", "*", "*a", "!", "!!str ",
        "|", "|\n", ">", ">\n", "'", "\"", "%", "@", "`", "~", "=", "<", "<<", "<<: ", "\\", "/", "é", "\u{85}", "\u{2028}",
        "\u{feff}", "\r", "\r\n", "🎉", "\0", "\x07", "\x7f", "\u{a0}", "\u{ffff}", "\\u", "\\x", "0x", "1e3", ".inf",
    ];
    vec(proptest::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![stumbling_text(), "\\PC{0,20}", any::<String>()]
}

fn node(value: Value) -> Node {
    Node { span: Span::default(), value }
}

fn scalar() -> impl Strategy<Value = Node> {
    prop_oneof![
        Just(node(Value::Null)),
        any::<bool>().prop_map(|value| node(Value::Bool(value))),
        any::<i64>().prop_map(|number| node(Value::Int(number))),
        (1_u64 << 63..).prop_map(|number| node(Value::UInt(number))),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(|number| node(Value::Float(number))),
        text().prop_map(|text| Node::string(Span::default(), text)),
    ]
}

fn tree() -> impl Strategy<Value = Node> {
    scalar().prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(|items| node(Value::Sequence(items))),
            vec((text(), inner), 0..6).prop_map(|entries| {
                let entries = entries.into_iter().map(|(name, value)| (Key::new(Span::default(), name), value));
                node(Value::Mapping(entries.collect::<Mapping>()))
            }),
        ]
    })
}

fn written(tree: &Node) -> String {
    let mut out = Vec::new();
    write(tree, &mut out).expect("a finite tree with short keys");
    String::from_utf8(out).expect("YAML is text")
}

fn is_well_answered(text: &str) -> bool {
    let mut report = Report::default();
    let documents = read_documents(SourceId::default(), text, &Limits::default(), &mut report);
    for document in &documents {
        // Whatever was read can be written, but for keys of more than 1,024 bytes.
        let _ = write(document, &mut Vec::new());
        let _: Option<Vec<std::collections::BTreeMap<String, u8>>> = decode(document, document.span, &mut report);
    }
    report.sorted().into_iter().all(|found| {
        found.span.is_none_or(|span| text.get(span.range()).is_some())
            && !found.message.is_empty()
            && found.message.lines().count() == 1
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_tree_comes_back(tree in tree()) {
        let text = written(&tree);
        let mut report = Report::default();
        let back = read_document(SourceId::default(), &text, &mut report);
        prop_assert!(report.is_empty(), "{:?}\n{}", report, text);
        prop_assert_eq!(back, Some(tree), "{}", text);
    }

    #[test]
    fn any_string_comes_back_from_another_reader(string in text()) {
        let text = written(&Node::string(Span::default(), &*string));
        prop_assert_eq!(serde_yaml::from_str::<String>(&text).ok(), Some(string), "{}", text);
    }

    #[test]
    fn every_place_is_inside_the_text(text in vec(stumbling_text(), 1..8)) {
        prop_assert!(is_well_answered(&text.join("\n")));
    }

    #[test]
    fn any_bytes_are_answered(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(text) = text_from_utf8("a", bytes) {
            prop_assert!(is_well_answered(&text));
        }
    }

    #[test]
    fn any_value_of_a_command_line_is_answered(text in text()) {
        let mut report = Report::default();
        let node = read_value(&text, Span::new(SourceId::default(), 0..text.len()), &mut report);
        prop_assert_eq!(node.is_none(), report.has_errors());
    }
}
