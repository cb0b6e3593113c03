//! The JSON schema of a spec.
//!
//! It is made from the types that read a spec, by a test, and the program carries what came out: the code that makes it takes five times
//! the room of the schema itself.

use crate::embedded::embedded;
use serde_json::Value;

#[cfg(test)]
use crate::{components::KINDS, fields::Name, patches, plan::Settings};
#[cfg(test)]
use schemars::{JsonSchema, Schema, generate::SchemaSettings, json_schema};

/// The JSON schema of a spec as a text, draft-07, which editors complete from.
pub fn schema_text() -> String {
    embedded!("docs/mlkube.schema.json").text()
}

/// The same schema, read.
///
/// # Panics
///
/// Panics if the text is no JSON; it comes with the program, and a test reads it.
pub fn schema() -> Value {
    serde_json::from_str(&schema_text()).expect("the schema of a spec is JSON")
}

/// Makes the schema from the types that read a spec.
#[cfg(test)]
fn made() -> Schema {
    let mut generator = SchemaSettings::draft07().into_generator();
    let mut root = Settings::json_schema(&mut generator);
    for kind in KINDS {
        let entry = (kind.schema)(&mut generator);
        let section = json_schema!({
            "description": kind.description,
            "type": ["object", "null"],
            "propertyNames": generator.subschema_for::<Name>(),
            "additionalProperties": entry,
        });
        if let Some(properties) = root.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
            properties.insert(kind.section.to_owned(), section.into());
        }
    }
    if let Some(properties) = root.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
        properties.insert(patches::SECTION.to_owned(), patches::schema().into());
    }
    let definitions = generator.take_definitions(true);
    root.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
    root.insert("title".to_owned(), "mlkube.yaml".into());
    root.insert("description".to_owned(), "An ML system on Kubernetes, as mlkube reads it.".into());
    root.insert("definitions".to_owned(), definitions.into());
    // Draft-07 ignores what stands beside a `$ref`, descriptions too, unless the reference is wrapped.
    for transform in generator.transforms_mut() {
        transform.transform(&mut root);
    }
    root
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the test writes the file that it is about")]
mod tests {
    use std::path::Path;

    #[test]
    fn the_schema_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mlkube.schema.json");
        let made = serde_json::to_string_pretty(&super::made()).unwrap() + "\n";
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == made, "docs/mlkube.schema.json is out of date: UPDATE_DOCS=1 cargo test --lib schema");
        assert!(super::schema()["properties"].is_object());
    }
}
