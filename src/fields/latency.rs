//! Times that requests take.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// A short span of time in whole milliseconds, written `500ms`, `2s` or `1.5s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Latency {
    milliseconds: u32,
}

impl Latency {
    /// A span that the code names.
    pub const fn from_milliseconds(milliseconds: u32) -> Self {
        Self { milliseconds }
    }

    /// The seconds as a decimal number without needless digits: `0.5`, `1`, `2.5`.
    pub fn seconds(self) -> String {
        let (whole, rest) = (self.milliseconds / 1_000, format!("{:03}", self.milliseconds % 1_000));
        match rest.trim_end_matches('0') {
            "" => whole.to_string(),
            rest => format!("{whole}.{rest}"),
        }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.milliseconds < 1_000 {
            write!(formatter, "{}ms", self.milliseconds)
        } else {
            write!(formatter, "{}s", self.seconds())
        }
    }
}

impl Word for Latency {
    const EXPECTED: &'static str = "a time such as `500ms` or `1.5s`";
    const PATTERN: &'static str = "^([0-9]+ms|[0-9]+(\\.[0-9]{1,3})?s)$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        milliseconds(text).map(Self::from_milliseconds).ok_or_else(|| {
            Invalid::new(
                codes::BAD_DURATION,
                format!("`{text}` is not the time of a request"),
                "write milliseconds or seconds above zero, with their unit: `500ms`, `1.5s`",
            )
        })
    }
}

word!(Latency, "Latency");

/// The longest time: what takes more than an hour is no request.
const MOST: u32 = 3_600_000;

fn milliseconds(text: &str) -> Option<u32> {
    let digits = |text: &str| -> Option<u32> {
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
    };
    let sum = if let Some(number) = text.strip_suffix("ms") {
        digits(number)?
    } else {
        let number = text.strip_suffix('s')?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let rest =
            if fraction.len() <= 3 { digits(fraction).and_then(|_| digits(&format!("{fraction:0<3}")))? } else { return None };
        digits(whole)?.checked_mul(1_000)?.checked_add(rest)?
    };
    (1..=MOST).contains(&sum).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_both_units() {
        for (text, seconds) in [("500ms", "0.5"), ("1s", "1"), ("1.5s", "1.5"), ("50ms", "0.05"), ("2.25s", "2.25")] {
            let latency = Latency::parse(text).unwrap();
            assert_eq!((latency.seconds().as_str(), latency.to_string().as_str()), (seconds, text));
        }
        assert_eq!(Latency::parse("1500ms").unwrap().to_string(), "1.5s");
        for bad in ["500", "0ms", "0s", "1m", "1.5ms", "1.2345s", "-1s", ".5s", "1.s", "ms", "s", "99999999s", "+1s", "1.+1s"] {
            assert!(Latency::parse(bad).is_err(), "{bad}");
        }
    }
}
