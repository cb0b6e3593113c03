"""The node, and what a test that fails shows of it."""

import pathlib
import subprocess

import pytest

from cluster import Cluster

SPECS = pathlib.Path(__file__).parent / "specs"
clusters = []


@pytest.fixture(scope="session")
def node():
    """The network of a node; `run` started these tests in namespaces of their own, so that they end with them."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    pathlib.Path("/proc/sys/net/ipv4/ip_forward").write_text("0")


@pytest.fixture(scope="module")
def start(node):
    """Makes clusters that live as long as the tests of one file: `start("queue.yaml")`."""
    mine = []

    def one(spec, *arguments, **options):
        cluster = Cluster(SPECS / spec, *arguments, **options).__enter__()
        mine.append(cluster)
        clusters.append(cluster)
        return cluster

    yield one
    for cluster in mine:
        cluster.__exit__()
        clusters.remove(cluster)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Adds the logs of all pods to the report of a test that fails."""
    report = (yield).get_result()
    if report.failed:
        for cluster in clusters:
            alive = [pod for pod in cluster.pods if pod.sandbox and (pod.containers or pod.beside)]
            report.sections += [(f"log of {pod.name}", pod.logs()) for pod in alive]
