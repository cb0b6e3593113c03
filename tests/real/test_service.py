"""A user's own service, FastAPI on uvicorn, with the rendered environment and probes."""

import json
import threading

import pytest

from cluster import until
from cluster.cluster import UGLY
from cluster.probes import connect
from cluster.web import request


@pytest.fixture(scope="module")
def cluster(start):
    return start("service.yaml")


@pytest.fixture
def api(cluster):
    pod = cluster.pod("Deployment/api").start().wait_ready()
    yield pod
    pod.close()


def get(pod, path, timeout=30):
    return request(connect, pod.address, 8000, path, timeout=timeout)


def variable(pod, name):
    return json.loads(get(pod, f"/environment/{name}").text)["value"]


def test_the_environment_arrives_as_it_was_written(api):
    assert variable(api, "API_KEY") == UGLY
    assert variable(api, "PRICE") == "$(HOME) costs $5"
    assert variable(api, "HOME") == "/tmp"


def test_requests_that_run_are_answered_before_the_pod_ends(api):
    # Longer than the pause before the signal, so that the signal finds it running.
    pause = api.main.spec["lifecycle"]["preStop"]["sleep"]["seconds"]
    answers, ends = [], []
    slow = threading.Thread(target=lambda: answers.append(get(api, f"/slow/{pause + 3}", timeout=60)))
    ending = threading.Thread(target=lambda: ends.append(api.end()))
    slow.start()
    until(lambda: any("s begin" in line for line in api.main.lines), 30, api.logs)
    ending.start()
    # The load balancer may not know yet: for now, new requests are served.
    assert get(api, "/healthz").status == 200
    slow.join()
    ending.join()
    assert answers[0].status == 200
    assert (ends[0].code, ends[0].killed) == (0, False), api.logs()
    assert pause + 2 < ends[0].seconds < api.spec["terminationGracePeriodSeconds"]
