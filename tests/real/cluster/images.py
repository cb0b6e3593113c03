"""What stands in for the images that a bundle names: this machine's programs, with the files and defaults of each image.

The root of a container is this machine's file system under a layer of its own; an image says what lies in that layer and which of
this machine's programs the real image does not have.
"""

import glob
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .strict import Unsupported

HERE = Path(__file__).resolve().parent.parent / "images"
PROGRAMS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# The environment of Python in which the tests run, with MLflow and Celery.
PYTHON = f"{sys.prefix}/bin"
NETWORK_TOOLS = ["curl", "wget"]
DATABASE_TOOLS = ["psql", "pg_isready", "pg_dump", "redis-cli", "redis-server"]


@dataclass
class Image:
    entrypoint: list = field(default_factory=list)
    command: list = field(default_factory=list)
    variables: dict = field(default_factory=dict)
    folder: str = "/"
    # Path in the container -> file or folder in tests/real/images.
    files: dict = field(default_factory=dict)
    # Lines of /etc/passwd: name -> number. What is not here is a user without a name, as in the real image.
    users: dict = field(default_factory=dict)
    # Programs of this machine that the real image lacks.
    lacks: list = field(default_factory=list)
    stop_signal: int = signal.SIGTERM
    # Runs instead of the rendered command, where the program itself is not to be had.
    instead: list = field(default_factory=list)

    def environment(self):
        return {"PATH": PROGRAMS, **self.variables}


def postgres_programs():
    """Debian keeps each version's programs in a folder of its own, and so does the image."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
    if not folders:
        raise Unsupported("no PostgreSQL on this machine")
    return folders[-1]


def postgres():
    programs = postgres_programs()
    return Image(
        entrypoint=["docker-entrypoint.sh"],
        command=["postgres"],
        variables={
            "PATH": f"{PROGRAMS}:{programs}",
            "PG_MAJOR": programs.split("/")[-2],
            "PGDATA": "/var/lib/postgresql/data",
            "LANG": "C.UTF-8",
        },
        files={"/usr/local/bin/docker-entrypoint.sh": "postgres/docker-entrypoint.sh"},
        users={"postgres": 999},
        lacks=[*NETWORK_TOOLS, "python3", "redis-cli", "redis-server"],
        # https://github.com/docker-library/postgres, STOPSIGNAL in the Dockerfile, 2026-08.
        stop_signal=signal.SIGINT,
    )


def python(**more):
    """An image that was made from `python:3.11-slim`."""
    return Image(variables={"PATH": f"{PYTHON}:{PROGRAMS}"}, lacks=[*NETWORK_TOOLS, *DATABASE_TOOLS], **more)


def sample():
    """The user's own image: a FastAPI service, and a Celery application."""
    command = ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    return python(command=command, folder="/app", files={"/app": "api"})


def store():
    """SeaweedFS cannot be installed here: another store that speaks S3, on the port and with the keys as rendered."""
    # Hosts are names of Services here, and never of buckets.
    return python(instead=["env", "S3_IGNORE_SUBDOMAIN_BUCKETNAME=true", "python", "/store/store.py"], files={"/store": "store"})


def nginx():
    # https://github.com/nginx/docker-nginx-unprivileged, USER and STOPSIGNAL in the Dockerfile, 2026-08.
    return Image(users={"nginx": 101}, lacks=[*DATABASE_TOOLS, "python3", "bash"], stop_signal=signal.SIGQUIT)


def alertmanager():
    # https://github.com/prometheus/alertmanager, ENTRYPOINT and WORKDIR in the Dockerfile, v0.34.0, 2026-08.
    lacks = ["curl", *DATABASE_TOOLS, "python3", "bash"]
    return Image(entrypoint=["prometheus-alertmanager"], folder="/alertmanager", users={"nobody": 65534}, lacks=lacks)


# By the repository, without its version: versions of this machine differ, and README.md says so.
IMAGES = {
    "docker.io/chrislusf/seaweedfs": store,
    "docker.io/library/postgres": postgres,
    "docker.io/mher/flower": python,
    "docker.io/nginxinc/nginx-unprivileged": nginx,
    "docker.io/prom/alertmanager": alertmanager,
    "docker.io/rclone/rclone": lambda: Image(entrypoint=["rclone"], lacks=[*NETWORK_TOOLS, *DATABASE_TOOLS, "python3", "bash"]),
    "docker.io/valkey/valkey": lambda: Image(users={"valkey": 999}, lacks=[*NETWORK_TOOLS, "python3", "psql"]),
    "ghcr.io/mlflow/mlflow": python,
    "ghcr.io/acme/api": sample,
}


def image(name):
    repository = name.split("@")[0]
    if ":" in os.path.basename(repository):
        repository = repository.rpartition(":")[0]
    if repository not in IMAGES:
        raise Unsupported(f"nothing stands in for the image {name}; add it to IMAGES")
    return IMAGES[repository]()
