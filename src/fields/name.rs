//! Names of entries, namespaces and other objects.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// The longest DNS label, and so the longest name of a Service, a namespace or a label value.
pub(super) const LABEL_LENGTH: usize = 63;

/// A DNS label as RFC 1035 has it: the strictest of Kubernetes' name forms, which Services need, and so right for all.
///
/// Source: Kubernetes documentation, "Object Names and IDs", RFC 1035 Label Names (2026-11).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Word for Name {
    const EXPECTED: &'static str = "a name of lower-case letters, digits and `-`, such as `loan-api`";
    const PATTERN: &'static str = "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let bytes = text.as_bytes();
        let fits = text.len() <= LABEL_LENGTH
            && bytes.first().is_some_and(u8::is_ascii_lowercase)
            && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(invalid(text)) }
    }
}

word!(Name, "Name");

fn invalid(text: &str) -> Invalid {
    if text.len() > LABEL_LENGTH {
        return Invalid::new(
            codes::BAD_NAME,
            format!("`{text}` has {} characters, a name may have {LABEL_LENGTH}", text.len()),
            "shorten it; names of derived objects grow by a suffix",
        );
    }
    let help = match repaired(text) {
        Some(name) => format!("write `{name}`: lower-case letters, digits and `-`, a letter first, no `-` last"),
        None => "use lower-case letters, digits and `-`, a letter first, no `-` last".to_owned(),
    };
    Invalid::new(codes::BAD_NAME, format!("`{text}` is not a name that Kubernetes takes"), help)
}

/// The nearest name, if enough of the text remains.
fn repaired(text: &str) -> Option<String> {
    let lower: String =
        text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }).collect();
    let name = lower.trim_start_matches(|letter: char| !letter.is_ascii_lowercase()).trim_end_matches('-');
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_labels_only() {
        for good in ["a", "loan-api", "a1", &"a".repeat(63)] {
            assert!(Name::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "Loan", "1a", "-a", "a-", "a_b", "a.b", "ä", &"a".repeat(64)] {
            assert!(Name::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn offers_the_nearest_name() {
        assert!(Name::parse("Loan_API").unwrap_err().help.contains("`loan-api`"));
    }
}
