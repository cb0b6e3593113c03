"""Alertmanager with the rendered arguments, probes and mounts, and a configuration from a Secret."""

import json
import time
from datetime import datetime, timedelta, timezone

import pytest

CONFIGURATION = """\
route: {receiver: nobody, group_wait: 1s}
receivers: [{name: nobody}]
"""
PORT = 9093


@pytest.fixture(scope="module")
def cluster(start):
    return start("alerts.yaml", secrets={"receivers/alertmanager.yml": CONFIGURATION})


@pytest.fixture
def alertmanager(cluster):
    """A server on the disk that the one before left behind."""
    pod = cluster.pod("StatefulSet/alertmanager").start().wait_ready()
    yield pod
    pod.close()


@pytest.fixture
def prometheus(cluster):
    """A pod with the labels of Prometheus, which is not to be had here in this version."""
    rendered = cluster.bundle.get("StatefulSet", "prometheus")["spec"]["template"]["metadata"]["labels"]
    pod = cluster.visitor("shop", rendered, "prometheus")
    yield pod
    pod.close()


def ask(cluster, pod, path, **options):
    return cluster.http(pod, f"alertmanager.shop.svc:{PORT}{path}", **options)


def post(cluster, pod, path, content):
    headers = {"Content-Type": "application/json"}
    return ask(cluster, pod, path, method="POST", headers=headers, body=json.dumps(content))


def test_probes_find_it_well(alertmanager):
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert alertmanager.probe(probe).well


def test_prometheus_hands_alerts_to_it(cluster, alertmanager, prometheus):
    alert = {"labels": {"alertname": "RequestErrors", "severity": "warning", "entry": "api"}}
    assert post(cluster, prometheus, "/api/v2/alerts", [alert]).status == 200
    found = json.loads(ask(cluster, prometheus, "/api/v2/alerts").text)
    assert [one["labels"]["alertname"] for one in found] == ["RequestErrors"]


def test_it_shows_the_metrics_that_are_watched(cluster, alertmanager, prometheus):
    assert "alertmanager_notifications_failed_total" in ask(cluster, prometheus, "/metrics").text


def test_nobody_else_reaches_it(cluster, alertmanager):
    stranger = cluster.visitor("shop", {"app": "stranger"})
    with pytest.raises(ConnectionResetError):
        ask(cluster, stranger, "/api/v2/alerts")
    stranger.close()


def test_a_silence_outlives_the_pod(cluster, alertmanager, prometheus):
    now = datetime.now(timezone.utc)
    silence = {
        "matchers": [{"name": "alertname", "value": "GpuMemoryFull", "isRegex": False}],
        "startsAt": now.isoformat(),
        "endsAt": (now + timedelta(hours=1)).isoformat(),
        "createdBy": "a test",
        "comment": "a server that takes all memory from the start",
    }
    assert post(cluster, prometheus, "/api/v2/silences", silence).status == 200
    end = alertmanager.end()
    assert (end.code, end.killed) == (0, False)
    again = cluster.pod("StatefulSet/alertmanager").start().wait_ready()
    time.sleep(1)
    found = json.loads(ask(cluster, prometheus, "/api/v2/silences").text)
    assert [one["comment"] for one in found] == [silence["comment"]]
    again.close()


def test_a_configuration_that_is_none_is_noticed(cluster):
    cluster.given["receivers/alertmanager.yml"] = CONFIGURATION.replace("{receiver: nobody", "{receiver: somebody")
    pod = cluster.pod("StatefulSet/alertmanager").start()
    with pytest.raises(RuntimeError, match="undefined receiver"):
        pod.wait_ready()
    pod.close()
