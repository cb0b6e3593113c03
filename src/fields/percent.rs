//! Shares of a whole.

use super::word::{Invalid, Word, bad_value, word};

/// A share in whole per cent, from 1 to 100, written `70%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u8);

impl Percent {
    /// The number before the sign.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl Word for Percent {
    const EXPECTED: &'static str = "a share such as `70%`";
    const PATTERN: &'static str = "^([1-9][0-9]?|100)%$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        text.strip_suffix('%')
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0'))
            .and_then(|digits| digits.parse().ok())
            .filter(|number| (1..=100).contains(number))
            .map(Self)
            .ok_or_else(|| {
                let help = match text.parse::<u8>() {
                    Ok(number) if (1..=100).contains(&number) => format!("write `{number}%`"),
                    _ => "write whole per cent from `1%` to `100%`".to_owned(),
                };
                bad_value(format!("`{text}` is not a share"), help)
            })
    }
}

word!(Percent, "Percent");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_one_to_a_hundred() {
        assert_eq!(Percent::parse("70%").unwrap().number(), 70);
        for bad in ["0%", "101%", "70", "7.5%", "+7%", "%", "07%"] {
            assert!(Percent::parse(bad).is_err(), "{bad}");
        }
    }
}
