//! References to secrets.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// A key of a Secret, written `secret(name/key)`. The value itself never stands in a spec.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretKey {
    /// The Secret.
    pub name: String,
    /// The key in it.
    pub key: String,
}

/// A whole Secret, written `secret(name)`; which keys it must have depends on who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretName(String);

impl SecretName {
    /// The Secret of this name, which the code has derived from a checked name.
    pub fn derived(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name of the Secret.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One key of this Secret.
    pub fn key(&self, key: &str) -> SecretKey {
        SecretKey { name: self.0.clone(), key: key.to_owned() }
    }
}

impl fmt::Display for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "secret({}/{})", self.name, self.key)
    }
}

impl Word for SecretKey {
    const EXPECTED: &'static str = "a key of a Secret, `secret(name/key)`";
    const PATTERN: &'static str = "^secret\\([a-z0-9.-]+/[A-Za-z0-9._-]+\\)$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |message: &str, help: &str| Err(Invalid::new(codes::BAD_SECRET_REFERENCE, message, help));
        let Some(inner) = inside(text) else {
            return Err(not_a_reference("name the Secret and its key: `secret(loan-api-keys/api-key)`"));
        };
        match inner.split_once('/') {
            Some((name, key)) if is_object_name(name) && is_data_key(key) => {
                Ok(Self { name: name.to_owned(), key: key.to_owned() })
            }
            Some(_) => invalid(
                &format!("`{text}` names no key of a Secret"),
                "a Secret's name has lower-case letters, digits, `-` and `.`; a key letters, digits, `-`, `_` and `.`",
            ),
            None => invalid(&format!("`{text}` lacks the key"), &format!("name the key too: `secret({inner}/KEY)`")),
        }
    }
}

impl Word for SecretName {
    const EXPECTED: &'static str = "a Secret, `secret(name)`";
    const PATTERN: &'static str = "^secret\\([a-z0-9.-]+\\)$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |message: String, help: String| Err(Invalid::new(codes::BAD_SECRET_REFERENCE, message, help));
        let Some(inner) = inside(text) else {
            return Err(not_a_reference("name the Secret: `secret(mlflow-db)`"));
        };
        match inner.split_once('/') {
            Some((name, _)) => invalid(format!("`{text}` names one key"), format!("name the whole Secret: `secret({name})`")),
            None if is_object_name(inner) => Ok(Self(inner.to_owned())),
            None => {
                invalid(format!("`{text}` names no Secret"), "its name has lower-case letters, digits, `-` and `.`".to_owned())
            }
        }
    }
}

word!(SecretKey, "SecretKey");
word!(SecretName, "SecretName");

/// A text where a reference has to stand is most likely the secret itself, so it is treated as one.
fn not_a_reference(help: &str) -> Invalid {
    Invalid::new(codes::LITERAL_CREDENTIAL, "this is not a reference to a secret", help)
}

/// What stands between `secret(` and `)`.
fn inside(text: &str) -> Option<&str> {
    text.strip_prefix("secret(")?.strip_suffix(')')
}

/// Whether the text looks like a reference, right or wrong, so that it is read as one.
pub(super) fn is_reference(text: &str) -> bool {
    text.starts_with("secret(")
}

fn is_object_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    name.len() <= 253 && name.bytes().all(inner) && edge(name.bytes().next()) && edge(name.bytes().last())
}

fn is_data_key(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= 253
        && key != "."
        && key != ".."
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_references() {
        let key = SecretKey::parse("secret(loan-api-keys/api-key)").unwrap();
        assert_eq!((key.name.as_str(), key.key.as_str()), ("loan-api-keys", "api-key"));
        assert!(SecretName::parse("secret(mlflow-db)").is_ok());
        for bad in ["secret(a)", "secret(/a)", "secret(a/)", "secret(A/b)", "secret(a/b/c)"] {
            assert_eq!(SecretKey::parse(bad).unwrap_err().code, codes::BAD_SECRET_REFERENCE, "{bad}");
        }
        assert!(SecretName::parse("secret(a/b)").unwrap_err().help.contains("`secret(a)`"));
    }

    #[test]
    fn a_value_in_the_wrong_place_is_not_repeated() {
        let invalid = SecretKey::parse("hunter2").unwrap_err();
        assert!(!invalid.to_string().contains("hunter2"));
        assert_eq!(invalid.code, codes::LITERAL_CREDENTIAL);
    }
}
