//! Findings as commands of a GitHub workflow, which shows them beside the lines of a pull request.
//!
//! Format: GitHub documentation, "Workflow commands for GitHub Actions", and `actions/toolkit` `packages/core/src/command.ts` for what is
//! escaped (2026-11).

use super::finding::Finding;
use std::fmt::Write;

/// Writes a line for each finding.
pub fn github(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let command = if finding.severity == "info" { "notice" } else { finding.severity };
        let _ = write!(text, "::{command} title={}", property(finding.code));
        if let Some(place) = &finding.place {
            let _ = write!(text, ",file={},line={},endLine={}", property(&place.file), place.line, place.end_line);
            // GitHub takes columns for a place in one line only.
            if place.line == place.end_line {
                let _ = write!(text, ",col={},endColumn={}", place.column, place.end_column);
            }
        }
        let _ = writeln!(text, "::{}", data(&finding.lines()));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
