# Brings an old database to the schema of this MLflow, which does not start on another. A copy of the old one stays beside it.
import signal
import sqlite3
import sys
from pathlib import Path

from mlflow.store.db import utils

# The first process of a container does not end on SIGTERM by itself.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
DATABASE = Path("<$ database $>")


def keep(old):
    """Copies what is there. A copy that is there already is older than any attempt that went wrong."""
    copy = DATABASE.with_name(f"{DATABASE.name}.{old}")
    if not copy.exists():
        part = copy.with_name(f"{copy.name}.part")
        part.unlink(missing_ok=True)
        source, target = sqlite3.connect(DATABASE), sqlite3.connect(part)
        source.backup(target)
        target.close()
        source.close()
        part.rename(copy)
    return copy


if not DATABASE.exists():
    sys.exit()  # The server makes one.
engine = utils.create_sqlalchemy_engine(f"sqlite:///{DATABASE}")
found, wanted = utils._get_schema_version(engine), utils._get_latest_schema_revision()
if found and found != wanted:
    print(f"schema {found} becomes {wanted}; the database before is {keep(found)}", flush=True)
    utils._upgrade_db(engine)
