//! One JSON document: a `List` of all objects.

use super::Bundle;
use crate::yaml::{EmitError, Node};
use serde::Serialize;
use serde::ser::Error;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    api_version: &'static str,
    kind: &'static str,
    items: Vec<&'a Node>,
}

/// Writes all objects as a JSON list.
pub fn list(bundle: &Bundle) -> Result<Vec<u8>, EmitError> {
    let items = bundle.trees(0..bundle.entries.len()).collect::<Result<_, _>>()?;
    let mut out = serde_json::to_vec_pretty(&List { api_version: "v1", kind: "List", items }).map_err(EmitError::custom)?;
    out.push(b'\n');
    Ok(out)
}
