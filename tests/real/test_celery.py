"""A Celery worker with the rendered command, over Redis with the rendered configuration."""

import threading

import pytest
from cluster import until


@pytest.fixture(scope="module")
def cluster(start):
    return start("queue.yaml", secrets={"queue/password": "0123456789abcdefXYZ"})


@pytest.fixture(scope="module")
def api(cluster):
    cluster.pod("StatefulSet/queue").start().wait_ready()
    return cluster.pod("Deployment/api").start().wait_ready()


@pytest.fixture
def worker(cluster, api):
    pod = cluster.pod("Deployment/worker").start().wait_ready()
    yield pod
    pod.close()


def give(api, task):
    """Gives a task to the queue from the service, and returns its id."""
    return api.run("python", "-c", f"import tasks; print(tasks.{task}.id)").stdout.strip()


def result(api, task):
    script = f"import tasks; print(tasks.app.AsyncResult('{task}').get(timeout=60))"
    return api.run("python", "-c", script, timeout=90).stdout.strip()


def test_a_worker_takes_a_task(api, worker):
    assert result(api, give(api, "add.delay(1, 2)")) == "3"


def test_a_worker_that_is_told_to_end_finishes_its_task_and_takes_no_other(cluster, api, worker):
    running = give(api, "slow.delay(8)")
    until(lambda: any(running in line and "received" in line for line in worker.main.lines), 30, worker.logs)
    ends = []
    thread = threading.Thread(target=lambda: ends.append(worker.end()))
    thread.start()
    until(lambda: any("Warm shutdown" in line for line in worker.main.lines), 30, worker.logs)
    waiting = give(api, "add.delay(3, 4)")
    thread.join()
    assert (ends[0].code, ends[0].killed) == (0, False), worker.logs()
    assert ends[0].seconds < worker.spec["terminationGracePeriodSeconds"]
    assert result(api, running) == "8"
    # The next worker does what this one left.
    cluster.pod("Deployment/worker", 1).start().wait_ready()
    assert result(api, waiting) == "7"


def test_the_startup_probe_fails_for_a_worker_that_cannot_reach_its_broker(cluster, worker):
    assert worker.probe("startupProbe").well
    queue = next(pod for pod in cluster.pods if pod.name == "queue-0" and pod.sandbox)
    queue.ready = False
    assert not worker.probe("startupProbe").well
    queue.ready = True
