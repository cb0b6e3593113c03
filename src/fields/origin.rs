//! Where requests come from.

use super::address::Cidr;
use super::name::Name;
use super::word::{Invalid, Word, word};

/// Where requests come from: a block of addresses, `192.168.0.0/16`, or a namespace, `envoy-gateway-system`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Addresses of a load balancer outside the cluster.
    Block(Cidr),
    /// All pods of a namespace.
    Namespace(Name),
}

impl Word for Origin {
    const EXPECTED: &'static str = "a block of addresses such as `192.168.0.0/16`, or the name of a namespace";
    const PATTERN: &'static str = "^([0-9a-fA-F.:]+/[0-9]{1,3}|[a-z][a-z0-9-]*)$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_address = text.contains('/') || text.starts_with(|letter: char| letter.is_ascii_digit());
        if is_address { Cidr::parse(text).map(Self::Block) } else { Name::parse(text).map(Self::Namespace) }
    }
}

word!(Origin, "Origin");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_addresses_from_namespaces() {
        assert!(matches!(Origin::parse("10.0.0.0/8"), Ok(Origin::Block(_))));
        assert!(matches!(Origin::parse("envoy-gateway-system"), Ok(Origin::Namespace(_))));
        assert!(Origin::parse("10.0.0.1").is_err() && Origin::parse("Envoy").is_err());
    }
}
