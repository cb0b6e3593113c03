//! Typed values as trees: the values, their places and the order of fields.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, Container, Pod, PodSpec};
use serde::Serialize;

use crate::diag::Report;
use crate::source::{SourceId, Span};
use crate::yaml::{Node, Value, read_document, to_node, to_node_as_declared, to_text};

fn place() -> Span {
    Span { source: SourceId::default(), start: 3, end: 7 }
}

fn tree<T: Serialize + ?Sized>(value: &T) -> Node {
    to_node(value, place()).expect("a value with a tree")
}

fn keys(node: &Node) -> Vec<&str> {
    node.as_mapping().expect("a map").keys().map(|key| &*key.name).collect()
}

/// Every place in a tree.
fn places(node: &Node, found: &mut Vec<Span>) {
    found.push(node.span);
    for (key, value) in node.as_mapping().into_iter().flatten() {
        found.push(key.span);
        places(value, found);
    }
    for item in node.as_sequence().unwrap_or_default() {
        places(item, found);
    }
}

fn pod() -> Pod {
    let container =
        Container { args: Some(vec!["--x".into()]), image: Some("i:1".into()), name: "web".into(), ..Container::default() };
    Pod { spec: Some(PodSpec { containers: vec![container], ..PodSpec::default() }), ..Pod::default() }
}

#[test]
fn every_value_and_key_has_the_place() {
    let mut found = Vec::new();
    places(&tree(&pod()), &mut found);
    assert_eq!(found, vec![place(); 19]);
}

#[test]
fn fields_stand_as_people_write_them_or_as_they_are_declared() {
    let step =
        |node: &Node| node.get("spec").and_then(|spec| spec.get("containers")).and_then(Node::as_sequence).map(<[_]>::to_vec);
    let container = |node: Node| step(&node).expect("containers").remove(0);
    assert_eq!(keys(&container(tree(&pod()))), ["name", "image", "args"]);
    let declared = to_node_as_declared(&pod(), place()).expect("a tree");
    assert_eq!(keys(&container(declared)), ["args", "image", "name"]);
}

#[test]
fn a_tree_is_what_its_text_reads_back_as() {
    let data = BTreeMap::from([("on".to_owned(), "yes".to_owned()), ("1".to_owned(), "2\n3\n".to_owned())]);
    let map = ConfigMap { data: Some(data), immutable: Some(true), ..ConfigMap::default() };
    let text = to_text(&map).expect("a text");
    let mut report = Report::default();
    let read = read_document(SourceId::default(), &text, &mut report).expect("a document");
    assert!(report.is_empty(), "{report:#?}");
    assert_eq!(tree(&map), read);
}

#[test]
fn numbers_are_those_of_a_tree_that_was_read() {
    assert!(matches!(tree(&7_u64).value, Value::Int(7)));
    assert!(matches!(tree(&u64::MAX).value, Value::UInt(u64::MAX)));
    assert!(matches!(tree(&i64::MIN).value, Value::Int(i64::MIN)));
    assert!(matches!(tree(&0.1_f32).value, Value::Float(number) if number.to_bits() == 0.1_f64.to_bits()));
    assert!(matches!(tree(&()).value, Value::Null));
}

#[test]
fn json_of_a_tree_is_json_of_its_value() {
    let direct = serde_json::to_string(&pod()).expect("JSON");
    let declared = to_node_as_declared(&pod(), place()).expect("a tree");
    assert_eq!(serde_json::to_string(&declared).expect("JSON"), direct);
}
