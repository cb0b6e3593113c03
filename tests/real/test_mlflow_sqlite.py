"""MLflow on SQLite: it comes up, answers to its own names and origins, and keeps what it was given."""

import json
import os
import sqlite3
import subprocess
import sys

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


# A database as an older MLflow has left it, with an experiment in it.
OLD = """
import sys
from alembic import command
from alembic.script import ScriptDirectory
from mlflow.store.db import utils
from mlflow.store.tracking.dbmodels.initial_models import Base
engine = utils.create_sqlalchemy_engine(f"sqlite:///{sys.argv[1]}")
config = utils._get_alembic_config(str(engine.url))
script = ScriptDirectory.from_config(config)
old = script.get_revision(script.get_heads()[0]).down_revision
Base.metadata.create_all(engine)
with engine.begin() as connection:
    config.attributes["connection"] = connection
    command.upgrade(config, old)
    columns = "experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time"
    connection.exec_driver_sql(f"insert into experiments ({columns}) values (1, 'of old times', 'mlflow-artifacts:/1', 'active', 1, 1)")
print(old)
"""


def test_an_old_database_is_kept_and_brought_to_the_new_schema(cluster, api):
    next(pod for pod in cluster.pods if pod.name.startswith("tracking-5") and pod.sandbox).end()
    disk = cluster.claim("ml", "tracking", 10001)
    (disk / "mlflow.db").unlink()
    done = subprocess.run([sys.executable, "-c", OLD, disk / "mlflow.db"], check=True, stdout=subprocess.PIPE, text=True)
    old = done.stdout.strip().splitlines()[-1]
    os.chown(disk / "mlflow.db", 10001, 10001)
    cluster.pod("Deployment/tracking").start().wait_ready()
    body = json.dumps({"max_results": 10})
    answer = cluster.http(api, f"tracking:5000/{SEARCH}", method="POST", headers={"Content-Type": "application/json"}, body=body)
    assert "of old times" in {one["name"] for one in json.loads(answer.text)["experiments"]}

    def schema(file):
        return sqlite3.connect(file).execute("select version_num from alembic_version").fetchall()

    assert schema(disk / f"mlflow.db.{old}") == [(old,)]
    assert schema(disk / "mlflow.db") != [(old,)]
