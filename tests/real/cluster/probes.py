"""Probes as the kubelet asks them."""

import http.client
import socket
import subprocess
from dataclasses import dataclass

from .environment import expand
from .strict import Unsupported, one_of, only
from .web import request

FIGURES = ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold")
KINDS = ("exec", "httpGet", "tcpSocket")


@dataclass
class Answer:
    well: bool
    said: str


def ask(container, probe):
    kind, question = one_of("a probe", only("a probe", probe, *FIGURES, *KINDS), *KINDS)
    seconds = probe.get("timeoutSeconds", 1)
    try:
        return {"exec": ask_command, "httpGet": ask_http, "tcpSocket": ask_port}[kind](container, question, seconds)
    except (OSError, http.client.HTTPException, subprocess.TimeoutExpired) as error:
        return Answer(False, f"{type(error).__name__}: {error}")


def ask_command(container, question, seconds):
    words = [expand(word, container.variables) for word in question["command"]]
    done = container.run(*words, timeout=seconds, check=False)
    return Answer(done.returncode == 0, done.stdout)


def ask_http(container, question, seconds):
    only("httpGet", question, "path", "port", "scheme", "httpHeaders")
    if question.get("scheme", "HTTP") != "HTTP":
        raise Unsupported("a probe over HTTPS")
    headers = {"User-Agent": "kube-probe/1.36", "Accept": "*/*", "Connection": "close"}
    headers |= {header["name"]: header["value"] for header in question.get("httpHeaders", [])}
    pod, port = container.pod, container.pod.port_number(question["port"])
    answer = request(connect, pod.address, port, question.get("path", "/"), headers=headers, timeout=seconds)
    return Answer(200 <= answer.status < 400, f"{answer.status} {answer.text[:200]}")


def ask_port(container, question, seconds):
    connect(container.pod.address, container.pod.port_number(question["port"]), seconds).close()
    return Answer(True, "open")


def connect(address, port, timeout):
    return socket.create_connection((address, port), timeout)


def longest_start(container):
    """How long the rendered probes let a container take, and what they say of it: the kubelet would start it anew then."""
    probe = container.spec.get("startupProbe")
    if probe is None:
        return 120
    attempts = probe.get("failureThreshold", 3) * (probe.get("periodSeconds", 10) + probe.get("timeoutSeconds", 1))
    return probe.get("initialDelaySeconds", 0) + attempts
