//! What marks requests: headers and cookies.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// The longest that the Gateway API takes for a header's name (gateway.networking.k8s.io/v1 `HTTPHeaderName`, v1.6).
const LENGTH: usize = 256;

/// The name of a header, such as `X-Model`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderName(String);

/// The value of a header that is asked for, such as `v2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderValue(String);

/// The name of a cookie, such as `early-access`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieName(String);

impl Word for HeaderName {
    const EXPECTED: &'static str = "the name of a header such as `X-Model`";
    const PATTERN: &'static str = "^[A-Za-z0-9][A-Za-z0-9-]*$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
            && text.len() <= LENGTH
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        // nginx drops headers with `_` without a word (`underscores_in_headers`), so that none is taken that only some would see.
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value(format!("`{text}` is not the name of a header"), "use letters, digits and `-`, as in `X-Model`"))
        }
    }
}

/// Letters, digits, `.`, `_` and `-`: what every controller takes literally.
fn is_plain(text: &str) -> bool {
    (1..=LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

impl Word for HeaderValue {
    const EXPECTED: &'static str = "the value of a header such as `v2`";
    const PATTERN: &'static str = "^[A-Za-z0-9._-]+$";
    const TYPES: &'static [&'static str] = &["string", "number"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_plain(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value(
                format!("`{text}` is no value of a header that every load balancer can compare"),
                "use letters, digits, `.`, `_` and `-`",
            ))
        }
    }
}

impl Word for CookieName {
    const EXPECTED: &'static str = "the name of a cookie such as `early-access`";
    const PATTERN: &'static str = "^[A-Za-z0-9._-]+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_plain(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value(format!("`{text}` is not the name of a cookie"), "use letters, digits, `.`, `_` and `-`"))
        }
    }
}

word!(HeaderName, "HeaderName");
word!(HeaderValue, "HeaderValue");
word!(CookieName, "CookieName");

impl fmt::Display for HeaderName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for HeaderValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for CookieName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_every_controller_takes() {
        assert!(HeaderName::parse("X-Model").is_ok() && HeaderValue::parse("v2.1_b").is_ok());
        for bad in ["", "X_Model", "X Model", "-X", "X:Y", &"a".repeat(257)] {
            assert!(HeaderName::parse(bad).is_err(), "{bad}");
        }
        for bad in ["", "a b", "a\"b", "a;b", "ä", "$x"] {
            assert!(HeaderValue::parse(bad).is_err() && CookieName::parse(bad).is_err(), "{bad}");
        }
    }
}
