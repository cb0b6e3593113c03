//! Shares of a whole that need more than whole per cent.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// A share above 0 and below 100 per cent, with up to three digits behind the point, written `99.9%` or `0.5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio {
    /// Thousandths of a per cent.
    thousandths: u32,
}

/// The whole, in thousandths of a per cent.
const WHOLE: u32 = 100_000;

impl Ratio {
    /// A share that the code names, in thousandths of a per cent.
    pub const fn from_thousandths(thousandths: u32) -> Self {
        Self { thousandths }
    }

    /// What is missing to the whole: the budget of errors that an objective leaves.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self { thousandths: WHOLE - self.thousandths }
    }

    /// The share of one as a decimal number, `0.999` for `99.9%`. Written from whole numbers, so that no binary fraction shows.
    pub fn decimal(self) -> String {
        let digits = format!("{:05}", self.thousandths);
        format!("0.{}", digits.trim_end_matches('0'))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.thousandths / 1_000, format!("{:03}", self.thousandths % 1_000));
        match rest.trim_end_matches('0') {
            "" => write!(formatter, "{whole}%"),
            rest => write!(formatter, "{whole}.{rest}%"),
        }
    }
}

impl Word for Ratio {
    const EXPECTED: &'static str = "a share such as `99.9%` or `1%`";
    const PATTERN: &'static str = "^[0-9]{1,2}(\\.[0-9]{1,3})?%$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        thousandths(text).map(Self::from_thousandths).ok_or_else(|| {
            let help = match thousandths(&format!("{text}%")) {
                Some(number) => format!("write `{}`", Self::from_thousandths(number)),
                None => "write a share above `0%` and below `100%`, with at most three digits behind the point".to_owned(),
            };
            bad_value(format!("`{text}` is not a share"), help)
        })
    }
}

word!(Ratio, "Ratio");

fn thousandths(text: &str) -> Option<u32> {
    let number = text.strip_suffix('%')?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let are_digits = |digits: &str, most: usize| {
        !digits.is_empty() && digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !are_digits(whole, 2) || !are_digits(fraction, 3) {
        return None;
    }
    let thousandths = whole.parse::<u32>().ok()? * 1_000 + format!("{fraction:0<3}").parse::<u32>().ok()?;
    (thousandths > 0).then_some(thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_whole_numbers() {
        for (text, decimal, rest) in
            [("99.9%", "0.999", "0.001"), ("1%", "0.01", "0.99"), ("99.995%", "0.99995", "0.00005"), ("50%", "0.5", "0.5")]
        {
            let ratio = Ratio::parse(text).unwrap();
            assert_eq!((ratio.decimal().as_str(), ratio.rest().decimal().as_str()), (decimal, rest), "{text}");
            assert_eq!(ratio.to_string(), text);
        }
        for bad in ["0%", "100%", "99.9", "99.9999%", "-1%", "1.%", ".5%", "%", "0.0%"] {
            assert!(Ratio::parse(bad).is_err(), "{bad}");
        }
    }
}
