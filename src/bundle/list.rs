//! One JSON document: a `List` of all objects.

use super::Bundle;
use crate::k8s::Object;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    api_version: &'static str,
    kind: &'static str,
    items: Vec<&'a Object>,
}

/// Writes all objects as a JSON list.
pub fn list(bundle: &Bundle) -> Result<Vec<u8>, serde_json::Error> {
    let items = bundle.entries.iter().map(|entry| &entry.object).collect();
    let mut out = serde_json::to_vec_pretty(&List { api_version: "v1", kind: "List", items })?;
    out.push(b'\n');
    Ok(out)
}
