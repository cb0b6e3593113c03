//! Ends and beginnings of documents that YAML allows and kubectl does not read.
//!
//! kubectl cuts a text at lines that start with `---` before it reads YAML, and of what it has cut reads the first document only
//! (tried with kubectl 1.32.4, 2026-11-26: a value behind `---` is an "invalid Yaml document separator", a directive "did not find
//! expected document start", and what follows `...` is left out without a word).

use super::problem;
use crate::diag::Diagnostic;
use crate::source::Span;

/// The first of them in one part of a text.
pub(super) fn check(text: &str, place: Span) -> Option<Diagnostic> {
    if !is_suspicious(text) {
        return None;
    }
    let (mut at, mut end) = (0, None);
    let mut has_content = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let span = inside(place, at, at + content.len());
        at += line.len();
        if let Some(end) = end
            && !is_idle(content)
        {
            return Some(problem::behind_the_end(span, end));
        }
        match content.get(..3) {
            Some("---") if !is_idle(&content[3..]) => {
                return Some(problem::separator(span));
            }
            Some("...") if content.len() == 3 && has_content => end = Some(span),
            _ if content.starts_with('%') && !has_content => {
                return Some(problem::directive(span));
            }
            _ => has_content |= !is_idle(content) && !content.starts_with("---"),
        }
    }
    None
}

/// Whether a part has to be looked at line by line, as nearly none has.
fn is_suspicious(text: &str) -> bool {
    let first = text.lines().next().and_then(|line| line.strip_prefix("---"));
    first.is_some_and(|rest| !is_idle(rest))
        || text.starts_with('%')
        || ["\n---", "\n...", "\n%"].iter().any(|mark| text.contains(mark))
}

/// Whether a line has nothing but blanks or a comment.
fn is_idle(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

fn inside(place: Span, start: usize, end: usize) -> Span {
    let origin = place.start as usize;
    Span::new(place.source, origin + start..origin + end)
}
