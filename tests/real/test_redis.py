"""Redis with the rendered start script, configuration and probes."""

from pathlib import Path

import pytest

# Goes into URLs, so that mlkube asks for letters and digits.
PASSWORD = "0123456789abcdefXYZ"


@pytest.fixture(scope="module")
def cluster(start):
    return start("queue.yaml", secrets={"queue/password": PASSWORD})


@pytest.fixture
def redis(cluster):
    """A server on the disk that the one before left behind."""
    pod = cluster.pod("StatefulSet/queue").start().wait_ready()
    yield pod
    pod.close()


def cli(pod, *words, password=PASSWORD):
    variables = ["env", f"REDISCLI_AUTH={password}"] if password else []
    return pod.run(*variables, "redis-cli", "-e", *words, check=False).stdout.strip()


def test_a_client_without_the_password_is_refused(redis):
    assert "NOAUTH" in cli(redis, "get", "task", password=None)
    assert "WRONGPASS" in cli(redis, "get", "task", password="wrong")
    assert cli(redis, "ping") == "PONG"


def test_the_password_is_in_no_command_line(redis):
    lines = [Path(f"/proc/{number}/cmdline").read_text() for number in redis.main.processes()]
    assert any("redis-server" in line for line in lines)
    assert not any(PASSWORD in line for line in lines)


def test_probes_notice_a_server_that_refuses_the_password(redis):
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert redis.probe(probe).well
    cli(redis, "config", "set", "requirepass", "another")
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        answer = redis.probe(probe)
        assert not answer.well and "WRONGPASS" in answer.said


def test_what_was_written_is_there_after_the_pod_was_deleted(cluster, redis):
    assert cli(redis, "config", "get", "appendonly").split() == ["appendonly", "yes"]
    assert cli(redis, "set", "task", "42") == "OK"
    end = redis.end()
    assert (end.code, end.killed) == (0, False)
    again = cluster.pod("StatefulSet/queue").start().wait_ready()
    assert cli(again, "get", "task") == "42"
    again.close()


def test_what_was_written_is_there_after_a_crash(cluster, redis):
    assert cli(redis, "set", "task", "43") == "OK"
    redis.close()
    again = cluster.pod("StatefulSet/queue").start().wait_ready()
    assert cli(again, "get", "task") == "43"
    again.close()


def test_a_full_memory_refuses_new_work_and_forgets_none(redis):
    write = "for number in $(seq 100); do head -c 1M /dev/zero | redis-cli -e -x set block$number || exit; done"
    assert "OOM command not allowed" in redis.run("env", f"REDISCLI_AUTH={PASSWORD}", "sh", "-c", write, check=False).stdout
    assert cli(redis, "strlen", "block1") == "1048576"
    assert redis.main.memory() < redis.main.memory_limit
