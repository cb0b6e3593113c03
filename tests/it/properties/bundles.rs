//! A right spec becomes a bundle in which everything is there and nothing twice.

use super::entries::{Entry, entries};
use super::spec::spec;
use super::{config, rendered, string};
use crate::render::documents;
use proptest::prelude::*;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_right_spec_becomes_a_whole_bundle(entries in entries()) {
        let text = serde_json::to_string_pretty(&spec(&entries)).expect("JSON");
        let stream = rendered(&text);
        prop_assert_eq!(&stream, &rendered(&text), "twice the same");
        let objects = documents(&stream);
        let mut seen = BTreeSet::new();
        for object in &objects {
            prop_assert!(seen.insert(identity(object)), "twice: {:?}", identity(object));
            if object["kind"] == "Service" {
                prop_assert!(selects_some_pod(object, &objects), "a Service without pods: {:?}", identity(object));
            }
        }
        for (name, entry) in &entries {
            let (Entry::Service { env, .. } | Entry::Worker { env, .. } | Entry::Job { env, .. }) = entry else { continue };
            let versions = if let Entry::Service { serving, .. } = entry { serving.versions.len() } else { 0 };
            let maps = match versions {
                0 => vec![format!("{name}-config")],
                _ => (0..versions).map(|version| format!("{name}-v{version}-config")).collect(),
            };
            for map in maps {
                let found = objects
                    .iter()
                    .find(|object| object["kind"] == "ConfigMap" && string(object, "/metadata/name") == map);
                for (index, value) in env.iter().enumerate() {
                    let found = found.map(|map| string(map, &format!("/data/SETTING_{index}")));
                    prop_assert_eq!(found, Some(value.as_str()), "the variable {} of {}", index, map);
                }
            }
        }
    }

    /// The order in which people write sections and entries is theirs.
    #[test]
    fn the_order_of_entries_changes_nothing(entries in entries()) {
        let spec = spec(&entries);
        let mut reversed = Map::new();
        for (key, section) in spec.as_object().expect("a map").iter().rev() {
            let section = match section.as_object() {
                Some(entries) => Value::Object(entries.iter().rev().map(|(key, value)| (key.clone(), value.clone())).collect()),
                None => section.clone(),
            };
            reversed.insert(key.clone(), section);
        }
        prop_assert_eq!(rendered(&spec.to_string()), rendered(&Value::Object(reversed).to_string()));
    }
}

/// What makes an object the same object.
fn identity(object: &Value) -> [&str; 4] {
    ["/apiVersion", "/kind", "/metadata/namespace", "/metadata/name"].map(|pointer| string(object, pointer))
}

/// Whether some pod of the Service's namespace carries all labels of its selector.
fn selects_some_pod(service: &Value, objects: &[Value]) -> bool {
    let selector = service["spec"]["selector"].as_object().expect("a selector");
    objects.iter().any(|object| {
        let labels = &object["spec"]["template"]["metadata"]["labels"];
        string(object, "/metadata/namespace") == string(service, "/metadata/namespace")
            && labels.is_object()
            && selector.iter().all(|(key, value)| labels[key] == *value)
    })
}
