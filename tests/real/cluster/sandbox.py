"""The network of a pod: a namespace with one address, joined to the node by a pair of virtual interfaces."""

import ctypes
import itertools
import os
import socket
import subprocess
import threading

from .wait import until

# The node's end of every pair. Pods reach only what the node itself answers, so that all traffic passes the Services.
NODE = "10.42.255.254"
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)
numbers = itertools.count()


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr}")


class Sandbox:
    def __init__(self, name, address):
        self.process = subprocess.Popen(["unshare", "--net", "--uts", "--ipc", "sleep", "infinity"])
        ours = os.readlink("/proc/self/ns/ipc")
        until(lambda: os.readlink(f"/proc/{self.process.pid}/ns/ipc") != ours, 10, "namespaces of a pod")
        self.enter = ["nsenter", *(f"--{kind}=/proc/{self.process.pid}/ns/{kind}" for kind in ("net", "uts", "ipc"))]
        link = f"pod{next(numbers)}"
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", self.process.pid)
        run("ip", "address", "add", NODE, "peer", address, "dev", link)
        run("ip", "link", "set", link, "up")
        inside = (
            f"hostname {name}; ip link set lo up; ip address add {address} peer {NODE} dev eth0;"
            f" ip link set eth0 up; ip route add default via {NODE}"
        )
        run(*self.enter, "sh", "-euc", inside)

    def connect(self, address, port, timeout):
        """A connection from this pod: a socket belongs to the network in which its thread opened it."""
        found = []

        def open_here():
            try:
                with open(f"/proc/{self.process.pid}/ns/net") as network:
                    if LIBC.setns(network.fileno(), CLONE_NEWNET) != 0:
                        raise OSError(ctypes.get_errno(), "setns")
                found.append(socket.create_connection((address, port), timeout))
            except OSError as error:
                found.append(error)

        thread = threading.Thread(target=open_here)
        thread.start()
        thread.join()
        if isinstance(found[0], OSError):
            raise found[0]
        return found[0]

    def close(self):
        self.process.kill()
        self.process.wait()
