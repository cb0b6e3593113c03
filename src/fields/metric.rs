//! Names of metrics, and the amounts to aim at.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// The name of a time series as a program shows it to Prometheus, such as `predictions_total`.
///
/// Source: Prometheus documentation, "Data model" (2026-08), in the form that needs no quotes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesName(String);

/// The name of a metric as an API of metrics serves it: `http_requests_per_second`, or with a cloud's own marks.
///
/// It is a part of a path of that API (kubernetes pkg/apis/autoscaling/validation, `validateMetricIdentifier`, 1.37).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricName(String);

/// An amount of a metric, such as `50` or `0.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    thousandths: u64,
}

fn is_series(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_' || letter == ':')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':')
}

impl SeriesName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MetricName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Word for SeriesName {
    const EXPECTED: &'static str = "the name of a metric such as `predictions_total`";
    const PATTERN: &'static str = "^[A-Za-z_:][A-Za-z0-9_:]*$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_series(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value(format!("`{text}` is not the name of a metric"), "use letters, digits, `_` and `:`, no digit first"))
        }
    }
}

impl Word for MetricName {
    const EXPECTED: &'static str = "the name of a metric such as `http_requests_per_second`";
    const PATTERN: &'static str = "^[A-Za-z_:][A-Za-z0-9_:.|-]*$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let plain: String = text.chars().map(|letter| if ".|-".contains(letter) { '_' } else { letter }).collect();
        if is_series(&plain) && is_series(&text[..1]) {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value(
                format!("`{text}` is not the name of a metric"),
                "use letters, digits, `_`, `:`, `.`, `|` and `-`, a letter first",
            ))
        }
    }
}

impl Word for Amount {
    const EXPECTED: &'static str = "a number such as `50` or `0.5`";
    const PATTERN: &'static str = "^[0-9]+(\\.[0-9]{1,3})?$";
    const TYPES: &'static [&'static str] = &["number", "string"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        thousandths(text).filter(|number| *number > 0).map(|thousandths| Self { thousandths }).ok_or_else(|| {
            bad_value(
                format!("`{text}` is no amount to aim at"),
                "write a number above 0, with at most three decimals: `50`, `0.5`",
            )
        })
    }
}

fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || fraction.len() > 3 || whole.len() > 15 {
        return None;
    }
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(format!("{fraction:0<3}").parse().ok()?)
}

/// As a quantity of Kubernetes: whole, or in thousandths.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.thousandths.is_multiple_of(1_000) {
            write!(formatter, "{}", self.thousandths / 1_000)
        } else {
            write!(formatter, "{}m", self.thousandths)
        }
    }
}

word!(SeriesName, "SeriesName");
word!(MetricName, "MetricName");
word!(Amount, "Amount");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_their_systems() {
        assert!(SeriesName::parse("job:errors:rate5m").is_ok());
        for bad in ["", "1a", "a-b", "a.b", "ä"] {
            assert!(SeriesName::parse(bad).is_err(), "{bad}");
        }
        assert!(MetricName::parse("pubsub.googleapis.com|subscription|num_undelivered_messages").is_ok());
        for bad in ["", "a/b", "a%b", ".", "..", "-a", "é"] {
            assert!(MetricName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn amounts_are_quantities() {
        for (text, quantity) in [("50", "50"), ("0.5", "500m"), ("1.25", "1250m"), ("1000", "1000"), ("2.0", "2")] {
            assert_eq!(Amount::parse(text).unwrap().to_string(), quantity);
        }
        for bad in ["0", "0.0", "-1", "1e3", "50%", "", ".5", "1.0001", "9999999999999999"] {
            assert!(Amount::parse(bad).is_err(), "{bad}");
        }
    }
}
