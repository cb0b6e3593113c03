//! All findings of a run.

use super::{Diagnostic, Fix, Severity, codes};
use crate::source::Span;
use std::collections::HashSet;

/// Whether a finding makes it idle to say that the value at its place is of the wrong kind: it should not be there at all, or could
/// not be read.
fn outweighs_kind(found: &Diagnostic) -> bool {
    found.code == codes::LITERAL_CREDENTIAL || found.code.id < codes::UNKNOWN_KEY.id
}

/// Collects findings, so that one run tells everything that it can tell.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    /// Places that hold a secret, whether or not something is wrong there.
    covered: Vec<Span>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds what another report has.
    pub fn append(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.covered.extend(other.covered);
    }

    /// How much was found so far: the number from which on [`Self::retain_from`] looks.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// The places of everything that was found from the `first` on.
    pub fn spans_from(&self, first: usize) -> Vec<Span> {
        self.diagnostics.iter().skip(first).filter_map(|found| found.span).collect()
    }

    /// Keeps what holds, of everything that was found from the `first` on.
    pub fn retain_from(&mut self, first: usize, mut holds: impl FnMut(&Diagnostic) -> bool) {
        let (mut index, covered) = (0, &mut self.covered);
        self.diagnostics.retain(|found| {
            index += 1;
            let stays = index <= first || holds(found);
            // That nobody is told of it makes it no less a secret.
            covered.extend(found.span.filter(|_| !stays && found.secret));
            stays
        });
    }

    /// Keeps the fixes that hold; what was found stays.
    pub fn retain_fixes(&mut self, mut holds: impl FnMut(&Fix) -> bool) {
        for found in &mut self.diagnostics {
            found.fix = found.fix.take().filter(|fix| holds(fix));
        }
    }

    /// Keeps what is at least as bad.
    pub fn keep(&mut self, least: Severity) {
        self.retain_from(0, |found| found.severity >= least);
    }

    /// The worst that was found.
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|found| found.severity).max()
    }

    /// Whether something was found that stops the render.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// How many findings stop the render, so far.
    pub fn error_count(&self) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
    }

    /// Whether nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// The findings by place: in the order of the texts, those without a place last; what was found twice stands once.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        sorted.sort_by_key(|found| (found.span.is_none(), found.span, found.code.id));
        let mut seen = HashSet::new();
        sorted.retain(|found| {
            let object = found.about.as_ref().map(|about| about.index);
            seen.insert((found.span, found.code.id, object, found.severity, &found.message, &found.related, &found.help))
        });
        let told: HashSet<Span> = sorted.iter().filter(|found| outweighs_kind(found)).filter_map(|found| found.span).collect();
        sorted.retain(|found| found.code != codes::WRONG_KIND || !found.span.is_some_and(|span| told.contains(&span)));
        sorted
    }

    /// The findings in the order in which they were made.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// Covers a place that holds a secret: no output repeats it.
    pub fn cover(&mut self, span: Span) {
        self.covered.push(span);
    }

    /// The places that hold a secret, which no output may repeat.
    pub fn secrets(&self) -> Vec<Span> {
        let told = self.diagnostics.iter().filter(|found| found.secret).filter_map(|found| found.span);
        told.chain(self.covered.iter().copied()).collect()
    }
}
