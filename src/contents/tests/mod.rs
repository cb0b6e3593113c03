//! For each code a text in which it is found, with its place, and texts in which nothing is.

mod cases;
mod places;
mod silent;

use super::{check, texts_of};
use crate::diag::{Diagnostic, Report, Severity};
use crate::source::Sources;
use crate::yaml::{Limits, read_documents};

/// What is found in every text of some manifests.
pub(super) fn findings(manifests: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let source = sources.add("all.yaml", manifests);
    let documents = read_documents(source, manifests, &Limits::default(), &mut report);
    assert!(report.is_empty(), "{report:?}\n{manifests}");
    let mut found = Vec::new();
    for text in documents.iter().flat_map(texts_of) {
        check(&text, &sources, &mut found);
    }
    (sources, found)
}

/// A ConfigMap that holds a text.
pub(super) fn config_map(name: &str, text: &str) -> String {
    let lines: String =
        text.split('\n').map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect();
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  \"{name}\": |2-\n{lines}")
}

/// Whether a finding is more than advice.
pub(super) fn counts(finding: &Diagnostic) -> bool {
    finding.severity > Severity::Info
}
