"""A rendered bundle: its objects in their order, and the Secrets that have to exist beside it."""

import json
import os
import re
import subprocess

# On standard error, mlkube lists each Secret as `  NAMESPACE/NAME with KEY, KEY`.
SECRET = re.compile(r"^  ([a-z0-9-]+)/([a-z0-9.-]+) with (.+)$", re.MULTILINE)


class Bundle:
    def __init__(self, objects, secrets):
        self.objects = objects
        self.secrets = secrets

    @classmethod
    def render(cls, spec, *arguments):
        """Renders a file with the binary that `MLKUBE` names."""
        command = [os.environ["MLKUBE"], "render", "--file", str(spec), "--output", "json", *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        secrets = {(space, name): keys.split(", ") for space, name, keys in SECRET.findall(done.stderr)}
        objects = json.loads(done.stdout)["items"]
        return cls(objects, secrets | dict(provided(objects)))

    def of_kind(self, *kinds):
        return [thing for thing in self.objects if thing["kind"] in kinds]

    def get(self, kind, name):
        """The object of that kind and name; in two namespaces, `NAMESPACE/NAME` says which."""
        space, _, name = name.rpartition("/")
        found = [
            thing for thing in self.of_kind(kind) if thing["metadata"]["name"] == name and space in ("", thing["metadata"].get("namespace"))
        ]
        if len(found) != 1:
            names = [thing["metadata"]["name"] for thing in self.of_kind(kind)]
            raise LookupError(f"{len(found)} objects {kind}/{name}; there are {', '.join(names) or 'none'}")
        return found[0]


def provided(objects):
    """The Secrets that an operator makes from objects of the bundle, with their keys."""
    for thing in objects:
        space, name, spec = thing["metadata"].get("namespace"), thing["metadata"]["name"], thing.get("spec", {})
        if thing["kind"] == "ExternalSecret":
            yield (space, spec["target"]["name"]), [one["secretKey"] for one in spec["data"]]
        elif thing["kind"] == "SealedSecret":
            yield (space, name), list(spec["encryptedData"])
        elif thing["kind"] == "SecretProviderClass":
            for one in spec.get("secretObjects", []):
                yield (space, one["secretName"]), [key["key"] for key in one["data"]]


def matches(selector, labels):
    """Whether a label selector chooses these labels."""
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for rule in selector.get("matchExpressions", []):
        value, values = labels.get(rule["key"]), rule.get("values", [])
        holds = {
            "In": value in values,
            "NotIn": value not in values,
            "Exists": value is not None,
            "DoesNotExist": value is None,
        }[rule["operator"]]
        if not holds:
            return False
    return True
