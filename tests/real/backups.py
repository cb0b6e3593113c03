"""Takes copies back as docs/backups.md says: the pods of the page are started, and its commands run in them."""

import re
import shlex
from pathlib import Path

import yaml

from cluster.pod import Pod

PAGE = Path(__file__).resolve().parents[2] / "docs" / "backups.md"


def section(title):
    return next(part for part in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE) if part.startswith(title))


def start_pods(cluster, title):
    """Starts the pods that a section describes."""
    for text in re.findall(r"^```yaml\n(.*?)^```", section(title), re.MULTILINE | re.DOTALL):
        thing = yaml.safe_load(text)
        metadata = thing["metadata"]
        yield cluster.add(Pod(cluster, metadata["name"], metadata["namespace"], thing)).start()


def run_commands(title, pods, files):
    """Runs what a section runs in pods, with the content of `files` by what a file's name ends in; returns how many there were."""
    lines = [line for line in section(title).splitlines() if line.startswith("$ kubectl -n shop exec ")]
    for line in lines:
        words = shlex.split(line.removeprefix("$ kubectl -n shop exec "))
        words = words[1:] if words[0] == "-i" else words
        pod, dashes, command = words[0], words[1], words[2:]
        assert dashes == "--", line
        given = None
        if "<" in command:
            command, name = command[: command.index("<")], command[-1]
            given = next(content for ending, content in files.items() if name.endswith(ending))
        pods[pod].run(*command, given=given)
    return len(lines)
