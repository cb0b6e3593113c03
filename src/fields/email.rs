//! Addresses of mail.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// An address of mail, such as `ops@example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Word for Email {
    const EXPECTED: &'static str = "an address of mail, such as `ops@example.com`";
    const PATTERN: &'static str = "^[^@\\s<>,;]+@[^@\\s<>,;]+\\.[^@\\s<>,;]+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let plain = |part: &str| {
            !part.is_empty()
                && !part.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "@<>,;".contains(letter))
        };
        let is_domain =
            |domain: &str| plain(domain) && domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty());
        match text.split_once('@') {
            Some((person, domain)) if plain(person) && is_domain(domain) => Ok(Self(text.to_owned())),
            _ => Err(bad_value(
                format!("`{text}` is not an address of mail"),
                "write it as `ops@example.com`, without a name around it",
            )),
        }
    }
}

word!(Email, "Email");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_plain_addresses_only() {
        assert!(Email::parse("ops@example.com").is_ok() && Email::parse("a.b+c@mail.example.org").is_ok());
        for bad in ["", "ops", "ops@", "@example.com", "ops@example", "ops@example..com", "Ops <ops@example.com>", "a@b@c.d"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }
}
