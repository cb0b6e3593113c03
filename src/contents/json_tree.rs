//! JSON as a tree with places.

use crate::diag::Report;
use crate::source::SourceId;
use crate::yaml::{Limits, Node, read_documents};
use serde::de::IgnoredAny;

/// Reads JSON; none for what is no JSON, and for the rare JSON that YAML reads otherwise.
pub(super) fn read(text: &str) -> Option<Node> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut report = Report::default();
    let documents = read_documents(SourceId::default(), text, &Limits::default(), &mut report);
    if report.has_errors() { None } else { documents.into_iter().next() }
}
