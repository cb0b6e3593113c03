//! Other values for what a spec or a profile says.

use super::sample;
use super::schema::Keys;
use crate::yaml::{Node, Value};
use serde_json::Value as Json;

/// Values that could stand in the place of a scalar, the likeliest first. None of them has to fit: whoever asks tries.
pub(super) fn variants(node: &Node, keys: &Keys, form: Option<&Json>) -> Vec<Value> {
    let choices = form.map(|form| keys.choices(form)).unwrap_or_default();
    let mut found = match &node.value {
        Value::Bool(value) => vec![Value::Bool(!value)],
        Value::Int(number) => numbers(*number),
        Value::Float(number) => vec![Value::Float(number + 0.5), Value::Float(number / 2.0)],
        Value::String { text, .. } if choices.contains(&&**text) => {
            choices.iter().filter(|choice| **choice != &**text).map(|choice| string(choice)).collect()
        }
        Value::String { text, .. } => texts(text).iter().map(|text| string(text)).collect(),
        Value::UInt(_) | Value::Null | Value::Sequence(_) | Value::Mapping(_) => Vec::new(),
    };
    if let Some(form) = form.filter(|_| choices.is_empty()) {
        found.extend(sample::scalars(keys, form));
    }
    found.retain(|value| *value != node.value);
    found.dedup();
    found
}

fn numbers(number: i64) -> Vec<Value> {
    let near = [number.saturating_add(1), number.saturating_sub(1), number.saturating_mul(2), number / 2];
    near.into_iter().map(Value::Int).collect()
}

pub(super) fn string(text: &str) -> Value {
    Value::String { text: text.into(), quoted: true }
}

/// The same text with other digits.
pub(super) fn other_digits(text: &str) -> String {
    changed(text, &[], &runs(text, |letter| letter.is_ascii_digit()))
}

/// Other texts of the same kind: with other digits and words, first all of them, then the last, then the first.
fn texts(text: &str) -> Vec<String> {
    let words = runs(text, |letter| letter.is_ascii_alphabetic());
    let numbers = runs(text, |letter| letter.is_ascii_digit());
    let mut words: Vec<(usize, usize)> = words.into_iter().filter(|(start, end)| &text[*start..*end] != "secret").collect();
    words.retain(|(_, end)| !text[*end..].starts_with("://"));
    let mut found = vec![changed(text, &words, &numbers), changed(text, &[], &numbers)];
    for numbers in [numbers.last(), numbers.first()].into_iter().flatten() {
        found.push(changed(text, &[], &[*numbers]));
    }
    for words in [words.last(), words.first()].into_iter().flatten() {
        found.push(changed(text, &[*words], &[]));
    }
    found
}

/// The runs of letters of one kind.
fn runs(text: &str, is_one: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| is_one(*letter)) {
        match found.last_mut() {
            Some((_, end)) if *end == at => *end = at + letter.len_utf8(),
            _ => found.push((at, at + letter.len_utf8())),
        }
    }
    found
}

/// The text with an `x` behind some words and other digits in some numbers.
fn changed(text: &str, words: &[(usize, usize)], numbers: &[(usize, usize)]) -> String {
    let mut out = String::new();
    for (at, letter) in text.char_indices() {
        let in_number = numbers.iter().any(|(start, end)| (*start..*end).contains(&at));
        match letter {
            '9' if in_number => out.push('8'),
            '0'..='8' if in_number => out.push(char::from(u8::try_from(letter).unwrap_or(b'0') + 1)),
            _ => out.push(letter),
        }
        if words.iter().any(|(_, end)| *end == at + letter.len_utf8()) {
            out.push('x');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::texts;

    #[test]
    fn texts_keep_their_form() {
        for (text, other) in [
            ("250m..500m", "361m..611m"),
            ("secret(loan-api-keys/api-key)", "secret(loanx-apix-keysx/apix-keyx)"),
            ("192.168.0.0/16", "192.168.0.0/27"),
            ("https://runbooks.example.com", "https://runbooksx.examplex.comx"),
            ("99.5%", "88.6%"),
        ] {
            assert!(texts(text).iter().any(|found| found == other), "{text}: {:?}", texts(text));
        }
    }
}
