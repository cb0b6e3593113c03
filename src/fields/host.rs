//! Names under which the world reaches a service.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// A DNS host name in lower case, such as `mlflow.example.com`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Host(String);

impl Host {
    /// The host as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Word for Host {
    const EXPECTED: &'static str = "a host name such as `mlflow.example.com`";
    const PATTERN: &'static str = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_host(text) {
            return Ok(Self(text.to_owned()));
        }
        let help = if text.contains("://") || text.contains('/') {
            "write the host alone, without scheme, port and path"
        } else if text.starts_with("*.") {
            "a wildcard takes every name of the domain, yours and others'; name the one host"
        } else {
            "use lower-case letters, digits, `-` and at least one `.`, as in `mlflow.example.com`"
        };
        Err(bad_value(format!("`{text}` is not a host name"), help))
    }
}

word!(Host, "Host");

/// Whether the text is a DNS name of two or more labels (RFC 1123; at most 253 characters, labels of at most 63).
pub(super) fn is_host(text: &str) -> bool {
    text.len() <= 253
        && text.contains('.')
        && !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !label.is_empty() && label.len() <= 63 && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_host_names_only() {
        for good in ["mlflow.example.com", "a.b", "db-1.eu-west.example.org"] {
            assert!(Host::parse(good).is_ok(), "{good}");
        }
        for bad in ["localhost", "https://a.b", "a.b/c", "A.b", "a..b", "-a.b", "10.0.0.1", "*.a.b", "a.b:80", ""] {
            assert!(Host::parse(bad).is_err(), "{bad}");
        }
    }
}
