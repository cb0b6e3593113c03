//! From what is wrong in a text to a finding with its place in the manifest.

use super::fault::{Fault, Severity};
use super::position::Positions;
use super::texts::{Form, Text};
use crate::diag::{Code, Diagnostic};
use crate::source::{Sources, Span};

/// Something wrong in a text, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands in the manifest; the whole text when the manifest does not hold the text as it is.
    pub span: Span,
    /// What is wrong, as a lowercase phrase.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The text belongs to a Secret.
    pub secret: bool,
}

impl Finding {
    /// The finding as people read it; none for advice.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let found = match self.severity {
            Severity::Info => return None,
            Severity::Warning => Diagnostic::warning(self.code, &self.message),
            Severity::Error => Diagnostic::error(self.code, &self.message),
        };
        let found = found.at(self.span).maybe_help(self.help.as_ref());
        Some(if self.secret { found.secret() } else { found })
    }
}

/// Judges one text and adds what is wrong with it.
pub fn check(text: &Text<'_>, sources: &Sources, sink: &mut Vec<Finding>) {
    let mut faults = Vec::new();
    match text.form {
        Form::Text(format) => (format.check)(text.node.as_str().unwrap_or_default(), &mut faults),
        Form::Rules => super::rules::check_tree(text.node, &mut faults),
    }
    if faults.is_empty() {
        return;
    }
    faults.sort_by(|one, two| (one.range.start, one.code.id).cmp(&(two.range.start, two.code.id)));
    faults.dedup();
    match text.form {
        Form::Rules => sink.extend(faults.into_iter().map(|fault| {
            let span = Span::new(text.node.span.source, fault.range.clone());
            finding(text, fault, span, None)
        })),
        Form::Text(_) => {
            let positions = Positions::of(text.node, sources);
            for fault in faults {
                let span = positions.as_ref().map_or(text.node.span, |positions| positions.span(fault.range.clone()));
                let line = positions.is_none().then(|| line_of(text.node.as_str().unwrap_or_default(), fault.range.start));
                sink.push(finding(text, fault, span, line));
            }
        }
    }
}

/// A finding at a place; `line` tells where in the text it is when the place does not.
fn finding(text: &Text<'_>, fault: Fault, span: Span, line: Option<usize>) -> Finding {
    // What a Secret holds is not repeated, not even the word that is wrong.
    let (what, help) = if text.secret { (fault.code.title.to_owned(), None) } else { (fault.message, fault.help) };
    let message = match (line, text.form) {
        (Some(line), _) => format!("line {line} of `{}`: {what}", text.name),
        (None, Form::Text(_)) => format!("`{}`: {what}", text.name),
        (None, Form::Rules) => what,
    };
    Finding { code: fault.code, severity: fault.severity, span, message, help, secret: text.secret }
}

/// The line of a byte, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
