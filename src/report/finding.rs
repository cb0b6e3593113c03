//! Findings for programs.

use crate::diag::{Diagnostic, Report, Severity};
use crate::source::Sources;
use serde::Serialize;

/// A finding with the name and the line of its text instead of a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable code.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// The place that has to change, if there is one.
    #[serde(flatten)]
    pub place: Option<FoundAt>,
    /// What to do, one way each.
    pub help: Vec<String>,
}

/// A place for people and programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundAt {
    /// The text, usually a path.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

/// All findings by place. A message never repeats a secret, so none has to be covered here.
pub fn findings(report: &Report, sources: &Sources) -> Vec<Finding> {
    report.sorted().into_iter().map(|diagnostic| finding(diagnostic, sources)).collect()
}

fn finding(diagnostic: &Diagnostic, sources: &Sources) -> Finding {
    let place = diagnostic.span.map(|span| {
        let position = sources.position(span);
        FoundAt { file: sources.get(span.source).name.clone(), line: position.line, column: position.column }
    });
    Finding {
        code: diagnostic.code.id,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        },
        message: diagnostic.message.clone(),
        place,
        help: diagnostic.help.clone(),
    }
}
