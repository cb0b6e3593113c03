"""Enumerations of Kubernetes, read from the Go types of k8s.io/api: the published OpenAPI has none."""

import pathlib
import re

STRUCT = re.compile(r"^type (\w+) struct \{$")
FIELD = re.compile(r"^\t(\w+)\s+(\S+)\s+`json:\"(\w+)[,\"]")
IMPORT = re.compile(r"^\t(?:(\w+) )?\"k8s\.io/api/([\w/]+)\"")
ENUM = re.compile(r"^type (\w+) string$")
CONST = re.compile(r"^\s*(?:const )?(\w+)\s+(\w+)\s*=\s*\"([^\"]*)\"")
CAST = re.compile(r"^\s*(?:const )?(\w+)\s*=\s*(\w+)\(\"([^\"]*)\"\)")
# A constant made of another package's: the values that are read here are not all.
INDIRECT = re.compile(r"^\s*(?:const )?(\w+)\s*=\s*(\w+)\(\w+\.\w+\)")


def read(folder, closed):
    """Two tables: the values of each enumeration, and the enumeration of each field, as (definition, field).

    `closed` names types that are enumerations without being marked as such.
    """
    values, fields, incomplete = {}, {}, set()
    for path in sorted(pathlib.Path(folder).glob("*/*/types.go")):
        group, version = path.parent.parent.name, path.parent.name
        package = f"{group}.{version}"
        lines = path.read_text(encoding="utf-8").splitlines()
        imports = {}
        for line in lines:
            if found := IMPORT.match(line):
                there = found[2].replace("/", ".")
                imports[found[1] or there.split(".")[-1]] = there
        struct = None
        for line in lines:
            if found := CONST.match(line) or CAST.match(line):
                values.setdefault(f"{package}.{found[2]}", []).append(found[3])
            if found := INDIRECT.match(line):
                incomplete.add(f"{package}.{found[2]}")
            if found := STRUCT.match(line):
                struct = found[1]
            if found := FIELD.match(line):
                bare = found[2].lstrip("*[]")
                base, _, name = bare.rpartition(".")
                home = imports.get(base) if base else package
                if home and struct:
                    fields[(f"{package}.{struct}", found[3])] = f"{home}.{name}"
    # A type that is not marked may have more values than its constants.
    known = (marked_types(folder) | closed) - incomplete
    values = {name: sorted(set(found)) for name, found in values.items() if name in known and found}
    return values, fields


def marked_types(folder):
    """The types with `+enum` in their comment."""
    marked = set()
    for path in sorted(pathlib.Path(folder).glob("*/*/types.go")):
        package = f"{path.parent.parent.name}.{path.parent.name}"
        seen = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("//"):
                seen = seen or line.strip() == "// +enum"
            elif found := ENUM.match(line):
                if seen:
                    marked.add(f"{package}.{found[1]}")
                seen = False
            else:
                seen = False
    return marked


def cluster_kinds(folder):
    """The kinds with `+genclient:nonNamespaced`."""
    kinds = set()
    for path in sorted(pathlib.Path(folder).glob("*/*/types.go")):
        seen = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("//") or not line.strip():
                seen = seen or line.strip() == "// +genclient:nonNamespaced"
            elif found := STRUCT.match(line):
                if seen:
                    kinds.add(found[1])
                seen = False
            else:
                seen = False
    return kinds
