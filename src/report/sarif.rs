//! Findings as SARIF, which GitHub shows under "Code scanning".
//!
//! Format: OASIS SARIF 2.1.0, and what GitHub reads of it (GitHub documentation, "SARIF support for code scanning", 2026-11).

use super::finding::{Finding, FoundAt};
use crate::diag::{Code, codes};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Writes one run with all findings. `page` gives the text that explains a code.
pub fn sarif(findings: &[Finding], page: impl Fn(Code) -> Option<String>) -> Result<String, serde_json::Error> {
    let ids: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
    let rules: Vec<&Code> = codes::ALL.iter().filter(|code| ids.contains(code.id)).collect();
    let result = |finding: &Finding| {
        let index = rules.iter().position(|code| code.id == finding.code);
        result(finding, index)
    };
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "mlkube",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|code| rule(**code, page(**code))).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn rule(code: Code, page: Option<String>) -> Value {
    json!({
        "id": code.id,
        "shortDescription": {"text": code.title},
        "help": {"text": page.unwrap_or_else(|| code.title.to_owned())},
    })
}

fn result(finding: &Finding, rule: Option<usize>) -> Value {
    let level = if finding.severity == "info" { "note" } else { finding.severity };
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": level,
        "message": {"text": finding.lines()},
        // GitHub takes no result without a place.
        "locations": [],
    });
    if let Some(place) = &finding.place {
        let mut found_at = json!({"physicalLocation": physical(place)});
        if let Some(object) = &finding.object {
            let path: Vec<&str> =
                [finding.namespace.as_deref(), Some(object), finding.field.as_deref()].into_iter().flatten().collect();
            found_at["logicalLocations"] = json!([{"fullyQualifiedName": path.join(" "), "kind": "resource"}]);
        }
        result["locations"] = json!([found_at]);
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, related)| {
            json!({"id": index, "message": {"text": related.message}, "physicalLocation": physical(&related.place)})
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn physical(place: &FoundAt) -> Value {
    json!({
        "artifactLocation": {"uri": uri(&place.file)},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    })
}

/// A path as a URI: relative to the root of the repository if it is relative, with what a URI cannot hold in percent signs.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
