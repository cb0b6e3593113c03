//! Findings that a spec allows.

use super::{Code, Diagnostic};
use crate::source::Span;

/// A finding that somebody has looked at and found to be right.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// Its code.
    pub code: Code,
    /// The only object in which it is allowed, as `Deployment/loan-api`; none for all.
    pub object: Option<String>,
    /// Where that is said.
    pub place: Span,
}

impl Allowed {
    /// Whether a finding about an object is the one that is meant.
    pub fn means(&self, found: &Diagnostic) -> bool {
        let is_of_object = |title: String| self.object.as_ref().is_none_or(|object| *object == title);
        found.code == self.code && found.about.as_ref().is_some_and(|about| is_of_object(about.title()))
    }
}
