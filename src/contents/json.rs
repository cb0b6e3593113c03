//! JSON.

use super::fault::Fault;
use super::formats::{Format, ends_in};
use super::template;
use crate::diag::codes;
use serde::de::IgnoredAny;
use std::ops::Range;

pub(super) const FORMAT: Format = Format { name: "JSON", recognize: |name, _| ends_in(name, &[".json"]), check };

/// Judges a text by RFC 8259. What some readers take besides, comments and commas behind the last item, is a risk.
pub(super) fn check(text: &str, faults: &mut Vec<Fault>) {
    let Err(error) = serde_json::from_str::<IgnoredAny>(text) else { return };
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default();
    let range = place(text, error.line(), error.column());
    // Objects one a line are read as a stream, and depth is a limit of this reader alone.
    if reason.contains("recursion") || is_stream(text) || template::explains(text, &range) {
        return;
    }
    let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let around = &text[line_start..range.end];
    let is_lenient = reason.contains("trailing comma")
        || around.contains("//")
        || around.contains("/*")
        || around.trim_start().starts_with('#');
    let (message, help) = if is_lenient {
        (
            format!("not plain JSON: {reason}"),
            "take comments and the comma behind the last item out: few readers of JSON take them",
        )
    } else {
        (format!("not JSON: {reason}"), "mend the place that is shown, or the line before it")
    };
    let fault = if is_lenient {
        Fault::warning(codes::JSON_SYNTAX, range, message)
    } else {
        Fault::error(codes::JSON_SYNTAX, range, message)
    };
    faults.push(fault.help(help));
}

/// Whether every line is a value of its own.
fn is_stream(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.clone().count() > 1 && lines.all(|line| serde_json::from_str::<IgnoredAny>(line).is_ok())
}

/// The character before a line and column as serde_json counts them: lines from 1, columns in bytes.
fn place(text: &str, line: usize, column: usize) -> Range<usize> {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let at = template::floor(text, (start + column).saturating_sub(1));
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    at..at + length
}
