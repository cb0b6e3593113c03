//! Places and values in words.

use super::origin::Origin;
use crate::source::{Sources, Span};
use crate::yaml::{Node, Step, Value};
use std::fmt::Write;

/// A path of a spec as people write it: `services.loan-api.scale.max`.
pub fn path_text(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if key.contains(['.', '[']) => {
                text.push('[');
                text.push_str(key);
                text.push(']');
            }
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Index(index) => {
                let _ = write!(text, "[{index}]");
            }
        }
    }
    text
}

/// File, line and column.
pub fn place_text(sources: &Sources, span: Span) -> String {
    let position = sources.position(span);
    format!("{}:{}:{}", sources.get(span.source).name, position.line, position.column)
}

/// The most letters of a value that are shown.
const LONGEST: usize = 48;

/// A value in a few letters.
pub fn value_text(node: &Node) -> String {
    let text = match &node.value {
        Value::String { text, .. } if text.is_empty() => "\"\"".to_owned(),
        Value::String { text, .. } if text.contains('\n') => {
            return format!("({} lines)", text.lines().count());
        }
        Value::String { text, .. } => text.to_string(),
        _ => serde_json::to_string(node).unwrap_or_default(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text,
    }
}

impl Origin {
    /// What it is, and where: two columns of a table.
    pub fn words(&self, sources: &Sources) -> (String, String) {
        match self {
            Self::Value { path, place } => (path_text(path), place_text(sources, *place)),
            Self::Name { path, place } => (format!("name of {}", path_text(path)), place_text(sources, *place)),
            Self::Presence { path, place } => (format!("because of {}", path_text(path)), place_text(sources, *place)),
            Self::Fact { path, place } => (format!("profile {}", path_text(path)), place_text(sources, *place)),
            Self::Default { path, doc } => (format!("default of {}", path_text(path)), doc.clone()),
            Self::File { place } => ("as written".to_owned(), place_text(sources, *place)),
            Self::Rule(rule) => (format!("rule: {}", rule.name), rule.why.to_owned()),
        }
    }
}
