//! Prices.

use super::word::{Invalid, Word, bad_value, word};

/// A price in millionths of a currency, written `0.0952` or `12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price(u64);

/// The digits behind the point that count.
const DIGITS: usize = 6;

impl Price {
    /// Millionths of a currency.
    pub const fn millionths(self) -> u64 {
        self.0
    }
}

impl Word for Price {
    const EXPECTED: &'static str = "a price such as `0.0952`";
    const PATTERN: &'static str = "^[0-9]+(\\.[0-9]{1,6})?$";
    const TYPES: &'static [&'static str] = &["string", "number"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        let help = "write a number with at most six digits behind the point, such as `0.0952`, and the currency in `currency`";
        let invalid = || bad_value(format!("`{text}` is no price"), help);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) || fraction.len() > DIGITS || whole.len() > 9 {
            return Err(invalid());
        }
        let millionths = format!("{whole}{fraction:0<DIGITS$}").parse().map_err(|_| invalid())?;
        Ok(Self(millionths))
    }
}

word!(Price, "Price");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_millionths() {
        for (text, millionths) in [("0.0952", 95_200), ("12", 12_000_000), ("0", 0), ("1.000001", 1_000_001)] {
            assert_eq!(Price::parse(text).unwrap().millionths(), millionths, "{text}");
        }
        for bad in ["", ".", "1.", ".5", "-1", "1e3", "1.0000001", "12 EUR", "9999999999"] {
            assert!(Price::parse(bad).is_err(), "{bad}");
        }
    }
}
