//! All findings of a run.

use super::{Diagnostic, Severity};
use crate::source::Span;

/// Collects findings, so that one run tells everything that it can tell.
#[derive(Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether something was found that stops the render.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// Whether nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// The findings by place: in the order of the texts, those without a place last; what was found twice stands once.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        sorted.sort_by_key(|found| (found.span.is_none(), found.span, found.code.id));
        sorted.dedup();
        sorted
    }

    /// The findings in the order in which they were made.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// The places that hold a secret, which no output may repeat.
    pub fn secrets(&self) -> Vec<Span> {
        self.diagnostics.iter().filter(|found| found.secret).filter_map(|found| found.span).collect()
    }
}
