# Copies the databases while the server writes to them, and reads each copy back: one that cannot be read is no backup. They go into one
# archive, because they belong together.
import signal
import sqlite3
import sys
import tarfile
import time
from pathlib import Path

# The first process of a container does not end on SIGTERM by itself.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
FOLDER = Path("<$ folder $>")
ARCHIVE = Path("/backup") / time.strftime("<$ name $>-%Y%m%dT%H%M%SZ.<$ ending $>", time.gmtime())


def copy(database, target):
    """Copies in one step: in several, each write in between would make it begin anew. Who writes waits; MLflow does for 20 seconds."""
    source = sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=60)
    copied = sqlite3.connect(target)
    source.backup(copied)
    found = copied.execute("PRAGMA integrity_check").fetchall()
    copied.close()
    source.close()
    if found != [("ok",)]:
        sys.exit(f"{database} is damaged: {found[0][0]}")


with tarfile.open(ARCHIVE, "x:gz") as archive:
<% for database in databases %>
    copy(FOLDER / "<$ database $>", Path("/tmp/<$ database $>"))
    archive.add("/tmp/<$ database $>", "<$ database $>")
    Path("/tmp/<$ database $>").unlink()
<% endfor %>
with tarfile.open(ARCHIVE) as archive:
    for member in archive:
        print(f"{ARCHIVE.name}: {member.name}, {member.size} bytes")
