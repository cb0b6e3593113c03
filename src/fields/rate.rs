//! Requests in a time.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// A limit on the requests of one client, written `100/min`, `10/s` or `5000/h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    requests: u32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
}

const UNITS: [(&str, Unit); 3] = [("s", Unit::Second), ("min", Unit::Minute), ("h", Unit::Hour)];

impl Rate {
    /// The requests in a minute, rounded up so that the limit never turns into zero.
    pub fn per_minute(self) -> u32 {
        match self.unit {
            Unit::Second => self.requests.saturating_mul(60),
            Unit::Minute => self.requests,
            Unit::Hour => self.requests.div_ceil(60),
        }
    }
}

impl Rate {
    /// The requests that may come at once before any is too many: those of a time that the rate itself names, at most a minute.
    pub fn burst(self) -> u32 {
        match self.unit {
            Unit::Second => self.requests,
            Unit::Minute | Unit::Hour => self.per_minute(),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.iter().find(|(_, unit)| *unit == self.unit).map_or("", |(word, _)| word);
        write!(formatter, "{}/{unit}", self.requests)
    }
}

impl Word for Rate {
    const EXPECTED: &'static str = "a request rate such as `100/min`";
    const PATTERN: &'static str = "^[1-9][0-9]*/(s|min|h)$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        parts(text).ok_or_else(|| {
            bad_value(
                format!("`{text}` is not a request rate"),
                "write requests per client and time: `10/s`, `100/min`, `5000/h`",
            )
        })
    }
}

word!(Rate, "Rate");

fn parts(text: &str) -> Option<Rate> {
    let (number, word) = text.split_once('/')?;
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    let requests = number.parse().ok().filter(|number| is_plain && *number > 0)?;
    let (_, unit) = UNITS.into_iter().find(|(name, _)| *name == word)?;
    Some(Rate { requests, unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_the_minute() {
        for (text, per_minute) in [("100/min", 100), ("10/s", 600), ("5000/h", 84), ("1/h", 1)] {
            let rate = Rate::parse(text).unwrap();
            assert_eq!((rate.per_minute(), rate.to_string().as_str()), (per_minute, text));
        }
        for (text, burst) in [("100/min", 100), ("10/s", 10), ("5000/h", 84)] {
            assert_eq!(Rate::parse(text).unwrap().burst(), burst);
        }
        for bad in ["100", "0/min", "100/day", "100 / min", "/min", "+5/min"] {
            assert!(Rate::parse(bad).is_err(), "{bad}");
        }
    }
}
