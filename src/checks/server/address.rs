//! Networks as Kubernetes writes them: `10.0.0.0/8`.

use std::net::IpAddr;

/// A network: the first bits of its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// The network of a text; none if it is none. Bits behind the first ones are allowed, as they are in Kubernetes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let is_plain = bits.bytes().all(|byte| byte.is_ascii_digit()) && (bits == "0" || !bits.starts_with('0'));
        let bits: u8 = bits.parse().ok().filter(|_| is_plain)?;
        (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some(Self { address, bits })
    }

    /// Whether another network is a part of this one and not the whole.
    pub(super) fn has_inside(&self, other: &Self) -> bool {
        let same_bits = |mine: u128, theirs: u128, width: u32| {
            let shift = width.saturating_sub(u32::from(self.bits));
            mine.checked_shr(shift).unwrap_or(0) == theirs.checked_shr(shift).unwrap_or(0)
        };
        let begins_alike = match (self.address, other.address) {
            (IpAddr::V4(mine), IpAddr::V4(theirs)) => same_bits(u32::from(mine).into(), u32::from(theirs).into(), 32),
            (IpAddr::V6(mine), IpAddr::V6(theirs)) => same_bits(mine.into(), theirs.into(), 128),
            _ => false,
        };
        begins_alike && other.bits > self.bits
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn reads_networks() {
        for good in ["0.0.0.0/0", "10.0.0.5/8", "::/0", "fd00::/64", "1.2.3.4/32"] {
            assert!(Network::parse(good).is_some(), "{good}");
        }
        for bad in ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/08", "10.0.0.0/+8", "::/129", "a/8", "10.0.0.0/8/8"] {
            assert!(Network::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn knows_its_parts() {
        let network = |text| Network::parse(text).unwrap();
        assert!(network("0.0.0.0/0").has_inside(&network("169.254.169.254/32")));
        assert!(network("10.0.0.0/8").has_inside(&network("10.1.0.0/16")));
        assert!(network("::/0").has_inside(&network("fd00::/8")));
        assert!(!network("10.0.0.0/8").has_inside(&network("10.0.0.0/8")));
        assert!(!network("10.0.0.0/8").has_inside(&network("11.0.0.0/16")));
        assert!(!network("0.0.0.0/0").has_inside(&network("fd00::/8")));
    }
}
