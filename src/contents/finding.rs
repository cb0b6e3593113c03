//! From what is wrong in a text to a finding with its place in the manifest.

use super::fault::Fault;
use super::position::Positions;
use super::texts::{Form, Text};
use crate::diag::Diagnostic;
use crate::source::{Sources, Span};

/// Judges one text and adds what is wrong with it.
pub fn check(text: &Text<'_>, sources: &Sources, sink: &mut Vec<Diagnostic>) {
    let mut faults = Vec::new();
    match text.form {
        Form::Text(format) => (format.check)(text.node.as_str().unwrap_or_default(), &mut faults),
        Form::Rules => super::rules::check_tree(text.node, &sources.get(text.node.span.source).text, &mut faults),
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
            let source = text.node.span.source;
            let positions = Positions::of(text.node, &sources.get(source).text);
            for fault in faults {
                let exact = |positions: &Positions| Span::new(source, positions.range(fault.range.clone()));
                let span = positions.as_ref().map_or(text.node.span, exact);
                let line = positions.is_none().then(|| line_of(text.node.as_str().unwrap_or_default(), fault.range.start));
                sink.push(finding(text, fault, span, line));
            }
        }
    }
}

/// A finding at a place; `line` tells where in the text it is when the place does not.
fn finding(text: &Text<'_>, fault: Fault, span: Span, line: Option<usize>) -> Diagnostic {
    // What a Secret holds is not repeated, not even the word that is wrong.
    let (what, help) = if text.secret { (fault.code.title.to_owned(), None) } else { (fault.message, fault.help) };
    let message = match (line, text.form) {
        (Some(line), _) => format!("line {line} of `{}`: {what}", text.name),
        (None, Form::Text(_)) => format!("`{}`: {what}", text.name),
        (None, Form::Rules) => what,
    };
    let found = Diagnostic::new(fault.severity, fault.code, message).at(span).maybe_help(help);
    if text.secret { found.secret() } else { found }
}

/// The line of a byte, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
