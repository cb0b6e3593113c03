//! Whether a field shows what somebody wrote: `memory: 2Gi` is read again in a limit of `2Gi`.

use crate::yaml::{Node, Value};
use std::borrow::Cow;

/// The words that a value says: its texts and numbers, both ends of a range by themselves.
pub(super) fn words(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Mapping(mapping) => mapping.iter().flat_map(|(_, inner)| words(inner)).collect(),
        Value::Sequence(items) => items.iter().flat_map(words).collect(),
        Value::String { text, .. } => text.split("..").filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) => {
            text(node).into_iter().map(Cow::into_owned).collect()
        }
    }
}

/// A scalar as a text.
pub(super) fn text(node: &Node) -> Option<Cow<'_, str>> {
    match &node.value {
        Value::String { text, .. } => Some(Cow::Borrowed(text)),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) => serde_json::to_string(node).ok().map(Cow::Owned),
    }
}

/// Whether any of these words is read in a text.
pub(super) fn shows(text: &str, words: &[String]) -> bool {
    let letters = parts(text);
    words.iter().any(|word| {
        let word = parts(word);
        !word.is_empty() && letters.windows(word.len()).any(|window| window == word)
    })
}

/// The numbers and the runs of letters of a text, in order.
fn parts(text: &str) -> Vec<&str> {
    let kind = |letter: char| (letter.is_ascii_digit(), letter.is_alphabetic());
    let mut found: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter| kind(letter) != kind(first)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        if first.is_alphanumeric() {
            found.push(part);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_again_whole() {
        for (value, word) in
            [("2Gi", "2Gi"), ("45", "45"), ("ghcr.io/mlflow/mlflow:v3.9.0-full", "3.9.0"), ("--workers=7", "7"), ("true", "true")]
        {
            assert!(shows(value, &[word.to_owned()]), "{value} {word}");
        }
        for (value, word) in [("12Gi", "2Gi"), ("1", "docker.io/x:1.2"), ("17", "7"), ("a", "")] {
            assert!(!shows(value, &[word.to_owned()]), "{value} {word}");
        }
    }
}
