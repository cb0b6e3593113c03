"""MLflow for many: who has no password is refused, on the way in and in the cluster; its path, its metrics, and its pages."""

import base64
import json

import pytest

from cluster.probes import connect
from cluster.web import request
from mlflow_checks import use_as_client

ADMIN = ("the-admin", "Adm1n %$ word: #1")
CLIENT = ("pipelines", "another P@ss/word %1")
SECRETS = {
    **{"db/username": "mlflow", "mlflow-admin/username": ADMIN[0], "mlflow-admin/password": ADMIN[1]},
    **{"mlflow-clients/username": CLIENT[0], "mlflow-clients/password": CLIENT[1]},
}


@pytest.fixture(scope="module")
def cluster(start):
    return start("mlflow-users.yaml", secrets=SECRETS).apply()


@pytest.fixture(scope="module")
def server(cluster):
    return next(pod for pod in cluster.pods if pod.name.startswith("mlflow-5"))


@pytest.fixture
def ask(cluster):
    labels = {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"}
    controller = next((pod for pod in cluster.pods if pod.name == "controller"), None)
    controller = controller or cluster.visitor("ingress-nginx", labels, name="controller")

    def one(path, user=None, method="GET", body=None):
        headers = {"Host": "ml.example.com", "Content-Type": "application/json", **login(user)}
        return cluster.http(controller, f"tracking.shop:80{path}", method=method, headers=headers, body=json.dumps(body) if body else None)

    return one


def login(user):
    return {"Authorization": "Basic " + base64.b64encode(":".join(user).encode()).decode()} if user else {}


SEARCH = "/mlflow/api/2.0/mlflow/experiments/search?max_results=5"


def test_nobody_gets_in_without_a_password(ask):
    assert ask("/mlflow/health").status == 200
    for user in (None, (ADMIN[0], "wrong"), ("admin", "password1234"), CLIENT):
        assert ask(SEARCH, user).status == 401, user
        assert ask("/mlflow/api/2.0/mlflow-artifacts/artifacts?path=", user).status == 401, user
    assert ask(SEARCH, ADMIN).status == 200


def test_everything_is_below_its_path(ask):
    assert ask(SEARCH.removeprefix("/mlflow"), ADMIN).status == 404
    page = ask("/mlflow/", ADMIN)
    assert page.status == 200 and "static-files" in page.text


def test_a_client_works_once_its_user_is_there(cluster, ask):
    user = {"username": CLIENT[0], "password": CLIENT[1]}
    assert ask("/mlflow/api/2.0/mlflow/users/create", ADMIN, "POST", user).status == 200
    use_as_client(next(pod for pod in cluster.pods if pod.name.startswith("api-")))


def test_metrics_are_for_those_with_a_password(server):
    def metrics(user):
        # As Prometheus asks: by the address of the pod.
        return request(connect, server.address, 5000, "/metrics", headers=login(user))

    assert metrics(None).status == 401
    answer = metrics(ADMIN)
    assert answer.status == 200 and "mlflow_http_request_total{" in answer.text


def test_it_stays_below_its_memory(server):
    assert server.main.memory() < server.main.memory_limit
