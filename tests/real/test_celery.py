"""Celery workers, beat and Flower with the rendered commands, over Redis with the rendered configuration."""

import base64
import threading

import pytest

from cluster import until

USER = "ops:p@ss/w:rd"


@pytest.fixture(scope="module")
def cluster(start):
    return start("celery.yaml", secrets={"queue/password": "0123456789abcdefXYZ", "flower/users": USER})


@pytest.fixture(scope="module")
def queue(cluster):
    return cluster.pod("StatefulSet/queue").start().wait_ready()


@pytest.fixture(scope="module")
def api(cluster, queue):
    return cluster.pod("Deployment/api").start().wait_ready()


def running(name):
    """A pod that all tests share; the last one ends it."""

    @pytest.fixture(scope="module")
    def workload(cluster, api):
        pod = cluster.pod(f"Deployment/{name}").start().wait_ready()
        yield pod
        pod.close()

    return workload


worker = running("worker")
long = running("long")
beat = running("worker-beat")
flower = running("worker-flower")


def give(api, call):
    """Gives a task to a queue from the service, and returns its id."""
    return api.run("python", "-c", f"import tasks; print(tasks.{call}.id)").stdout.strip()


def result(api, task):
    script = f"import tasks; print(repr(tasks.app.AsyncResult('{task}').get(timeout=60, propagate=False)))"
    return api.run("python", "-c", script, timeout=90).stdout.strip()


def says(pod, *texts):
    """Waits for a line of the pod's log that has all of the texts."""
    until(lambda: any(all(text in line for text in texts) for line in pod.main.lines), 60, lambda: f"{texts}\n{pod.logs()}")


def test_a_worker_takes_tasks_from_each_of_its_queues(api, worker):
    assert result(api, give(api, "add.delay(1, 2)")) == "3"
    assert result(api, give(api, "add.apply_async((1, 3), queue='fast')")) == "4"


def test_a_task_beyond_its_limit_is_ended_by_force(api, worker):
    assert result(api, give(api, "slow.delay(300)")).startswith("TimeLimitExceeded(20")


def test_a_worker_that_ends_softly_gives_long_tasks_back(cluster, api, long):
    task = give(api, "late.apply_async((40,), queue='long')")
    says(long, task, "received")
    end = long.end()
    assert not end.killed and end.seconds < long.spec["terminationGracePeriodSeconds"], long.logs()
    again = cluster.pod("Deployment/long", 1).start().wait_ready()
    says(again, task, "received")
    again.close()


def test_the_startup_probe_fails_for_a_worker_that_cannot_reach_its_broker(queue, worker):
    assert worker.probe("startupProbe").well
    queue.ready = False
    assert not worker.probe("startupProbe").well
    queue.ready = True


def test_beat_sends_what_is_due(beat, worker):
    says(beat, "Sending due task once a second")
    says(worker, "tasks.add", "succeeded", "42")
    end = beat.end()
    assert (end.code, end.killed) == (0, False), beat.logs()


def test_flower_is_behind_its_password_and_below_its_path(cluster, flower, worker):
    labels = {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"}
    controller = cluster.visitor("ingress-nginx", labels, name="controller")

    def get(path, user=None):
        login = {"Authorization": "Basic " + base64.b64encode(user.encode()).decode()} if user else {}
        return cluster.http(controller, f"worker-flower.shop:5555{path}", headers={"Host": "ops.example.com", **login})

    assert get("/flower/workers").status == 401
    assert get("/flower/workers", "ops:wrong").status == 401
    assert get("/flower/api/tasks").status == 401
    assert get("/flower/workers", USER).status == 200
    # Its view of the workers comes by events.
    until(lambda: worker.name in get("/flower/workers", USER).text, 60, flower.logs)


def test_a_worker_that_is_told_to_end_finishes_its_task_and_takes_no_other(cluster, api, worker):
    task = give(api, "slow.delay(8)")
    says(worker, task, "received")
    ends = []
    thread = threading.Thread(target=lambda: ends.append(worker.end()))
    thread.start()
    says(worker, "Warm shutdown")
    waiting = give(api, "add.delay(3, 4)")
    thread.join()
    assert (ends[0].code, ends[0].killed) == (0, False), worker.logs()
    assert result(api, task) == "8"
    # The next worker does what this one left.
    cluster.pod("Deployment/worker", 1).start().wait_ready()
    assert result(api, waiting) == "7"
