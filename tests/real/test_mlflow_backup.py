"""MLflow on SQLite loses its disk, and has everything back from the store as docs/backups.md says."""

import io
import json
import re
import sqlite3
import tarfile
import threading

import pytest

import backups
from cluster import until
from mlflow_checks import use_as_client

ADMIN = {"mlflow-admin/username": "the-admin", "mlflow-admin/password": "Adm1n %$ word: #1"}
SECRETS = {**ADMIN, "store/access-key-id": "AKIAEXAMPLE"}
# From a pod that uses the store, with what mlkube put into its environment, and nothing else.
S3 = "import boto3, json, sys; s3 = boto3.client('s3'); "
# Writes all the time; a write that MLflow refuses ends it at once.
WRITER = """
import mlflow, time
mlflow.set_experiment("busy")
count, end = 0, time.monotonic() + 30
while time.monotonic() < end:
    with mlflow.start_run():
        mlflow.log_metric("count", count)
    count += 1
print("runs written:", count)
"""


@pytest.fixture(scope="module")
def cluster(start):
    return start("mlflow-backup.yaml", secrets=SECRETS).apply()


@pytest.fixture(scope="module")
def loader(cluster):
    return next(pod for pod in cluster.pods if pod.name.startswith("loader-"))


@pytest.fixture(scope="module")
def api(cluster):
    return next(pod for pod in cluster.pods if pod.name.startswith("api-"))


def keys(loader):
    script = "print(json.dumps([one['Key'] for one in s3.list_objects_v2(Bucket='backups').get('Contents', [])]))"
    return json.loads(loader.run("python", "-c", S3 + script).stdout)


def content(loader, key):
    return loader.main.output("python", "-c", S3 + f"sys.stdout.buffer.write(s3.get_object(Bucket='backups', Key='{key}')['Body'].read())")


def archive(loader):
    names = [key for key in keys(loader) if re.fullmatch(r"shop/tracking/tracking-\d{8}T\d{6}Z\.tar\.gz", key)]
    assert len(names) == 1, names
    return content(loader, names[0])


def count_runs(folder):
    database = sqlite3.connect(folder / "mlflow.db")
    return database.execute("select count(*) from runs").fetchone()[0]


@pytest.fixture(scope="module")
def copied(cluster, api, loader, tmp_path_factory):
    """The databases in the store, copied while somebody wrote all the time."""
    use_as_client(api)
    disk = cluster.claim("shop", "tracking", 10001)
    before, told = count_runs(disk), []
    writer = threading.Thread(target=lambda: told.append(api.run("python", "-c", WRITER, timeout=120, check=False).stdout))
    writer.start()
    until(lambda: count_runs(disk) > before + 2, 60, "the first runs")
    cluster.run_job("tracking-backup")
    assert writer.is_alive(), told
    writer.join()
    assert "runs written:" in told[0], told
    folder = tmp_path_factory.mktemp("copied")
    with tarfile.open(fileobj=io.BytesIO(archive(loader))) as members:
        assert sorted(members.getnames()) == ["basic_auth.db", "mlflow.db"]
        members.extractall(folder)
    return folder, before + 2


def test_a_copy_is_whole_although_somebody_writes(cluster, copied):
    folder, before = copied
    assert before < count_runs(folder) < count_runs(cluster.claim("shop", "tracking", 10001))
    for name in ("mlflow.db", "basic_auth.db"):
        assert sqlite3.connect(folder / name).execute("pragma integrity_check").fetchall() == [("ok",)]
    users = sqlite3.connect(folder / "basic_auth.db").execute("select username from users").fetchall()
    assert users == [("the-admin",)]


def test_artifacts_are_copied_and_stay_when_they_are_deleted(cluster, loader, copied):
    weights = [key for key in keys(loader) if key.endswith("model/weights.txt")]
    assert len(weights) == 1 and content(loader, weights[0]) == b"a model of 3 bytes"
    assert not any("lost+found" in key for key in keys(loader))


def test_old_copies_go_and_nothing_else(cluster, loader, copied):
    put = "s3.put_object(Bucket='backups', Key='shop/tracking/{}', Body=b'', Metadata={{'mtime': '1598918400.0'}})"
    mine, models = "notes.txt", "artifacts/1/model.tar.gz"
    for name in ("tracking-20200901T000000Z.tar.gz", mine, models):
        loader.run("python", "-c", S3 + put.format(name))
    archives = set(keys(loader)) - {"shop/tracking/tracking-20200901T000000Z.tar.gz"}
    cluster.run_job("tracking-backup")
    assert archives <= set(keys(loader)) and "shop/tracking/tracking-20200901T000000Z.tar.gz" not in keys(loader)


def test_a_damaged_database_is_no_backup(cluster, loader, copied):
    before = set(keys(loader))
    disk = cluster.claim("shop", "tracking", 10001)
    whole = (disk / "basic_auth.db").read_bytes()
    try:
        (disk / "basic_auth.db").write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        with pytest.raises(Exception, match="(?s)the Job tracking-backup failed.*(damaged|malformed)"):
            cluster.run_job("tracking-backup")
    finally:
        (disk / "basic_auth.db").write_bytes(whole)
    assert set(keys(loader)) == before


def test_everything_comes_back_as_the_page_says(cluster, api, loader, copied):
    folder, _ = copied
    names = sorted(key for key in keys(loader) if key.endswith("Z.tar.gz"))
    artifacts = io.BytesIO()
    with tarfile.open(fileobj=artifacts, mode="w") as members:
        for key in keys(loader):
            if key.startswith("shop/tracking/artifacts/"):
                data = content(loader, key)
                member = tarfile.TarInfo(key.removeprefix("shop/tracking/artifacts/"))
                member.size = len(data)
                members.addfile(member, io.BytesIO(data))
    files = {".tar.gz": content(loader, names[0]), "artifacts.tar": artifacts.getvalue()}
    server = next(pod for pod in cluster.pods if pod.name.startswith("tracking-5"))
    server.end()
    disk = cluster.claim("shop", "tracking", 10001)
    (disk / "mlflow.db").write_bytes(b"no database any more")
    (disk / "mlflow.db-journal").write_bytes(b"left by a server that broke off")
    for file in disk.glob("artifacts/*/*/artifacts/model/weights.txt"):
        file.unlink()
    (restore,) = backups.start_pods(cluster, "SQLite comes back")
    assert backups.run_commands("SQLite comes back", {"restore": restore}, files) == 3
    restore.close()
    cluster.pod("Deployment/tracking").start().wait_ready()
    script = """
import mlflow
runs = mlflow.search_runs(search_all_experiments=True)
run = mlflow.MlflowClient().search_model_versions("name='loans'")[0].run_id
print("runs", len(runs), mlflow.artifacts.load_text(f"runs:/{run}/model/weights.txt"))
"""
    said = api.run("python", "-c", script, timeout=120).stdout
    assert f"runs {count_runs(folder)} a model of 3 bytes" in said, said
