"""The name service of the cluster: names of Services and of pods behind headless ones, over UDP as programs ask for them."""

import asyncio
import struct
import types

from . import workloads
from .policies import allowed

ADDRESS = "10.96.0.10"
A = 1
# Network policies know the name service by the labels of its pods.
SERVER = types.SimpleNamespace(name="dns", namespace="kube-system", labels={"k8s-app": "kube-dns"}, address=ADDRESS)


def search(namespace):
    """What a resolver puts behind names that are not whole."""
    return [f"{namespace}.svc.cluster.local", "svc.cluster.local", "cluster.local"]


def configuration(namespace):
    """The file /etc/resolv.conf of a pod."""
    return f"nameserver {ADDRESS}\nsearch {' '.join(search(namespace))}\noptions ndots:5\n"


def names(cluster):
    """Every whole name with its address."""
    found = dict(cluster.outside)
    for (namespace, name), address in cluster.service_addresses.items():
        found[f"{name}.{namespace}.svc.cluster.local"] = address
    for thing in cluster.bundle.of_kind("StatefulSet"):
        namespace = thing["metadata"]["namespace"]
        service = f"{thing['spec']['serviceName']}.{namespace}.svc.cluster.local"
        for number in reversed(range(workloads.replicas(thing))):
            pod = workloads.name(thing, number)
            found[service] = found[f"{pod}.{service}"] = cluster.address_of(namespace, pod)
    return found


def resolve(known, name, namespace):
    """The address to which a name leads in a pod of that namespace; nothing if there is none."""
    whole = [f"{name}.{suffix}" for suffix in search(namespace)]
    return next((known[one] for one in [*whole, name] if one in known), None)


class Protocol(asyncio.DatagramProtocol):
    def __init__(self, cluster):
        self.cluster = cluster

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, client):
        pod = self.cluster.pod_at(client[0])
        if pod is None or allowed(self.cluster, pod, SERVER, 53, protocol="UDP"):
            self.transport.sendto(answer(names(self.cluster), data), client)


def answer(known, question):
    """One question, one answer; RFC 1035, section 4."""
    end = question.index(0, 12) + 5
    kind, _ = struct.unpack("!HH", question[end - 4 : end])
    name = read_name(question)
    # There are no addresses of version 6, which is another thing than no such name.
    addresses = [known[name]] if name in known and kind == A else []
    flags = 0x8580 if name in known else 0x8583
    header = question[:2] + struct.pack("!HHHHH", flags, 1, len(addresses), 0, 0)
    record = struct.pack("!HHHIH", 0xC00C, A, 1, 5, 4)
    return header + question[12:end] + b"".join(record + bytes(map(int, one.split("."))) for one in addresses)


def read_name(question):
    labels, at = [], 12
    while length := question[at]:
        labels.append(question[at + 1 : at + 1 + length].decode().lower())
        at += length + 1
    return ".".join(labels)
