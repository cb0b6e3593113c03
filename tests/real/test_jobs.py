"""Jobs of the user's own: their environment, their tries, and when trying again is of no use."""

import pytest

from cluster.jobs import Failed


@pytest.fixture(scope="module")
def cluster(start):
    return start("jobs.yaml", secrets={"queue/password": "0123456789abcdefXYZ"})


def name(cluster, entry):
    """Names of Jobs end with a hash of what they run."""
    return next(job["metadata"]["name"] for job in cluster.bundle.of_kind("Job") if job["metadata"]["name"].startswith(f"{entry}-"))


def test_each_part_of_a_job_knows_its_number(cluster):
    pods = cluster.run_job(name(cluster, "parts"))
    assert [pod.main.lines[-1] for pod in pods] == ["part 0", "part 1", "part 2"]


def test_a_job_is_tried_again(cluster):
    with pytest.raises(Failed) as error:
        cluster.run_job(name(cluster, "fails"))
    assert [pod.main.code for pod in error.value.pods] == [1, 1, 1]


def test_a_job_with_bad_arguments_is_not(cluster):
    with pytest.raises(Failed) as error:
        cluster.run_job(name(cluster, "hopeless"))
    assert [pod.main.code for pod in error.value.pods] == [3]


def test_a_scheduled_job_reaches_what_it_uses(cluster):
    cluster.pod("StatefulSet/queue").start().wait_ready()
    pods = cluster.run_job("nightly")
    assert pods[0].main.lines[-1] == "PONG from True"
