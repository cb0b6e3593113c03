//! Blocks of addresses.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;
use std::net::IpAddr;

/// A block of IP addresses in CIDR form, such as `192.168.0.0/16`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cidr(String);

impl Cidr {
    /// The block as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Word for Cidr {
    const EXPECTED: &'static str = "a block of addresses such as `192.168.0.0/16`";
    const PATTERN: &'static str = "^[0-9a-fA-F.:]+/[0-9]{1,3}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = text.split_once('/').is_some_and(|(address, bits)| match (address.parse(), bits.parse::<u8>()) {
            (Ok(IpAddr::V4(_)), Ok(bits)) => bits <= 32,
            (Ok(IpAddr::V6(_)), Ok(bits)) => bits <= 128,
            _ => false,
        });
        if fits {
            return Ok(Self(text.to_owned()));
        }
        let help = match text.parse::<IpAddr>() {
            Ok(IpAddr::V4(_)) => format!("for this one address write `{text}/32`"),
            _ => "write an address and the bits that count, as in `192.168.0.0/16`".to_owned(),
        };
        Err(bad_value(format!("`{text}` is not a block of addresses"), help))
    }
}

word!(Cidr, "Cidr");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_blocks_only() {
        assert!(Cidr::parse("10.0.0.0/8").is_ok() && Cidr::parse("fd00::/8").is_ok());
        for bad in ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "a/8", ""] {
            assert!(Cidr::parse(bad).is_err(), "{bad}");
        }
    }
}
