//! Emitting: the shape that people know, and texts that every reader takes for the same values.

use std::collections::BTreeMap;

use serde::Serialize;

use super::strings::STRINGS;
use crate::diag::Report;
use crate::source::{SourceId, Span};
use crate::yaml::{EmitError, Node, Value, read_document, to_text, write};

fn text<T: Serialize + ?Sized>(value: &T) -> String {
    to_text(value).expect("a value with a form in YAML")
}

fn read_back(text: &str) -> Node {
    let mut report = Report::default();
    let node = read_document(SourceId::default(), text, &mut report);
    assert!(report.is_empty(), "{report:#?}\n{text}");
    node.expect("a document")
}

/// A string in every position: as a value, an item, a value inside an item, and a key.
#[derive(Serialize)]
struct Positions<'a> {
    data: BTreeMap<&'a str, &'a str>,
    list: Vec<&'a str>,
    items: Vec<BTreeMap<&'a str, &'a str>>,
    lists: Vec<Vec<&'a str>>,
}

impl<'a> Positions<'a> {
    fn of(strings: &[&'a str]) -> Self {
        Self {
            data: strings.iter().map(|text| (*text, *text)).collect(),
            list: strings.to_vec(),
            items: strings.iter().map(|text| BTreeMap::from([("a", *text), ("b", *text)])).collect(),
            lists: strings.iter().map(|text| vec![*text, *text]).collect(),
        }
    }
}

#[test]
fn strings_come_back_from_both_readers() {
    let written = Positions::of(STRINGS);
    let expected = serde_json::to_value(&written).expect("strings have a form in JSON");
    let text = text(&written);
    assert_eq!(serde_json::to_value(read_back(&text)).expect("JSON"), expected);
    assert_eq!(serde_yaml::from_str::<serde_json::Value>(&text).expect("YAML"), expected);
}

#[test]
fn strings_come_back_alone() {
    for string in STRINGS {
        let text = text(string);
        assert_eq!(read_back(&text).as_str(), Some(*string), "{text}");
        assert_eq!(serde_yaml::from_str::<String>(&text).as_deref().ok(), Some(*string), "{text}");
    }
}

#[test]
fn strings_come_back_as_keys_at_the_start_of_a_line() {
    let written: BTreeMap<&str, u8> = STRINGS.iter().map(|text| (*text, 1)).collect();
    let expected = serde_json::to_value(&written).expect("JSON");
    let text = text(&written);
    assert_eq!(serde_json::to_value(read_back(&text)).expect("JSON"), expected);
    assert_eq!(serde_yaml::from_str::<serde_json::Value>(&text).expect("YAML"), expected);
}

#[test]
fn lists_stand_below_their_key() {
    let value = serde_json::json!({"a": [1, {"b": 2, "c": [[], {}, [3, 4]]}], "d": {"e": null, "f": {}}, "g": []});
    let expected = "a:\n- 1\n- b: 2\n  c:\n  - []\n  - {}\n  - - 3\n    - 4\nd:\n  e: null\n  f: {}\ng: []\n";
    assert_eq!(text(&value), expected);
}

#[test]
fn lines_stand_in_literal_blocks() {
    let value = serde_json::json!({"a": "x\ny\n", "b": ["x\n\n  y", {"c": "x\n\n"}], "d": 1});
    assert_eq!(text(&value), "a: |\n  x\n  y\nb:\n- |-\n  x\n\n    y\n- c: |+\n    x\n\nd: 1\n");
    assert_eq!(text("x\ny\n"), "|\n  x\n  y\n");
}

#[test]
fn numbers_are_numbers_to_every_reader() {
    let numbers = (1e16, 1.5e300, 1e-7, 0.1, 1.0_f64, -0.5_f32, 0.1_f32, u64::MAX, i64::MIN);
    let expected =
        "- 1.0e+16\n- 1.5e+300\n- 1.0e-7\n- 0.1\n- 1.0\n- -0.5\n- 0.1\n- 18446744073709551615\n- -9223372036854775808\n";
    assert_eq!(text(&numbers), expected);
}

#[test]
fn enums_are_words_or_maps_of_one_key() {
    #[derive(Serialize)]
    enum Kind {
        Unit,
        Text(&'static str),
        Pair(u8, u8),
        Fields { a: u8, b: u8 },
    }
    let kinds = (Kind::Unit, Kind::Text("x"), Kind::Pair(1, 2), Kind::Fields { a: 1, b: 2 });
    assert_eq!(text(&kinds), "- Unit\n- Text: x\n- Pair:\n  - 1\n  - 2\n- Fields:\n    a: 1\n    b: 2\n");
    assert_eq!(text(&Kind::Fields { a: 1, b: 2 }), "Fields:\n  a: 1\n  b: 2\n");
    assert_eq!(text(&BTreeMap::from([("k", Kind::Pair(1, 2))])), "k:\n  Pair:\n  - 1\n  - 2\n");
}

#[test]
fn keys_are_strings() {
    assert_eq!(text(&BTreeMap::from([(1, 'a'), (2, 'b')])), "\"1\": a\n\"2\": b\n");
    assert_eq!(text(&BTreeMap::from([(true, 1)])), "\"true\": 1\n");
    assert_eq!(text(&BTreeMap::from([(Some("on"), 1)])), "\"on\": 1\n");
}

#[test]
fn what_has_no_form_is_an_error() {
    let failure = |result: Result<String, EmitError>| result.expect_err("no form in YAML");
    assert_eq!(failure(to_text(&f64::NAN)), EmitError::NotFinite);
    assert_eq!(failure(to_text(&f32::INFINITY)), EmitError::NotFinite);
    assert_eq!(failure(to_text(&BTreeMap::from([(vec![1], 1)]))), EmitError::CompoundKey);
    assert_eq!(failure(to_text(&BTreeMap::from([("x".repeat(1025), 1)]))), EmitError::LongKey("x".repeat(40)));
    assert!(to_text(&BTreeMap::from([("x".repeat(1024), 1)])).is_ok());
    let tree = Node { span: Span::default(), value: Value::Float(f64::NAN) };
    assert_eq!(write(&tree, &mut Vec::new()), Err(EmitError::NotFinite));
}

#[test]
fn trees_are_written_as_they_were_read() {
    let node = read_back("b: [1, 'on', on, 010]\na:\n    c: |\n        x\n");
    let mut written = Vec::new();
    write(&node, &mut written).expect("what was read can be written");
    let written = String::from_utf8(written).expect("YAML is text");
    assert_eq!(written, text(&node));
    assert_eq!(written, "b:\n- 1\n- \"on\"\n- true\n- 8\na:\n  c: |\n    x\n");
}

/// Types with the names and the alphabetical fields of those that hold Kubernetes objects.
mod structs {
    use serde::Serialize;

    #[derive(Default, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct PodSpec {
        pub containers: Vec<Container>,
        pub init_containers: Vec<Container>,
        pub volumes: Vec<Volume>,
        pub zebra: u8,
        pub service_account_name: &'static str,
    }

    #[derive(Default, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Container {
        pub args: Vec<&'static str>,
        pub env: Vec<EnvVar>,
        pub image: &'static str,
        pub name: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub ports: Option<Vec<u8>>,
        pub tty: bool,
    }

