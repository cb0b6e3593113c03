"""An object store: its buckets, MLflow's artifacts in it, and the dumps of a database."""

import json

import pytest

import backups
from mlflow_checks import use_as_client

SECRETS = {"store/access-key-id": "AKIAEXAMPLE", "db/username": "mlflow"}
# From a pod that uses the store, with what mlkube put into its environment, and nothing else.
S3 = "import boto3, json; s3 = boto3.client('s3'); "


@pytest.fixture(scope="module")
def cluster(start):
    return start("stores.yaml", secrets=SECRETS).apply()


@pytest.fixture(scope="module")
def loader(cluster):
    return next(pod for pod in cluster.pods if pod.name.startswith("loader-"))


def keys(loader, bucket):
    script = f"print(json.dumps([one['Key'] for one in s3.list_objects_v2(Bucket='{bucket}').get('Contents', [])]))"
    return json.loads(loader.run("python", "-c", S3 + script).stdout)


def test_the_job_made_the_buckets_and_can_run_again(cluster, loader):
    script = "print(json.dumps([one['Name'] for one in s3.list_buckets()['Buckets']]))"
    buckets = ["backups", "mlflow-artifacts", "training-data"]
    assert sorted(json.loads(loader.run("python", "-c", S3 + script).stdout)) == buckets
    cluster.run_job(next(job["metadata"]["name"] for job in cluster.bundle.of_kind("Job") if "buckets" in job["metadata"]["name"]))
    assert sorted(json.loads(loader.run("python", "-c", S3 + script).stdout)) == buckets


def test_artifacts_go_through_the_server_into_the_bucket_and_back(cluster, loader):
    # This client may not reach the store at all.
    use_as_client(next(pod for pod in cluster.pods if pod.name.startswith("api-")))
    assert any(key.endswith("model/weights.txt") for key in keys(loader, "mlflow-artifacts"))


def test_a_dump_arrives_can_be_restored_and_old_ones_go(cluster, loader):
    put = "s3.put_object(Bucket='backups', Key='shop/db/{}', Body=b'', Metadata={{'mtime': '{}'}})"
    loader.run("python", "-c", S3 + put.format("db-20200901T000000Z.dump", "1598918400.0"))
    loader.run("python", "-c", S3 + put.format("notes.txt", "1598918400.0"))
    cluster.run_job("db-backup")
    names = keys(loader, "backups")
    # What is no dump was put there by people, and is theirs.
    assert len(names) == 2 and "shop/db/notes.txt" in names and "shop/db/db-20200901T000000Z.dump" not in names
    name = next(name for name in names if name.endswith(".dump"))
    database = next(pod for pod in cluster.pods if pod.name == "db-0")
    get = f"import sys; sys.stdout.buffer.write(s3.get_object(Bucket='backups', Key='{name}')['Body'].read())"
    database.volumes["tmp"].joinpath("dump").write_bytes(loader.main.output("python", "-c", S3 + get))
    connection = ["--host=/var/run/postgresql", "--username=mlflow"]
    database.run("createdb", *connection, "restored")
    database.run("pg_restore", *connection, "--dbname=restored", "--exit-on-error", "/tmp/dump")
    query = "select name from experiments order by 1"
    found = [database.run("psql", *connection, f"--dbname={one}", "-Atc", query).stdout for one in ("db", "restored")]
    assert found == ["Default\nloans\n"] * 2


def test_a_dump_that_fails_leaves_no_dump_behind(cluster, loader):
    before = keys(loader, "backups")
    database = next(pod for pod in cluster.pods if pod.name == "db-0")
    database.ready = False
    with pytest.raises(Exception, match="the Job db-backup failed"):
        cluster.run_job("db-backup")
    database.ready = True
    assert keys(loader, "backups") == before


def test_an_upgrade_dumps_the_database_first_and_the_dump_comes_back_as_the_page_says(cluster, loader):
    database = next(pod for pod in cluster.pods if pod.name == "db-0")
    connection = ["--host=/var/run/postgresql", "--username=mlflow", "--dbname=db"]

    def query(text):
        return database.run("psql", *connection, "-Atc", text).stdout

    # On the first day there was nothing to dump.
    assert not any("before" in key for key in keys(loader, "backups"))
    before = query("select name from experiments order by 1")
    assert before == "Default\nloans\n"
    cluster.run_job(migration(cluster))
    (name,) = [key for key in keys(loader, "backups") if "before" in key]
    assert name.startswith("shop/db/db-") and name.endswith("-before-tracking.dump")
    query("update experiments set name = 'spoiled by the upgrade ' || experiment_id")
    query("create table made_by_the_upgrade (number int)")
    next(pod for pod in cluster.pods if pod.name.startswith("tracking-5")).end()
    get = f"import sys; sys.stdout.buffer.write(s3.get_object(Bucket='backups', Key='{name}')['Body'].read())"
    files = {".dump": loader.main.output("python", "-c", S3 + get)}
    assert backups.run_commands("PostgreSQL comes back", {"db-0": database}, files) == 3
    assert query("select name from experiments order by 1") == before
    assert "made_by_the_upgrade" not in query("select tablename from pg_tables")
    cluster.pod("Deployment/tracking").start().wait_ready()


def test_without_a_dump_there_is_no_upgrade(cluster, loader):
    database = next(pod for pod in cluster.pods if pod.name == "db-0")
    connection = ["--host=/var/run/postgresql", "--username=mlflow", "--dbname=db"]
    old = "451aebb31d03"
    database.run("psql", *connection, "-c", f"update alembic_version set version_num = '{old}'")
    store = next(pod for pod in cluster.pods if pod.name == "store-0")
    store.ready = False
    try:
        with pytest.raises(Exception, match="the Job tracking-db-upgrade.* failed"):
            run_once(cluster, migration(cluster))
    finally:
        store.ready = True
    assert database.run("psql", *connection, "-Atc", "select version_num from alembic_version").stdout == f"{old}\n"


def migration(cluster):
    return next(job["metadata"]["name"] for job in cluster.bundle.of_kind("Job") if "db-upgrade" in job["metadata"]["name"])


def run_once(cluster, name):
    """Runs a Job that will fail without trying again, which takes minutes."""
    job = next(job for job in cluster.bundle.of_kind("Job") if job["metadata"]["name"] == name)
    job["spec"]["backoffLimit"] = 0
    cluster.run_job(name)
