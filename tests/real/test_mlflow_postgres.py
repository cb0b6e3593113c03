"""MLflow on PostgreSQL: the rendered migration comes first, and a server that was quicker waits for it."""

import threading

import pytest

from cluster import until
from mlflow_checks import use_as_client


@pytest.fixture(scope="module")
def cluster(start):
    return start("mlflow-postgres.yaml", secrets={"db/username": "ml-flow user"})


@pytest.fixture(scope="module")
def database(cluster):
    return cluster.pod("StatefulSet/db").start().wait_ready()


@pytest.fixture(scope="module")
def server(cluster, database):
    """Starts before the migration, as all pods of a bundle do."""
    pod = cluster.pod("Deployment/tracking")
    thread = threading.Thread(target=pod.start)
    thread.start()
    until(lambda: pod.beside and any("tables are missing" in line for line in pod.beside[0].lines), 180, pod.logs)
    assert not pod.containers
    job = next(job["metadata"]["name"] for job in cluster.bundle.of_kind("Job"))
    cluster.run_job(job)
    thread.join(120)
    return pod.wait_ready()


def query(database, text):
    # As whoever asks over the network has to: by user and password.
    words = ["-h", "127.0.0.1", "-U", "ml-flow user", "-d", "ml_flow", "-w", "-Atc", text]
    password = database.main.run("cat", "/run/secrets/postgres/password").stdout
    return database.run("env", f"PGPASSWORD={password}", "psql", *words, check=False).stdout.strip()


def test_the_database_and_its_user_are_there(database):
    assert query(database, "select current_database() || ' ' || current_user") == "ml_flow ml-flow user"
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert database.probe(probe).well


def test_the_database_wants_a_password(database):
    done = database.run("psql", "-h", "127.0.0.1", "-U", "ml-flow user", "-d", "ml_flow", "-w", "-c", "select 1", check=False)
    assert done.returncode != 0 and "no password supplied" in done.stdout


def test_the_rendered_arguments_hold(database):
    assert query(database, "show shared_buffers") == "256MB"
    assert query(database, "show data_checksums") == "on"
    assert query(database, "show password_encryption") == "scram-sha-256"


def test_the_server_waits_for_the_migration(server):
    assert server.ready
    assert not any("Creating initial MLflow database tables" in line for line in server.main.lines)


def test_the_migration_can_run_again(cluster, server):
    job = next(job["metadata"]["name"] for job in cluster.bundle.of_kind("Job"))
    cluster.run_job(job)


def test_runs_artifacts_and_models_come_back(cluster, server):
    use_as_client(cluster.pod("Deployment/api").start().wait_ready())


def test_it_stays_below_its_memory(server, database):
    for pod in (server, database):
        assert 2**24 < pod.main.memory() < pod.main.memory_limit


def test_a_database_that_ends_ends_in_good_order(cluster, database, server):
    server.close()
    end = database.end()
    assert (end.code, end.killed) == (0, False), database.logs()
    assert any("database system is shut down" in line for line in database.main.lines)
    again = cluster.pod("StatefulSet/db").start().wait_ready()
    assert not any("not properly shut down" in line for line in again.main.lines)
    assert query(again, "select name from experiments order by 1") == "Default\nloans"
