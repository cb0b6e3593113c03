//! One value on a line: what stands after `--set path=`.

use super::{Limits, problem, read};
use crate::diag::Report;
use crate::source::Span;
use crate::yaml::{Node, Value, resolve};

/// Reads one value as it is written in a command: `5`, `true`, `null`, `[a, b]`, `{a: 1}`, `"5"`, or any text.
///
/// Only brackets, braces and quotes at the start are YAML; any other text is one scalar however it looks, so that `a: b`,
/// `#fff` and `*` are strings and need no second pair of quotes. `span` is the place of the whole text in its source.
pub fn read_value(text: &str, span: Span, report: &mut Report) -> Option<Node> {
    let trimmed = text.trim();
    let start = span.start as usize + (text.len() - text.trim_start().len());
    let span = Span::new(span.source, start..start + trimmed.len());
    if !trimmed.starts_with(['[', '{', '"', '\'']) {
        return plain(trimmed, span, report);
    }
    let reading = read(trimmed, span, &Limits::default(), report);
    let first = reading.documents.into_iter().next()?;
    // A value in quotes or brackets can turn out as the key of a map or as one document of several.
    if first.span != span || !is_opened_by(&first.value, trimmed) {
        report.push(problem::text_after_value(span));
        return None;
    }
    (!reading.failed).then_some(first)
}

/// Whether the text starts as this kind of value does.
fn is_opened_by(value: &Value, text: &str) -> bool {
    match value {
        Value::Sequence(_) => text.starts_with('['),
        Value::Mapping(_) => text.starts_with('{'),
        _ => text.starts_with(['"', '\'']),
    }
}

fn plain(text: &str, span: Span, report: &mut Report) -> Option<Node> {
    let value = resolve(text);
    if matches!(value, Value::Float(number) if !number.is_finite()) {
        report.push(problem::boundless_number(text, span));
        return None;
    }
    Some(Node { span, value })
}
