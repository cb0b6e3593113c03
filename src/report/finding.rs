//! Findings for programs.

use crate::diag::{Diagnostic, Report, Severity};
use crate::source::{Sources, Span};
use serde::Serialize;

/// A finding with the name and the line of its text instead of a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The stable code.
    pub code: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// The place that has to change, if there is one.
    #[serde(flatten)]
    pub place: Option<FoundAt>,
    /// The object that it is about, such as `Deployment/loan-api`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The namespace of the object; absent for an object of the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The way to the value inside the object; absent for the object as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to do, one way each.
    pub help: Vec<String>,
    /// Whether there is one safe answer, which `mlkube validate --fix` carries out; absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fixable: bool,
    /// Other places that explain it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
}

/// A place for people and programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundAt {
    /// The text, usually a path.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// The line in which the place ends.
    pub end_line: usize,
    /// The character behind the last one.
    pub end_column: usize,
}

/// A place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// What is to be seen there.
    pub message: String,
    /// The place.
    #[serde(flatten)]
    pub place: FoundAt,
}

impl Finding {
    /// The message with the object that it is about.
    pub fn headline(&self) -> String {
        match &self.object {
            Some(object) => format!("{object}: {}", self.message),
            None => self.message.clone(),
        }
    }

    /// The headline and what to do, a line each.
    pub(super) fn lines(&self) -> String {
        let mut lines = vec![self.headline()];
        lines.extend(self.help.iter().map(|help| format!("help: {help}")));
        lines.join("\n")
    }
}

/// All findings by place. A message never repeats a secret, so none has to be covered here.
pub fn findings(report: &Report, sources: &Sources) -> Vec<Finding> {
    report.sorted().into_iter().map(|diagnostic| finding(diagnostic, sources)).collect()
}

/// The word for a weight.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn finding(diagnostic: &Diagnostic, sources: &Sources) -> Finding {
    let place = |span: Span| {
        let (start, end) = (sources.position(span), sources.position(Span { start: span.end, ..span }));
        FoundAt {
            file: sources.get(span.source).name.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    };
    let about = diagnostic.about.as_deref();
    let written = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Finding {
        code: diagnostic.code.id,
        severity: word(diagnostic.severity),
        message: diagnostic.message.clone(),
        place: diagnostic.span.map(place),
        object: about.map(crate::diag::About::title),
        namespace: about.and_then(|about| written(&about.namespace)),
        field: about.and_then(|about| written(&about.path)),
        help: diagnostic.help.clone(),
        fixable: diagnostic.fix.is_some(),
        related: diagnostic.related.iter().map(|(span, words)| Related { message: words.clone(), place: place(*span) }).collect(),
    }
}
