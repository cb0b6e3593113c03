//! What an unquoted scalar means.

use std::borrow::Cow;

use super::Value;

/// What Kubernetes takes an unquoted scalar for.
///
/// `kubectl` and the API server read YAML with go-yaml v2, whose rules are a mixture: `yes`, `on` and `y` are booleans and
/// `010` is 8 as in YAML 1.1, but `0o10` is 8 and `1e3` a number as in YAML 1.2, and times and dates are strings.
/// `.inf` and `.nan` are numbers here; they have no form in JSON, so that Kubernetes refuses them later.
pub fn resolve(text: &str) -> Value {
    word(text).or_else(|| number(text)).unwrap_or_else(|| Value::String { text: text.into(), quoted: false })
}

fn word(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(Value::Bool(true)),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    match text.as_bytes().first()? {
        // Behind a point, underscores are not ignored.
        b'.' => boundless(text).or_else(|| fraction(text)).map(Value::Float),
        b'0'..=b'9' | b'+' | b'-' => boundless(text).map(Value::Float).or_else(|| {
            let digits = if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
            whole_number(&digits).or_else(|| fraction(&digits).map(Value::Float))
        }),
        _ => None,
    }
}

fn boundless(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A whole number as Go writes it in source code, with an optional sign.
fn whole_number(text: &str) -> Option<Value> {
    let (sign, digits) = split_sign(text);
    let (digits, radix) = radix(digits);
    // Go-yaml reads what follows `0b` by itself, so that the sign may also stand there.
    let (sign, digits) = if sign.is_none() && text.starts_with("0b") { split_sign(digits) } else { (sign, digits) };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = u64::from_str_radix(digits, radix).ok()?;
    match (sign, i64::try_from(number)) {
        (Some('-'), _) => 0_i64.checked_sub_unsigned(number).map(Value::Int),
        (_, Ok(number)) => Some(Value::Int(number)),
        (_, Err(_)) => Some(Value::UInt(number)),
    }
}

fn split_sign(text: &str) -> (Option<char>, &str) {
    let sign = text.chars().next().filter(|first| matches!(first, '+' | '-'));
    (sign, &text[sign.map_or(0, char::len_utf8)..])
}

fn radix(digits: &str) -> (&str, u32) {
    match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&digits[2..], 16),
        [b'0', b'o' | b'O', ..] => (&digits[2..], 8),
        [b'0', b'b' | b'B', ..] => (&digits[2..], 2),
        [b'0', _, ..] => (&digits[1..], 8),
        _ => (digits, 10),
    }
}

/// A number with a point or an exponent, or one whose leading zero makes it no octal number, such as `08`.
fn fraction(text: &str) -> Option<f64> {
    if !is_fraction(text.as_bytes()) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether the text matches `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn is_fraction(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    let (before, rest) = split_digits(text);
    let (after, rest) = rest.strip_prefix(b".").map_or((0, rest), split_digits);
    before + after > 0 && is_exponent(rest)
}

fn is_exponent(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b'e' | b'E', b'+' | b'-', digits @ ..] | [b'e' | b'E', digits @ ..] => {
            !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// The number of leading digits, and what follows them.
fn split_digits(text: &[u8]) -> (usize, &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count, &text[count..])
}

/// The name under which Kubernetes keeps an unquoted key, which it resolves like a value and then turns into JSON.
pub(super) fn key_name(text: &str) -> Option<Cow<'_, str>> {
    match resolve(text) {
        Value::String { .. } => Some(Cow::Borrowed(text)),
        Value::Bool(true) => Some(Cow::Borrowed("true")),
        Value::Bool(false) => Some(Cow::Borrowed("false")),
        Value::Int(number) => Some(Cow::Owned(number.to_string())),
        Value::Float(number) => Some(Cow::Owned(float_key(number))),
        Value::Null | Value::UInt(_) | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// Go's shortest form of a number in single precision: what the conversion of keys to JSON uses.
fn float_key(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "the conversion in question does the same")]
    let number = number as f32;
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf".to_owned() } else { "-.inf".to_owned() };
    }
    let scientific = format!("{number:e}");
    match scientific.split_once('e').and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?))) {
        Some((digits, exponent)) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => number.to_string(),
    }
}
