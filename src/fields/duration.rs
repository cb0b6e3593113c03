//! Spans of time.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// A span of time in whole seconds, written `90s`, `5m`, `1h30m` or `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(u32);

/// A hundred years. Nobody waits as long, and what is added to a span never exceeds its type.
const MOST: Duration = Duration(36_500 * 86_400);
const UNITS: [(char, u32); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Duration {
    /// A span that the code names.
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// The whole seconds.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return formatter.write_str("0s");
        }
        let mut rest = self.0;
        for (unit, seconds) in UNITS {
            if rest >= seconds {
                write!(formatter, "{}{unit}", rest / seconds)?;
                rest %= seconds;
            }
        }
        Ok(())
    }
}

impl Word for Duration {
    const EXPECTED: &'static str = "a duration such as `30s`, `5m` or `1h30m`";
    const PATTERN: &'static str = "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let span = seconds(text).map(Self).ok_or_else(|| {
            Invalid::new(
                codes::BAD_DURATION,
                format!("`{text}` is not a duration"),
                match digits(text) {
                    Some(number) => format!("say of what: `{number}s`, `{number}m` or `{number}h`"),
                    None => "write whole numbers with a unit, the largest first: `30s`, `5m`, `1h30m`, `30d`".to_owned(),
                },
            )
        })?;
        if span > MOST {
            let help = format!("write `{MOST}` or less, or leave it out");
            return Err(Invalid::new(codes::BAD_DURATION, format!("`{text}` are more than a hundred years"), help));
        }
        Ok(span)
    }
}

word!(Duration, "Duration");

fn seconds(text: &str) -> Option<u32> {
    let mut rest = text;
    let mut sum: u32 = 0;
    for (unit, seconds) in UNITS {
        if let Some((number, after)) = rest.split_once(unit) {
            sum = sum.checked_add(digits(number)?.checked_mul(seconds)?)?;
            rest = after;
        }
    }
    (rest.is_empty() && !text.is_empty()).then_some(sum)
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_units() {
        for (text, seconds) in [("30s", 30), ("5m", 300), ("1h30m", 5_400), ("30d", 2_592_000), ("0s", 0)] {
            assert_eq!(Duration::parse(text).unwrap().seconds(), seconds, "{text}");
            assert_eq!(Duration::parse(text).unwrap().to_string(), text);
        }
        for bad in ["", "5", "5 m", "m5", "5min", "-5m", "1.5h", "30s5m", "99999999d", "36500d1s", "+5m"] {
            assert!(Duration::parse(bad).is_err(), "{bad}");
        }
    }
}
