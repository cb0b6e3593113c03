//! `docs/spec.md` describes every key of a spec, and the end of `docs/profiles.md` every fact of a profile. They are made from the
//! schemas, and so from the types that read them.
//!
//! `UPDATE_DOCS=1 cargo test --test integration reference` writes it anew.

use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const HEADER: &str = "\
# Every key of a spec

Made from the types that read a spec; `CONTRIBUTING.md` says how. A key in bold has to be given.
";

#[test]
fn the_reference_is_up_to_date() {
    let schema = schema("docs/mlkube.schema.json");
    let wanted = reference(&schema);
    assert_current("docs/spec.md", &wanted);
}

/// People write the page, up to this line.
const FACTS: &str = "\n## Every fact of a profile\n";

const FACTS_NOTE: &str =
    "Made from the types that read a profile. One that extends no other has to say what stands here in bold.";

#[test]
fn the_reference_of_profiles_is_up_to_date() {
    let schema = schema("docs/profile.schema.json");
    let page = std::fs::read_to_string(path("docs/profiles.md")).unwrap();
    let (written, _) = page.split_once(FACTS).expect("the heading of what is made");
    let mut facts = String::new();
    section(&mut facts, "Every fact of a profile", &schema, schema["definitions"].as_object().unwrap(), Depth::Below(2));
    let facts = facts.replacen(FACTS, &format!("{FACTS}\n{FACTS_NOTE}\n"), 1);
    assert_current("docs/profiles.md", &format!("{written}{facts}"));
}

/// A schema as it stands in its file, which the tests of the library have made anew if they were asked to.
fn schema(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path(name)).unwrap()).unwrap()
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Holds a page against what it has to be, or makes it so.
fn assert_current(name: &str, wanted: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path(name), wanted).unwrap();
    }
    let found = std::fs::read_to_string(path(name)).unwrap_or_default();
    assert!(found == wanted, "{name} is out of date: UPDATE_DOCS=1 cargo test --test integration reference");
}

fn reference(schema: &Value) -> String {
    let mut text = HEADER.to_owned();
    let mut titles = vec![("The spec".to_owned(), schema)];
    let definitions = schema["definitions"].as_object().unwrap();
    for (key, property) in schema["properties"].as_object().unwrap() {
        let of_entry = property.pointer("/additionalProperties").and_then(reference_of);
        let of_settings = reference_of(property).filter(|name| definitions[*name]["properties"].is_object());
        match (of_entry, of_settings) {
            (Some(name), _) => titles.push((format!("An entry of `{key}`"), &definitions[name])),
            (None, Some(name)) => titles.push((format!("`{key}`"), &definitions[name])),
            (None, None) => {}
        }
    }
    for (title, object) in titles {
        // The maps of the spec itself have sections of their own.
        section(&mut text, &title, object, definitions, if title == "The spec" { Depth::Flat } else { Depth::Below(2) });
    }
    text
}

/// Whether the maps inside a map are described below it.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    /// They are not.
    Flat,
    /// They are, under headings of a level more.
    Below(usize),
}

/// Describes a map and, below it, the maps inside.
fn section(text: &mut String, title: &str, object: &Value, definitions: &serde_json::Map<String, Value>, depth: Depth) {
    let level = if let Depth::Below(level) = depth { level } else { 2 };
    let _ = write!(text, "\n{} {title}\n\n", "#".repeat(level));
    if let Some(description) = object["description"].as_str() {
        let _ = write!(text, "{}\n\n", joined(description));
    }
    let required: Vec<&str> = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    text.push_str("| key | what it says | form |\n|---|---|---|\n");
    let properties = object["properties"].as_object().unwrap();
    for (key, property) in properties {
        let name = if required.contains(&key.as_str()) { format!("**`{key}`**") } else { format!("`{key}`") };
        let description = joined(property["description"].as_str().unwrap_or_default()).replace('|', "\\|");
        let _ = writeln!(text, "| {name} | {description} | {} |", form(property, definitions));
    }
    if depth == Depth::Flat {
        return;
    }
    let mut shown = Vec::new();
    for (key, property) in properties {
        let inner = reference_of(property).filter(|name| definitions[*name]["properties"].is_object());
        if let Some(name) = inner.filter(|name| !shown.contains(name)) {
            shown.push(name);
            section(text, &format!("`{key}`"), &definitions[name], definitions, Depth::Below(level + 1));
        }
    }
}

/// The definition that a property refers to, directly, as one of several or as the kind of its items.
fn reference_of(property: &Value) -> Option<&str> {
    let direct = property["$ref"].as_str();
    let among =
        ["allOf", "anyOf"].iter().find_map(|key| property[*key].as_array()?.iter().find_map(|choice| choice["$ref"].as_str()));
    let of_items = ["items", "additionalProperties"].iter().find_map(|key| property[*key]["$ref"].as_str());
    let of_values = || property["patternProperties"].as_object()?.values().find_map(|value| value["$ref"].as_str());
    direct.or(among).or(of_items).or_else(of_values)?.strip_prefix("#/definitions/")
}

/// The form of a value in a few words.
fn form(property: &Value, definitions: &serde_json::Map<String, Value>) -> String {
    let of_reference = |name: &str| {
        let definition = &definitions[name];
        if definition["properties"].is_object() {
            return "map".to_owned();
        }
        match (choices(definition), definition["description"].as_str()) {
            (Some(choices), _) => choices,
            (None, description) => joined(description.unwrap_or_default()),
        }
    };
    let types = match &property["type"] {
        Value::String(only) => vec![only.as_str()],
        Value::Array(types) => types.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
        _ => Vec::new(),
    };
    let inner = reference_of(property).map(of_reference);
    let words = match (types.as_slice(), inner) {
        (["array"], inner) => format!("list: {}", inner.unwrap_or_else(|| "string".to_owned())),
        (["object"], inner) => format!("map: {}", inner.unwrap_or_else(|| "string".to_owned())),
        (_, Some(inner)) => inner,
        (types, None) => types.join(" or ").replace("integer", "whole number"),
    };
    words.replace('|', "\\|")
}

/// The values of an enumeration.
fn choices(definition: &Value) -> Option<String> {
    let value = |value: &Value| value.as_str().map(|value| format!("`{value}`"));
    let listed = definition["enum"].as_array().map(|values| values.iter().filter_map(value).collect::<Vec<_>>());
    let constants = || Some(definition["oneOf"].as_array()?.iter().filter_map(|choice| value(&choice["const"])).collect());
    let choices: Vec<String> = listed.or_else(constants)?;
    (!choices.is_empty()).then(|| choices.join(", "))
}

/// A description in one line.
fn joined(description: &str) -> String {
    description.split_whitespace().collect::<Vec<_>>().join(" ")
}
