//! Scalars as the parser tells them.

use std::ops::Range;

use granit_parser::ScalarStyle;

use super::{problem, tag};
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::yaml::Value;

/// A scalar as the parser tells it.
pub(super) struct Scalar {
    pub(super) text: Box<str>,
    pub(super) style: ScalarStyle,
    pub(super) anchor: usize,
    pub(super) tag: Option<tag::ScalarTag>,
    /// Where the parser saw it.
    pub(super) range: Range<usize>,
}

impl Scalar {
    /// Whether it was marked as a string.
    pub(super) fn is_string(&self) -> bool {
        self.style != ScalarStyle::Plain || self.tag == Some(tag::ScalarTag::String)
    }

    /// Where it stands; of a block its lines without the blank ones after it.
    pub(super) fn written(&self, text: &str) -> Range<usize> {
        match (self.style, text.get(self.range.clone())) {
            (ScalarStyle::Literal | ScalarStyle::Folded, Some(lines)) => {
                self.range.start..self.range.start + lines.trim_end().len()
            }
            _ => self.range.clone(),
        }
    }
}

/// Whether what follows an unquoted text in brackets is a colon that belongs to it. In YAML 1.2 `[a:]` is a list of one map; the reader
/// of Kubernetes ends a text at a colon only if a blank follows, and so does everyone who writes `[fd00::]` (go.yaml.in/yaml/v2 2.4,
/// `yaml_parser_scan_plain_scalar`).
pub(super) fn ends_in_colon(rest: &str) -> bool {
    rest.strip_prefix(':').is_some_and(|after| after.starts_with([',', ']', '}']))
}

/// Why an unquoted text is not what it seems to be, or not what its tag says.
pub(super) fn unfit(value: &Value, tag: Option<tag::ScalarTag>, text: &str, span: Span) -> Option<Diagnostic> {
    match (value, tag) {
        (Value::Float(number), _) if !number.is_finite() => Some(problem::boundless_number(text, span)),
        (_, Some(tag::ScalarTag::Kind(kind))) if !kind.fits(value) => Some(problem::unfit_tag(kind.name(), text, span)),
        _ => None,
    }
}
