//! The keys of a profile, for the page that describes them.

use super::facts::Facts;
use schemars::generate::SchemaSettings;
use schemars::{Schema, json_schema};
use serde_json::{Map, Value};

/// The JSON schema of a profile that says everything. One that extends another may leave out what it shares with it.
pub fn schema() -> Schema {
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