    #[derive(Default, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct EnvVar {
        pub name: &'static str,
        pub value: &'static str,
    }

    #[derive(Default, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Volume {
        pub config_map: Option<u8>,
        pub name: &'static str,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct NetworkPolicySpec {}
}

#[test]
fn fields_stand_in_the_order_in_which_people_write_them() {
    use structs::{Container, EnvVar, PodSpec, Volume};
    let env = || vec![EnvVar { name: "A", value: "x\n\n" }, EnvVar { name: "B", value: "1" }];
    let container = |name| Container { args: vec!["--x"], env: env(), image: "i", name, ..Container::default() };
    let pod = PodSpec {
        containers: vec![container("a"), container("b")],
        init_containers: vec![Container { name: "c", ports: Some(vec![1]), ..Container::default() }],
        volumes: vec![Volume { config_map: None, name: "v" }],
        zebra: 1,
        service_account_name: "s",
    };
    let container = |name: &str| {
        let rest = "image: i\n    args:\n    - --x\n    env:\n    - name: A\n      value: |+\n        x\n\n    - name: B\n";
        format!("  - name: {name}\n    {rest}      value: \"1\"\n    tty: false\n")
    };
    let expected = format!(
        "- serviceAccountName: s\n  zebra: 1\n  initContainers:\n  - name: c\n    image: \"\"\n    args: []\n    ports:\n    \
         - 1\n    env: []\n    tty: false\n  containers:\n{}{}  volumes:\n  - name: v\n    configMap: null\n",
        container("a"),
        container("b"),
    );
    let written = text(&[&pod]);
    assert_eq!(written, expected);
    let read: serde_json::Value = serde_yaml::from_str(&written).expect("YAML");
    assert_eq!(read, serde_json::to_value([&pod]).expect("JSON"));
    let at_top = text(&pod);
    assert!(at_top.starts_with("serviceAccountName: s\nzebra: 1\ninitContainers:\n- name: c\n"), "{at_top}");
}

#[test]
fn structs_without_fields_are_empty_maps() {
    assert_eq!(text(&structs::NetworkPolicySpec {}), "{}\n");
    assert_eq!(text(&[structs::NetworkPolicySpec {}]), "- {}\n");
}
