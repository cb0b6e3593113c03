//! Numbers as Go reads them (`strconv.ParseInt` with base 0, then `strconv.ParseFloat`; Go 1.25).

/// The value of a number; none for one that is too large, or none at all.
pub(super) fn value(text: &str) -> Option<f64> {
    integer(text).or_else(|| float(text))
}

/// A whole number: hexadecimal behind `0x`, octal behind `0`.
#[expect(clippy::cast_precision_loss, reason = "Prometheus turns whole numbers into floating ones as well")]
fn integer(text: &str) -> Option<f64> {
    let digits = plain(text)?;
    let (digits, base) = if let Some(digits) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        (digits, 16)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (&digits[1..], 8)
    } else {
        (&*digits, 10)
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    i64::from_str_radix(digits, base).ok().map(|number| number as f64)
}

fn float(text: &str) -> Option<f64> {
    let digits = plain(text)?;
    let number: f64 = digits.parse().ok()?;
    // A number that is too large is an error, and not infinite.
    (number.is_finite() || !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')).then_some(number)
}

/// The digits without the underscores between them; none if one stands elsewhere.
fn plain(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_digit() || (is_hexadecimal && byte.is_ascii_hexdigit()))
    };
    for (at, _) in text.match_indices('_') {
        let follows_prefix = is_hexadecimal && at == 2;
        if !(is_digit(at.checked_sub(1)) || follows_prefix) || !is_digit(Some(at + 1)) {
            return None;
        }
    }
    Some(text.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn numbers_are_read_as_go_does() {
        for (text, expected) in [
            ("0", 0.0),
            ("007", 7.0),
            ("0755", 493.0),
            ("08", 8.0),
            ("0x1F", 31.0),
            ("0X_ff", 255.0),
            ("1_000", 1000.0),
            ("1e3", 1000.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
        ] {
            assert!(value(text).is_some_and(|number| (number - expected).abs() < f64::EPSILON), "{text}: {:?}", value(text));
        }
        assert!(value("Inf").is_some_and(f64::is_infinite) && value("NaN").is_some_and(f64::is_nan));
        for bad in ["", ".", "1__0", "_1", "1_", "0x", "0xFFFFFFFFFFFFFFFFF", "1e999", "0x_", "1_e3"] {
            assert_eq!(value(bad), None, "{bad}");
        }
    }
}
