# Waits until the migration Job has brought the database to the schema of this MLflow. A server that starts earlier would begin
# to create tables by itself, in a race with the Job; one of the two would fail half-way.
import signal
import sys
import time
<% if users %>
from pathlib import Path

import mlflow
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
<% endif %>

from mlflow.store.db import utils

# The first process of a container does not end on SIGTERM by itself.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
DEADLINE = time.monotonic() + <$ deadline_seconds $>
<% if users %>


def users_are_ready(engine):
    """Whether the tables of users, which have a version of their own, are those of this MLflow."""
    migrations = Path(mlflow.__file__).parent / "server" / "auth" / "db" / "migrations"
    newest = ScriptDirectory(str(migrations)).get_current_head()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "alembic_version_auth"})
        return context.get_current_revision() == newest


<% endif %>
while True:
    try:
        engine = utils.create_sqlalchemy_engine("<$ uri $>")
        try:
            if utils._all_tables_exist(engine):
                utils._verify_schema(engine)
<% if users %>
                if users_are_ready(engine):
                    break
                state = "tables of users are missing or old"
            else:
                state = "tables are missing"
<% else %>
                break
            state = "tables are missing"
<% endif %>
        finally:
            engine.dispose()
    except Exception as error:  # The database may be away, empty or old: all of it may pass.
        state = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    if time.monotonic() > DEADLINE:
        sys.exit(f"gave up: {state}; see the Job <$ job $>-*")
    print(f"waiting for the Job <$ job $>-*: {state}", flush=True)
    time.sleep(5)
