//! Network policies that let pods reach the metadata of their node.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[(
        codes::METADATA_REACHABLE,
        "\
What: a network policy that lets pods reach every address of the internet, and with them 169.254.169.254 on port 80.
Why: there a cloud tells the node who it is. A pod that can ask, or that can be made to ask by a forged URL, acts as the node: it pulls
images, reads buckets and lists machines.
Example: `egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]`.
Fix: add `except: [169.254.0.0/16]` to the block, or let pods reach port 443 only.",
    )],
    rule: Rule::Object(run),
};

/// Where AWS, Google Cloud and Azure answer (their documentation, 2026-11).
const METADATA: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 254);

/// How long the prefix of a block is that means the internet. Who names the address itself means it: on GKE pods get their own identity
/// there (documentation of Workload Identity Federation for GKE, 2026-11).
const WIDE: RangeInclusive<u32> = 0..=15;

fn run(policy: Object<'_>, _: &Context<'_>, report: &mut Report) {
    let Some(spec) = policy.spec().filter(|_| policy.is("networking.k8s.io", "NetworkPolicy")) else { return };
    for rule in spec.items("egress").iter().filter(|rule| reaches_http(rule)) {
        for block in rule.items("to").iter().filter_map(|peer| peer.get("ipBlock")) {
            let Some(cidr) = block.get("cidr").filter(|cidr| covers(cidr, WIDE)) else { continue };
            if !block.items("except").iter().any(|block| covers(block, 0..=32)) {
                let message = "pods can reach the metadata of their node, 169.254.169.254";
                let found = policy.warning(codes::METADATA_REACHABLE, cidr, message);
                report.push(found.help("add `except: [169.254.0.0/16]`, or `ports: [{port: 443}]`"));
            }
        }
    }
}

/// Whether a rule lets TCP through to port 80.
fn reaches_http(rule: &Node) -> bool {
    let ports = rule.items("ports");
    let is_http = |port: &Node| {
        let is_tcp = matches!(port.text("protocol"), None | Some("TCP"));
        let Some(number) = port.get("port") else { return is_tcp };
        let Some(first) = number.as_integer() else { return false };
        is_tcp && (first..=port.integer("endPort").unwrap_or(first)).contains(&80)
    };
    ports.is_empty() || ports.iter().any(is_http)
}

/// Whether a block of one of these lengths has the address of the metadata in it.
fn covers(cidr: &Node, lengths: RangeInclusive<u32>) -> bool {
    let parse = |text: &str| {
        let (address, length) = text.split_once('/')?;
        let (address, length): (Ipv4Addr, u32) = (address.parse().ok()?, length.parse().ok()?);
        if !lengths.contains(&length) {
            return None;
        }
        let mask = u32::MAX.checked_shl(32_u32.checked_sub(length)?).unwrap_or(0);
        Some(address.to_bits() & mask == METADATA.to_bits() & mask)
    };
    cidr.as_str().and_then(parse).unwrap_or(false)
}
