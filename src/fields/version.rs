//! Versions of programs.

use super::word::{Invalid, Word, bad_value, word};

/// A version of three numbers, such as `3.17.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionNumber(String);

impl VersionNumber {
    /// The version as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Word for VersionNumber {
    const EXPECTED: &'static str = "a version such as `3.17.2`";
    const PATTERN: &'static str = "^[0-9]+\\.[0-9]+\\.[0-9]+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let parts: Vec<&str> = text.split('.').collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if parts.len() == 3 && parts.iter().all(is_number) {
            return Ok(Self(text.to_owned()));
        }
        Err(bad_value(format!("`{text}` is not a version"), "write all three numbers, without `v`: `3.17.2`"))
    }
}

word!(VersionNumber, "Version");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_three_numbers() {
        assert_eq!(VersionNumber::parse("3.17.2").unwrap().as_str(), "3.17.2");
        for bad in ["3.17", "v3.17.2", "3.17.2-full", "latest", "3..2", ""] {
            assert!(VersionNumber::parse(bad).is_err(), "{bad}");
        }
    }
}
