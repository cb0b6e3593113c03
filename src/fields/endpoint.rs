//! Addresses of servers with scheme and port.

use super::host::is_host;
use super::port::Port;
use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// The address of a server without a path, such as `https://s3.example.com:9000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    tls: bool,
    host: String,
    port: u16,
}

impl Endpoint {
    /// The port, which the scheme implies if it is not said.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(formatter, "{scheme}://{}", self.host)?;
        if self.port == implied_port(self.tls) { Ok(()) } else { write!(formatter, ":{}", self.port) }
    }
}

fn implied_port(tls: bool) -> u16 {
    if tls { 443 } else { 80 }
}

impl Word for Endpoint {
    const EXPECTED: &'static str = "an address such as `https://s3.example.com`";
    const PATTERN: &'static str = "^https?://[a-z0-9.-]+(:[0-9]+)?/?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        // The text is not repeated: it may hold a password.
        let invalid = |help: &str| bad_value("this is not the address of a server", help);
        let (tls, rest) = match text.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => return Err(invalid("begin with `https://` or `http://`")),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, Port::parse(port).ok().map(Port::number)),
            None => (rest, Some(implied_port(tls))),
        };
        let is_address = host.parse::<std::net::Ipv4Addr>().is_ok();
        match port {
            Some(port) if is_host(host) || is_address => Ok(Self { tls, host: host.to_owned(), port }),
            _ => Err(invalid("write scheme, host and perhaps a port, without path and user: `https://s3.example.com:9000`")),
        }
    }
}

word!(Endpoint, "Endpoint");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_scheme_host_and_port() {
        for (text, written, port) in [
            ("https://s3.example.com", "https://s3.example.com", 443),
            ("https://s3.example.com:443/", "https://s3.example.com", 443),
            ("http://10.0.0.1:9000", "http://10.0.0.1:9000", 9_000),
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!((endpoint.to_string().as_str(), endpoint.port()), (written, port));
        }
        for bad in
            ["s3.example.com", "ftp://a.b", "https://a.b/path", "https://u:p@a.b", "https://a.b:0", "https://", "https://a b.c"]
        {
            assert!(Endpoint::parse(bad).is_err(), "{bad}");
        }
    }
}
