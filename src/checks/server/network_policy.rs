//! Network policies: peers, networks and ports.

use super::address::Network;
use super::forms::is_port_name;
use super::look::given;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::{Mapping, Node};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_PEER,
            "\
What: a peer of a network policy that is nobody, or an address block and pods at once.
Why: the API server refuses the policy.
Example: `from: [{}]`, or `ipBlock` beside `podSelector` in one item of the list.
Fix: write an item for each; everybody is no `from` at all, or `namespaceSelector: {}`.",
        ),
        (
            codes::BAD_NETWORK,
            "\
What: a network that is none, or an exception that does not lie in the network.
Why: the API server refuses the policy.
Example: `cidr: 10.0.0.5`, or `cidr: 10.0.0.0/8` with `except: [192.168.0.0/16]`.
Fix: write an address and a number of bits: `10.0.0.5/32`.",
        ),
        (
            codes::BAD_POLICY_PORT,
            "\
What: a range of ports that ends before it begins, or that begins with a name.
Why: the API server refuses the policy.
Example: `port: http` with `endPort: 8090`.
Fix: write two numbers, the second not smaller than the first.",
        ),
        (
            codes::EVERYBODY_IS_PEER,
            "\
What: a rule of a network policy with an empty list of peers.
Why: to Kubernetes an empty list is the same as none: everybody may. Who writes it mostly means nobody.
Example: `ingress: [{from: []}]`, which lets everybody in; `ingress: []` lets nobody in.
Fix: write `ingress: []` for nobody, and leave `from` out for everybody.",
        ),
    ],
    rule: Rule::Object(run),
};

/// Kubernetes `pkg/apis/networking/validation`, `ValidateNetworkPolicySpec`, 2026-10.
fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    let Some(spec) = object.spec().filter(|_| object.is("networking.k8s.io", "NetworkPolicy")) else { return };
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in spec.items(direction) {
            if let Some(list) = given(rule, peers).filter(|list| list.as_sequence().is_some_and(<[Node]>::is_empty)) {
                let found = object.warning(codes::EVERYBODY_IS_PEER, list, format!("`{peers}: []` means everybody"));
                report.push(found.help(format!("write `{direction}: []` for nobody, and leave `{peers}` out for everybody")));
            }
            for peer in rule.items(peers) {
                check_peer(object, peer, report);
            }
            for port in rule.items("ports") {
                check_port(object, port, report);
            }
        }
    }
}

fn check_peer<'a>(object: Object<'a>, peer: &'a Node, report: &mut Report) {
    let selects = given(peer, "podSelector").or_else(|| given(peer, "namespaceSelector"));
    let Some(block) = given(peer, "ipBlock") else {
        if selects.is_none() && peer.as_mapping().is_some_and(Mapping::is_empty) {
            let found = object.error(codes::BAD_PEER, peer, "a peer that is nobody");
            report.push(found.help("write `podSelector`, `namespaceSelector` or `ipBlock`"));
        }
        return;
    };
    if let Some(selector) = selects {
        let found = object.error(codes::BAD_PEER, selector, "a peer is a block of addresses or pods, not both");
        report.push(found.related(object.place(block), "the block is here").help("write an item of the list for each"));
    }
    let Some((place, text)) = given(block, "cidr").and_then(|node| Some((node, node.as_str()?))) else { return };
    let Some(network) = Network::parse(text) else {
        let found = object.error(codes::BAD_NETWORK, place, format!("`{text}` is no network"));
        report.push(found.help("write an address and a number of bits: `10.0.0.0/8`"));
        return;
    };
    for exception in block.items("except") {
        let Some(other) = exception.as_str() else { continue };
        if !Network::parse(other).is_some_and(|other| network.has_inside(&other)) {
            let found = object.error(codes::BAD_NETWORK, exception, format!("`{other}` is no part of {text}"));
            report.push(found.help("except what lies in the network, and is smaller"));
        }
    }
}

fn check_port<'a>(object: Object<'a>, port: &'a Node, report: &mut Report) {
    let (first, last) = (given(port, "port"), given(port, "endPort"));
    if let Some((place, text)) = first.and_then(|node| Some((node, node.as_str()?)))
        && !is_port_name(text)
    {
        let found = object.error(codes::BAD_POLICY_PORT, place, format!("`{text}` cannot be the name of a port"));
        report.push(found.help("write the number without quotes, or the name of a port"));
    }
    let Some(last) = last else { return };
    let message = match first.map(|first| (first.as_integer(), last.as_integer())) {
        None => "a range of ports has an end and no beginning".to_owned(),
        Some((None, _)) => "a range of ports begins with a name".to_owned(),
        Some((Some(first), Some(last))) if last < first => {
            format!("a range of ports ends at {last}, before it begins at {first}")
        }
        _ => return,
    };
    report.push(object.error(codes::BAD_POLICY_PORT, last, message).help("write two numbers, `port` and `endPort`"));
}
