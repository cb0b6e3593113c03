//! Serde's words for kinds of values, in the words of people.

use std::borrow::Cow;

use serde::de::Unexpected;

use crate::yaml::{Node, Value, resolve};

/// What a visitor expects.
pub(super) fn expected(words: &str) -> Cow<'_, str> {
    if bounds(words).is_some() {
        return Cow::Borrowed("a whole number");
    }
    match words {
        "a borrowed string" | "a string key" => Cow::Borrowed("a string"),
        "a character" => Cow::Borrowed("one character"),
        "f32" | "f64" => Cow::Borrowed("a number"),
        "a sequence" => Cow::Borrowed("a list"),
        "unit" | "unit variant" => Cow::Borrowed("nothing"),
        _ if words.starts_with("struct ") => Cow::Borrowed("a map"),
        _ => match words.strip_prefix("a tuple of size ").or_else(|| words.strip_prefix("an array of length ")) {
            Some(count) => Cow::Owned(format!("a list of {count}")),
            None => Cow::Borrowed(words),
        },
    }
}

/// What a visitor was given.
pub(super) fn found(found: Unexpected) -> Cow<'static, str> {
    Cow::Borrowed(match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "nothing",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a map",
        other => return Cow::Owned(other.to_string()),
    })
}

/// A value that a visitor was given, as it is written.
pub(super) fn quoted(found: Unexpected) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(number) => format!("`{number}`"),
        Unexpected::Signed(number) => format!("`{number}`"),
        Unexpected::Float(number) => format!("`{number}`"),
        Unexpected::Char(character) => format!("`{character}`"),
        Unexpected::Str(text) => format!("`{text}`"),
        other => self::found(other).into_owned(),
    }
}

/// The least and the most that fits a type of whole numbers, by the name that its visitor gives it.
pub(super) fn bounds(name: &str) -> Option<(i128, i128)> {
    let (name, is_nonzero) = name.strip_prefix("a nonzero ").map_or((name, false), |name| (name, true));
    let (least, most): (i128, i128) = match name {
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "u64" | "usize" => (0, u64::MAX.into()),
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" | "isize" => (i64::MIN.into(), i64::MAX.into()),
        _ => return None,
    };
    Some(if is_nonzero && least == 0 { (1, most) } else { (least, most) })
}

/// What to do about a value of the wrong kind.
pub(super) fn advice(expected: &str, node: &Node) -> String {
    match &node.value {
        Value::Null => "give it a value, or remove the key".to_owned(),
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) if expected.starts_with("a string") => {
            "put it in quotes, so that it is read as a string".to_owned()
        }
        Value::String { text, quoted: true } if is_kind(expected, &resolve(text)) => {
            format!("write `{text}` without quotes")
        }
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::String { .. } if expected == "a list" => {
            "write a list of one: the value in brackets `[ ]`".to_owned()
        }
        Value::Sequence(_) if expected.starts_with("a map") => "write `name: value` lines, without `-` before them".to_owned(),
        _ if expected.starts_with("a map") => "write its keys below it, one a line: `key: value`".to_owned(),
        _ if expected == "a list" => "write its items in brackets, `[a, b]`, or one a line after `- `".to_owned(),
        _ => format!("write {expected}"),
    }
}

fn is_kind(expected: &str, value: &Value) -> bool {
    match value {
        Value::Bool(_) => expected == "a boolean",
        Value::Int(_) | Value::UInt(_) => matches!(expected, "a whole number" | "a number"),
        Value::Float(_) => expected == "a number",
        _ => false,
    }
}

/// Words in a sentence: each in backticks, commas between them.
pub(super) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
