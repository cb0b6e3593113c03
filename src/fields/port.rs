//! TCP ports.

use super::word::{Invalid, Word, word};
use crate::diag::codes;

/// A TCP port from 1 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port(u16);

impl Port {
    /// A port that the code names.
    ///
    /// # Panics
    ///
    /// Panics on zero, which is no port; as a constant it does not compile.
    pub const fn new(number: u16) -> Self {
        assert!(number != 0, "zero is no port");
        Self(number)
    }

    /// The number.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl Word for Port {
    const EXPECTED: &'static str = "a port from 1 to 65535";
    const PATTERN: &'static str = "^[0-9]{1,5}$";
    const TYPES: &'static [&'static str] = &["integer"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        match digits(text) {
            Some(number) => Ok(Self(number)),
            None => Err(Invalid::new(
                codes::BAD_PORT,
                format!("`{text}` is not a port"),
                "write the number on which the container listens, from 1 to 65535; the Service maps it by itself",
            )),
        }
    }
}

word!(Port, "Port", { "minimum": 1, "maximum": 65_535 });

fn digits(text: &str) -> Option<u16> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|number| is_plain && *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_numbers_in_range() {
        assert_eq!(Port::parse("8000").unwrap().number(), 8000);
        for bad in ["0", "65536", "-1", "http", "8000:80", "+80", ""] {
            assert!(Port::parse(bad).is_err(), "{bad}");
        }
    }
}
