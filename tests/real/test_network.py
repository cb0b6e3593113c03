"""Names and network policies: every address in an environment leads to a Service that is there, and only to who may use it."""

import re
import shutil
import types
from pathlib import Path

import pytest

from cluster import Cluster
from cluster.environment import environment
from cluster.images import Image

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"[a-z][a-z0-9+]*://(?:[^@/ ]*@)?([A-Za-z0-9.-]+)(?::(\d+))?")
# Services of clouds, and what the specs call outside.
OUTSIDE = (".amazonaws.com", ".googleapis.com", ".windows.net", "example.com")
PASSWORD = "0123456789abcdefXYZ"
# A user's own pod in it has a variable that the newest kubelet alone reads from a file.
NEWEST = "kube-version-newest"


def specs():
    """Every spec that has to render, with its arguments."""
    for path in sorted(ROOT.glob("examples/*/mlkube.yaml")):
        yield pytest.param(path, [], id=path.parent.name)
        for overlay in sorted(path.parent.glob("overlays/*.yaml")):
            yield pytest.param(path, ["--profile", overlay.stem], id=f"{path.parent.name}-{overlay.stem}")
    for path in sorted(ROOT.glob("tests/specs/*.yaml")):
        if "." not in path.stem and path.stem != NEWEST:
            first = path.read_text().splitlines()[0]
            arguments = first.removeprefix("# args: ").split() if first.startswith("# args: ") else []
            yield pytest.param(path, arguments, id=path.stem)


def beside(spec, folder):
    """A copy of a spec, with what stands beside it under the names that it knows; its path and arguments."""
    shutil.copy(spec, folder / "mlkube.yaml")
    (folder / "profiles").mkdir()
    for path in spec.parent.glob(f"{spec.stem}.*.yaml"):
        name = path.name.removeprefix(f"{spec.stem}.")
        shutil.copy(path, folder / ("profiles/my-cluster.yaml" if name == "profile.yaml" else name))
    overlay = ["--overlay", folder / "overlay.yaml"] if (folder / "overlay.yaml").exists() else []
    return folder / "mlkube.yaml", overlay


def templates(bundle):
    for thing in bundle.of_kind("Deployment", "StatefulSet", "Job", "CronJob"):
        spec = thing["spec"]["jobTemplate"]["spec"] if thing["kind"] == "CronJob" else thing["spec"]
        yield thing["metadata"], spec["template"]["spec"]


def addresses(cluster):
    """Host and port of every URL in an environment, with the namespace in which it has to resolve."""
    for metadata, spec in templates(cluster.bundle):
        pod = types.SimpleNamespace(name="pod", namespace=metadata["namespace"], address="10.42.0.1", own_variables={})
        for container in spec["containers"] + spec.get("initContainers", []):
            variables = environment(cluster, pod, container, Image())
            for value in variables.values():
                for host, port in ADDRESS.findall(value):
                    yield pod.namespace, host, port
            for name, value in variables.items():
                if name.endswith("_HOST") and name[:-5] + "_PORT" in variables and not name.startswith("KUBERNETES_"):
                    yield pod.namespace, value, variables[name[:-5] + "_PORT"]


@pytest.mark.parametrize("spec, arguments", list(specs()))
def test_every_address_in_an_environment_is_a_service(spec, arguments, tmp_path):
    if spec.parent.name == "specs":
        spec, more = beside(spec, tmp_path)
        arguments = arguments + more
    cluster = Cluster(spec, *arguments)
    cluster.given = {f"{name}/{key}": PASSWORD for (_, name), keys in cluster.bundle.secrets.items() for key in keys}
    for namespace, host, port in addresses(cluster):
        if not host.endswith(OUTSIDE) and host not in ("localhost", "127.0.0.1", "0.0.0.0"):
            address = cluster.resolve(host, namespace)
            assert address, f"{host} does not resolve in {namespace}"
            ports = [one["port"] for one in cluster.service_at(address)["spec"]["ports"]]
            assert int(port or 80) in ports, f"{host} has no port {port}"


@pytest.fixture(scope="module")
def cluster(start):
    cluster = start("queue.yaml", secrets={"queue/password": PASSWORD})
    cluster.pod("StatefulSet/queue").start().wait_ready()
    return cluster


def speak(cluster, pod):
    """What Redis says to whoever connects from a pod."""
    with pod.sandbox.connect(cluster.resolve("queue.shop", pod.namespace), 6379, 10) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(100)


def test_who_uses_the_queue_reaches_it_under_each_of_its_names(cluster):
    api = cluster.pod("Deployment/api").start().wait_ready()
    assert speak(cluster, api).startswith(b"-NOAUTH")
    for name in ("queue", "queue.shop", "queue.shop.svc", "queue.shop.svc.cluster.local", "queue-0.queue-headless"):
        assert api.run("getent", "hosts", name).stdout


STRANGERS = [
    ("shop", {}),
    ("shop", {"app.kubernetes.io/name": "api"}),
    ("other", {"app.kubernetes.io/name": "api", "app.kubernetes.io/instance": "shop"}),
]


@pytest.mark.parametrize("namespace, labels", STRANGERS)
def test_nobody_else_reaches_the_queue(cluster, namespace, labels):
    visitor = cluster.visitor(namespace, labels, name=f"visitor-{len(cluster.pods)}")
    before = len(cluster.services.refused)
    with pytest.raises(ConnectionResetError):
        speak(cluster, visitor)
    assert cluster.services.refused[before:] == [(visitor.name, "queue-0", 6379)]
