//! Names of alerts.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// The name of an alert: a word of letters and digits, such as `QueueStuck`. It is a label's value and the end of an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertName(String);

impl AlertName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlertName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The longest name that a label of an alert can hold in most receivers.
const LENGTH: usize = 63;

impl Word for AlertName {
    const EXPECTED: &'static str = "the name of an alert such as `QueueStuck`";
    const PATTERN: &'static str = "^[A-Za-z][A-Za-z0-9_]*$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        if is_word && text.len() <= LENGTH {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            codes::BAD_NAME,
            format!("`{text}` cannot be the name of an alert"),
            "use at most 63 letters, digits and `_`, a letter first, as in `QueueStuck`",
        ))
    }
}

word!(AlertName, "AlertName");
