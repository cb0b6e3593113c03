//! Paths of a host below which an entry lies.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// A path of a host with everything below it: `/`, `/api` or `/teams/vision`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathPrefix(String);

impl PathPrefix {
    /// The whole host.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// The path of an entry that asks for no other: `/NAME`.
    pub fn of(name: &str) -> Self {
        Self(format!("/{name}"))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the whole host.
    pub fn is_root(&self) -> bool {
        self.0 == "/"
    }
}

impl fmt::Display for PathPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Word for PathPrefix {
    const EXPECTED: &'static str = "a path of the host, such as `/api`";
    const PATTERN: &'static str = "^/([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?$";

    /// These are the letters that every controller takes as they are: ingress-nginx refuses paths with any other
    /// (internal/ingress/inspector/rules.go, 2026-03-20), and AWS reads `*` and `?` as wildcards.
    fn parse(text: &str) -> Result<Self, Invalid> {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_segment = |segment: &str| !segment.is_empty() && segment != "." && segment != ".." && segment.bytes().all(letter);
        if text == "/" || text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment)) {
            return Ok(Self(text.to_owned()));
        }
        let help = if text.len() > 1 && text.starts_with('/') && text.ends_with('/') {
            "leave out the `/` at the end: a path always takes with it what lies below"
        } else {
            "start it with `/`; use letters, digits, `-`, `_` and `.`, as in `/api`"
        };
        Err(bad_value(format!("`{text}` is not a path of a host"), help))
    }
}

word!(PathPrefix, "PathPrefix");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_whole_segments_only() {
        for good in ["/", "/api", "/teams/vision", "/v1.0"] {
            assert!(PathPrefix::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "api", "/api/", "//", "/a//b", "/a/../b", "/.", "/a b", "/a?b", "/a*", "/$x", "/a:b"] {
            assert!(PathPrefix::parse(bad).is_err(), "{bad}");
        }
        assert!(PathPrefix::root().is_root() && !PathPrefix::of("api").is_root());
    }
}
