//! Currencies.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// What prices are in, as people write it behind them: `EUR`, `USD`, `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency(String);

impl Word for Currency {
    const EXPECTED: &'static str = "a currency such as `EUR`";
    const PATTERN: &'static str = "^[^\\s0-9]{1,8}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_plain = |letter: char| letter.is_alphabetic() || "$€£¥₹".contains(letter);
        if (1..=8).contains(&text.chars().count()) && text.chars().all(is_plain) {
            return Ok(Self(text.to_owned()));
        }
        Err(bad_value(format!("`{text}` is no currency"), "write one short word, such as `EUR` or `USD`"))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

word!(Currency, "Currency");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_one_short_word() {
        for good in ["EUR", "$", "credits"] {
            assert_eq!(Currency::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "US dollars", "1EUR", "\u{1b}[2J", "\u{202e}", "millionsofeuros"] {
            assert!(Currency::parse(bad).is_err(), "{bad}");
        }
    }
}
