//! The laws of overlays.

use super::config;
use mlkube::diag::Report;
use mlkube::layers::{Layer, LayerKind, merge};
use mlkube::source::Sources;
use mlkube::yaml::{Node, read_document};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_empty_overlay_changes_nothing(base in tree()) {
        let (merged, report) = merged(&base, &[&Value::Object(Map::new())]);
        prop_assert_eq!(merged, read(&base));
        prop_assert!(report.is_empty());
    }

    #[test]
    fn an_overlay_twice_is_an_overlay_once(base in tree(), over in tree()) {
        let (once, _) = merged(&base, &[&over]);
        let (twice, _) = merged(&base, &[&over, &over]);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn an_overlay_wins(base in tree(), over in tree()) {
        let (merged, _) = merged(&base, &[&over]);
        let merged = serde_json::to_value(merged).expect("a tree");
        prop_assert!(holds(&merged, &over), "{} lacks {}", merged, over);
    }

    /// What no overlay names stays as the spec has it.
    #[test]
    fn an_overlay_leaves_the_rest(base in tree(), over in tree()) {
        let (merged, _) = merged(&base, &[&over]);
        let merged = serde_json::to_value(merged).expect("a tree");
        for (key, value) in base.as_object().expect("a map").iter().filter(|(key, _)| over.get(key).is_none()) {
            prop_assert_eq!(&merged[key], value);
        }
    }
}

/// Maps of maps, lists and texts, with few keys so that they meet.
fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
        vec(0_i32..3, 0..3).prop_map(Value::from),
    ];
    let inner = leaf.prop_recursive(3, 24, 4, |inner| map(inner).boxed());
    map(inner)
}

fn map(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    btree_map("[a-d]", values, 0..4).prop_map(|entries| entries.into_iter().collect::<Map<_, _>>().into())
}

fn read(tree: &Value) -> Node {
    let text = tree.to_string();
    let source = Sources::default().add("test.yaml", text.as_str());
    read_document(source, &text, &mut Report::default()).expect("a document")
}

fn merged(base: &Value, overlays: &[&Value]) -> (Node, Report) {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let kinds = std::iter::once(LayerKind::Spec).chain(std::iter::repeat(LayerKind::Overlay));
    let texts = std::iter::once(base).chain(overlays.iter().copied());
    let layers: Vec<Layer> = kinds
        .zip(texts)
        .map(|(kind, tree)| {
            let source = sources.add("test.yaml", tree.to_string());
            Layer { kind, source, tree: read(tree) }
        })
        .collect();
    (merge(&layers, &mut report).expect("a tree").into_owned(), report)
}

/// Whether a tree has everything that an overlay says.
fn holds(tree: &Value, over: &Value) -> bool {
    match (tree, over) {
        (Value::Object(tree), Value::Object(over)) => {
            over.iter().all(|(key, value)| tree.get(key).is_some_and(|own| holds(own, value)))
        }
        (tree, over) => tree == over,
    }
}
