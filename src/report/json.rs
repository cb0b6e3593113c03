//! Findings as JSON.

use super::finding::Finding;
use super::matrix::Row;
use serde::Serialize;

/// Everything that a run of `mlkube validate` tells.
#[derive(Debug, Serialize)]
pub struct Told<'a> {
    /// What was found, by place.
    pub findings: &'a [Finding],
    /// How many objects were looked at.
    pub documents: usize,
    /// What a spec came to for each profile and version; absent for manifests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renders: Option<&'a [Row]>,
}

/// Writes it for programs.
pub fn json(told: &Told<'_>) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(told)? + "\n")
}
