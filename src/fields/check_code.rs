//! Codes of findings.

use super::word::{Invalid, Word, bad_value, word};
use crate::diag::{Code, codes, nearest};

/// The code of a finding, such as `MLK0504`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckCode(Code);

impl From<CheckCode> for Code {
    fn from(code: CheckCode) -> Self {
        code.0
    }
}

impl Word for CheckCode {
    const EXPECTED: &'static str = "the code of a finding such as `MLK0504`";
    const PATTERN: &'static str = "^MLK[0-9]{4}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        Code::by_id(text).map(Self).ok_or_else(|| {
            let near = nearest(text, codes::ALL.iter().map(|code| code.id));
            let near = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
            bad_value(
                format!("there is no code `{text}`"),
                format!("a code stands in brackets at the beginning of each finding{near}"),
            )
        })
    }
}

word!(CheckCode, "CheckCode");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_codes_that_there_are() {
        assert_eq!(Code::from(CheckCode::parse("MLK0504").unwrap()), codes::POD_SECURITY);
        for bad in ["MLK9999", "0504", "mlk0504", ""] {
            assert!(CheckCode::parse(bad).is_err(), "{bad}");
        }
    }
}
