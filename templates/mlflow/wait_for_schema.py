# Waits until the migration Job has brought the database to the schema of this MLflow. A server that starts earlier would begin
# to create tables by itself, in a race with the Job; one of the two would fail half-way.
import sys
import time

from mlflow.store.db import utils

DEADLINE = time.monotonic() + <$ deadline_seconds $>
while True:
    try:
        engine = utils.create_sqlalchemy_engine_with_retry("<$ uri $>")
        if utils._all_tables_exist(engine):
            utils._verify_schema(engine)
            break
        state = "tables are missing"
    except Exception as error:  # The database may be away, empty or old: all of it may pass.
        state = type(error).__name__
    if time.monotonic() > DEADLINE:
        sys.exit(f"gave up: {state}; see the Job <$ job $>")
    print(f"waiting for the Job <$ job $>: {state}", flush=True)
    time.sleep(5)
