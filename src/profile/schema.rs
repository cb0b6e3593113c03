//! The JSON schema of a profile, made by a test like that of a spec.

use crate::embedded::embedded;
use serde_json::Value;

#[cfg(test)]
use super::facts::Facts;
#[cfg(test)]
use schemars::{Schema, generate::SchemaSettings, json_schema};
#[cfg(test)]
use serde_json::Map;

/// The JSON schema of a profile that says everything. One that extends another may leave out what it shares with it.
///
/// # Panics
///
/// Panics if the text is no JSON; it comes with the program, and a test reads it.
pub fn schema() -> Value {
    serde_json::from_str(&embedded!("docs/profile.schema.json").text()).expect("the schema of a profile is JSON")
}

/// Makes the schema from the types that read a profile.
#[cfg(test)]
fn made() -> Schema {
    let mut root = SchemaSettings::draft07().into_generator().into_root_schema_for::<Facts>();
    let extends = json_schema!({
        "description": "The profile that this one differs from: a name, or a path that leads on from this file. Everything else is then optional.",
        "type": ["string", "null"],
    });
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        let facts = std::mem::take(properties);
        *properties = Map::from_iter([("extends".to_owned(), extends.into())]);
        properties.extend(facts);
    }
    root
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the test writes the file that it is about")]
mod tests {
    use std::path::Path;

    #[test]
    fn the_schema_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profile.schema.json");
        let made = serde_json::to_string_pretty(&super::made()).unwrap() + "\n";
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == made, "docs/profile.schema.json is out of date: UPDATE_DOCS=1 cargo test --lib schema");
        assert!(super::schema()["properties"].is_object());
    }
}
