//! Addresses of web pages.

use super::word::{Invalid, Word, bad_value, word};
use super::{Host, HttpPath};
use std::fmt;

/// The address below which pages are found, such as `https://runbooks.example.com/ml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// The address of a page below.
    pub fn page(&self, name: &str) -> String {
        format!("{}/{name}", self.0)
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Word for WebAddress {
    const EXPECTED: &'static str = "the address of a web page such as `https://runbooks.example.com`";
    const PATTERN: &'static str = "^https?://[^\\s@?#]+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_address = rest.is_some_and(|rest| match rest.trim_end_matches('/').split_once('/') {
            Some((host, path)) => is_authority(host) && HttpPath::parse(&format!("/{path}")).is_ok(),
            None => is_authority(rest.trim_end_matches('/')),
        });
        if is_address && !text.contains(['@', '?', '#']) && !text.contains(char::is_whitespace) {
            return Ok(Self(text.trim_end_matches('/').to_owned()));
        }
        Err(bad_value(
            format!("`{text}` is not the address of web pages"),
            "write scheme, host and perhaps a path, without a query: `https://runbooks.example.com/ml`",
        ))
    }
}

word!(WebAddress, "WebAddress");

/// A host and perhaps a port.
fn is_authority(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    Host::parse(host).is_ok() && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_pages_and_nothing_else() {
        for (text, page) in [
            ("https://runbooks.example.com", "https://runbooks.example.com/TargetDown"),
            ("https://wiki.example.com:8443/ml/runbooks/", "https://wiki.example.com:8443/ml/runbooks/TargetDown"),
        ] {
            assert_eq!(WebAddress::parse(text).unwrap().page("TargetDown"), page);
        }
        for bad in [
            "runbooks.example.com",
            "ftp://example.com",
            "https://",
            "https://a b.com",
            "https://u:p@example.com/x",
            "https://example.com/?page=",
            "https://example.com:0",
            "https://example.com/#x",
        ] {
            assert!(WebAddress::parse(bad).is_err(), "{bad}");
        }
    }
}
