"""Whether the network policies of a bundle let one pod connect to another."""

import ipaddress
from dataclasses import dataclass

from .bundle import matches
from .strict import Unsupported, only


def allowed(cluster, client, server, port, protocol="TCP"):
    """Both sides have to agree: the client's egress and the server's ingress. `port` is the one on which the container listens."""
    opened = Opened(server, port, protocol)
    return side(cluster, "Egress", client, server, opened) and side(cluster, "Ingress", server, client, opened)


@dataclass
class Opened:
    """The port of a server that a client wants to reach."""

    server: object
    number: int
    protocol: str

    def fits(self, rule):
        if "endPort" in rule:
            raise Unsupported("a range of ports in a network policy")
        if rule.get("protocol", "TCP") != self.protocol:
            return False
        return "port" not in rule or rule["port"] == self.number or self.is_named(rule["port"])

    def is_named(self, name):
        return isinstance(name, str) and self.server.port_number(name) == self.number


def side(cluster, direction, pod, peer, opened):
    policies = [
        policy["spec"]
        for policy in cluster.bundle.of_kind("NetworkPolicy")
        if policy["metadata"]["namespace"] == pod.namespace
        and direction in policy["spec"]["policyTypes"]
        and matches(policy["spec"]["podSelector"], pod.labels)
    ]
    key, peers = ("egress", "to") if direction == "Egress" else ("ingress", "from")
    rules = [rule for policy in policies for rule in policy.get(key, [])]
    fits = any(chooses(cluster, rule.get(peers), pod, peer) and opens(rule.get("ports"), opened) for rule in rules)
    return fits or not policies


def chooses(cluster, peers, pod, peer):
    return not peers or any(is_meant(cluster, one, pod, peer) for one in peers)


def is_meant(cluster, one, pod, peer):
    only("a peer of a network policy", one, "podSelector", "namespaceSelector", "ipBlock")
    if "ipBlock" in one:
        address, block = ipaddress.ip_address(peer.address), one["ipBlock"]
        left_out = any(address in ipaddress.ip_network(part) for part in block.get("except", []))
        return address in ipaddress.ip_network(block["cidr"]) and not left_out
    if "namespaceSelector" in one:
        if not matches(one["namespaceSelector"], cluster.namespace_labels(peer.namespace)):
            return False
    elif peer.namespace != pod.namespace:
        return False
    return matches(one.get("podSelector", {}), peer.labels)


def opens(ports, opened):
    return not ports or any(opened.fits(one) for one in ports)
