"""MLflow on SQLite: it comes up, answers to its own names and origins, and keeps what it was given."""

import json

import pytest

from mlflow_checks import argument, use_as_client

CREATE = "api/2.0/mlflow/experiments/create"
SEARCH = "api/2.0/mlflow/experiments/search"


@pytest.fixture(scope="module")
def cluster(start):
    return start("mlflow-sqlite.yaml").apply()


@pytest.fixture(scope="module")
def server(cluster):
    return next(pod for pod in cluster.pods if pod.name.startswith("tracking-"))


@pytest.fixture(scope="module")
def api(cluster):
    return next(pod for pod in cluster.pods if pod.name.startswith("api-"))


@pytest.fixture(scope="module")
def controller(cluster):
    """A pod of the ingress controller, as the network policy of MLflow describes it."""
    labels = {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"}
    return cluster.visitor("ingress-nginx", labels)


def search(cluster, pod, host, origin=None):
    headers = {"Host": host, "Content-Type": "application/json"} | ({"Origin": origin} if origin else {})
    body = json.dumps({"max_results": 1})
    return cluster.http(pod, f"tracking.ml:5000/{SEARCH}", method="POST", headers=headers, body=body).status


def test_it_is_well(cluster, api):
    answer = cluster.http(api, "tracking:5000/health")
    assert (answer.status, answer.text) == (200, "OK")


def test_every_rendered_host_is_accepted(cluster, server, controller):
    hosts = argument(server.main, "allowed-hosts").split(",")
    assert "mlflow.example.com" in hosts and len(hosts) > 8
    for host in hosts:
        assert search(cluster, controller, host.replace("*", "5000")) == 200, host


@pytest.mark.parametrize("host", ["evil.example.com", "mlflow.example.com.evil.com", "tracking.other", "10.42.0.77:5000", "tracking.evil"])
def test_other_hosts_are_refused(cluster, controller, host):
    assert search(cluster, controller, host) == 403


def test_every_rendered_origin_is_accepted(cluster, server, controller):
    origins = argument(server.main, "cors-allowed-origins").split(",")
    assert origins == ["https://mlflow.example.com"]
    for origin in origins:
        assert search(cluster, controller, "mlflow.example.com", origin) == 200, origin


@pytest.mark.parametrize("origin", ["https://evil.example.com", "http://mlflow.example.com", "https://mlflow.example.com.evil.com", "null"])
def test_other_origins_are_refused(cluster, controller, origin):
    headers = {"Host": "mlflow.example.com", "Origin": origin, "Content-Type": "application/json"}
    body = json.dumps({"name": f"from {origin}"})
    assert cluster.http(controller, f"tracking.ml:5000/{CREATE}", method="POST", headers=headers, body=body).status == 403


def test_runs_artifacts_and_models_come_back(api):
    use_as_client(api)


def test_it_stays_below_its_memory(server):
    assert 2**27 < server.main.memory() < server.main.memory_limit


def test_it_ends_in_time_and_forgets_nothing(cluster, server, api):
    # The client's experiment, and the first one of every MLflow.
    end = server.end()
    assert (end.code, end.killed) == (0, False), server.logs()
    assert end.seconds < server.spec["terminationGracePeriodSeconds"]
    cluster.pod("Deployment/tracking").start().wait_ready()
    body = json.dumps({"max_results": 10})
    answer = cluster.http(api, f"tracking:5000/{SEARCH}", method="POST", headers={"Content-Type": "application/json"}, body=body)
    assert {one["name"] for one in json.loads(answer.text)["experiments"]} == {"Default", "loans"}
