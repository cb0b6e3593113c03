//! The JSON Schema that editors complete from: draft-07, described throughout, and of the same mind as the program.

use crate::fixtures;
use crate::harness::{Test, files_below, folders_in, for_each, root};
use crate::validator::complaints;
use mlkube::fields::{
    AlertName, AlertText, BucketName, Bytes, CeleryApplication, Cidr, Cpu, DatabaseName, Duration, Host, HttpPath, Image,
    Latency, MountPath, Name, Origin, Percent, Port, Query, QueueName, Range, Rate, Ratio, SecretKey, SecretName, Step, Use,
    VariableName, VersionNumber, WebAddress, Word,
};
use proptest::prelude::*;
use regex::Regex;
use serde_json::Value;
use std::fs;

fn schema() -> Value {
    let output = Test::new().args(["schema"]).run().success();
    assert!(output.stderr.is_empty(), "{}", output.stderr);
    serde_json::from_str(&output.stdout).expect("JSON")
}

/// A spec as an editor sees it: YAML 1.2, turned into JSON.
fn as_json(spec: &str) -> Value {
    let value: serde_yaml::Value = serde_yaml::from_str(spec).expect("YAML");
    serde_json::to_value(value).expect("a spec that JSON can hold")
}

#[test]
fn it_is_draft_07() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(schema["type"], "object");
    assert_eq!(schema["required"], serde_json::json!(["apiVersion", "project"]));
}

/// Specs that the program takes, and the schema has to take too.
fn good_specs() -> Vec<(String, String)> {
    let examples = folders_in(&root().join("examples")).into_iter().map(|folder| folder.join("mlkube.yaml"));
    let examples = examples.map(|path| (path.display().to_string(), fs::read_to_string(path).expect("the spec of an example")));
    examples.chain(fixtures::all("warnings").into_iter().map(|fixture| (fixture.name, fixture.spec))).collect()
}

#[test]
fn it_takes_every_good_spec() {
    let schema = schema();
    for_each(
        good_specs(),
        |(name, _)| name.clone(),
        |(_, spec)| assert_eq!(complaints(&schema, &as_json(spec)), Vec::<String>::new()),
    );
}

/// Mistakes that an editor can underline while people write, by their fixture.
const SEEN: [&str; 28] = [
    "api-version-unknown",
    "bucket-bad",
    "duration-bad",
    "host-bad",
    "key-missing-nested",
    "key-missing-project",
    "key-missing-required",
    "key-unknown",
    "key-unknown-nested",
    "key-unknown-section",
    "key-unknown-top",
    "kind-boolean-is-text",
    "kind-entry-is-text",
    "kind-health-is-list",
    "kind-list-is-text",
    "kind-map-is-list",
    "kind-memory-is-number",
    "kind-number-is-fraction",
    "kind-number-is-negative",
    "kind-number-is-text",
    "kind-section-is-list",
    "kind-text-is-number",
    "kind-variant-unknown",
    "name-bad",
    "path-in-container-bad",
    "port-by-name",
    "port-too-large",
    "rate-bad",
];

#[test]
fn it_refuses_what_an_editor_can_see() {
    let schema = schema();
    let fixtures = fixtures::all("errors");
    for_each(
        SEEN,
        |name| (*name).to_owned(),
        |name| {
            let fixture = fixtures.iter().find(|fixture| fixture.name == *name).expect("a fixture");
            assert!(!complaints(&schema, &as_json(&fixture.spec)).is_empty(), "the schema takes it");
        },
    );
}

/// Overlays have the shape of a spec with keys missing; editors help there too as far as the keys go.
#[test]
fn every_key_of_an_overlay_is_known() {
    let schema = schema();
    for folder in folders_in(&root().join("examples")) {
        for overlay in files_below(&folder.join("overlays")) {
            let spec = as_json(&fs::read_to_string(&overlay).expect("an overlay"));
            let unknown: Vec<String> =
                complaints(&schema, &spec).into_iter().filter(|complaint| complaint.contains("nothing may stand here")).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", overlay.display());
        }
    }
}

#[test]
fn every_property_and_definition_is_described() {
    fn look(schema: &Value, path: &str, missing: &mut Vec<String>) {
        for keyword in ["properties", "definitions"] {
            for (name, inner) in schema[keyword].as_object().into_iter().flatten() {
                let path = format!("{path}/{name}");
                if inner["description"].as_str().is_none_or(|words| words.trim().is_empty()) {
                    missing.push(path.clone());
                }
                look(inner, &path, missing);
            }
        }
    }
    let mut missing = Vec::new();
    look(&schema(), "", &mut missing);
    assert!(missing.is_empty(), "without a description: {missing:?}");
}

/// Draft-07 ignores whatever stands beside a reference, and with it the description.
#[test]
fn nothing_stands_beside_a_reference() {
    fn look(schema: &Value, path: &str) {
        match schema {
            Value::Object(map) => {
                assert!(!map.contains_key("$ref") || map.len() == 1, "beside the reference at {path}");
                map.iter().for_each(|(key, inner)| look(inner, &format!("{path}/{key}")));
            }
            Value::Array(items) => items.iter().for_each(|inner| look(inner, path)),
            _ => {}
        }
    }
    look(&schema(), "");
}

/// The names of definitions are what editors show: no numbers that a generator has added.
#[test]
fn definitions_have_names_of_people() {
    let schema = schema();
    let names: Vec<&String> = schema["definitions"].as_object().expect("definitions").keys().collect();
    let numbered: Vec<_> = names.iter().filter(|name| name.ends_with(|last: char| last.is_ascii_digit())).collect();
    assert!(numbered.is_empty(), "{numbered:?}");
}

/// What a word takes and its pattern refuses.
fn refused_by_pattern<T: Word>(text: &str) -> bool {
    T::parse(text).is_ok() && !Regex::new(T::PATTERN).expect("a pattern").is_match(text)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// An editor that underlines what the program takes teaches people to ignore it.
    #[test]
    fn patterns_refuse_nothing_that_words_take(text in "[-+a-zA-Z0-9./:@%_() ]{0,12}") {
        macro_rules! agree {
            ($($word:ty,)*) => { $(prop_assert!(!refused_by_pattern::<$word>(&text), "{}", stringify!($word));)* };
        }
        agree!(
            AlertName, AlertText, BucketName, Bytes, CeleryApplication, Cidr, Cpu, DatabaseName, Duration, Host, HttpPath, Image,
            Latency, MountPath, Name, Origin, Percent, Query, QueueName, Range<Bytes>, Range<Cpu>, Rate, Ratio, SecretKey, SecretName,
            Use, VariableName, VersionNumber, WebAddress,
        );
    }

    /// The same for words that are mostly numbers, of which the texts above hold too few.
    #[test]
    fn patterns_refuse_no_numbers_that_words_take(text in r"[-+]?[0-9]{0,5}(\.[0-9]{1,3})?(\.\.)?[0-9]{0,3}([smhd%]|m|Ki|Mi|Gi|/s|/min)?") {
        macro_rules! agree {
            ($($word:ty,)*) => { $(prop_assert!(!refused_by_pattern::<$word>(&text), "{}", stringify!($word));)* };
        }
        agree!(Bytes, Cpu, Duration, Latency, Percent, Port, Range<Bytes>, Range<Cpu>, Rate, Ratio, Step, VersionNumber,);
    }
}
