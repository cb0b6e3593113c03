"""That containers are isolated as the rendered pods say; without this, the other tests would show little."""

import pytest


@pytest.fixture(scope="module")
def redis(start):
    return start("queue.yaml", secrets={"queue/password": "secret"}).pod("StatefulSet/queue").start().wait_ready()


def test_the_process_is_the_rendered_user_without_capabilities(redis):
    status = redis.run("cat", "/proc/1/status").stdout
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert lines["Uid"].split() == lines["Gid"].split() == ["999"] * 4
    assert lines["Groups"].split() == ["999"]
    assert {lines[name] for name in ("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb")} == {"0" * 16}
    assert lines["NoNewPrivs"] == "1"


def test_only_volumes_can_be_written(redis):
    for path in ("/", "/etc", "/run", "/var/tmp", "/etc/redis", "/run/secrets/redis"):
        done = redis.run("touch", f"{path}/file", check=False)
        assert done.returncode != 0, path
    redis.run("touch", "/tmp/file", "/data/file", "/dev/shm/file")


def test_secrets_are_readable_by_their_pod_only(redis):
    modes = redis.run("stat", "--dereference", "--format=%a %u %g", "/run/secrets/redis/password").stdout.split()
    assert modes == ["440", "0", "999"]


def test_processes_of_the_machine_are_not_seen(redis):
    numbers = redis.run("sh", "-c", "ls -d /proc/[0-9]*").stdout.split()
    assert len(numbers) <= 5
