#!/usr/bin/env python3
"""Breaks valid objects and compares with kubernetes-validate: what it refuses with --strict, mlkube has to refuse, too.

Needs `pip install kubernetes-validate`. Prints, for each version, how many broken objects each of the two refuses, and every object that
kubernetes-validate alone refuses.
"""

import argparse
import copy
import functools
import json
import pathlib
import random
import subprocess
import tempfile

import jsonschema
import kubernetes_validate.utils as judge
import yaml
from referencing import Registry, Resource

# What is put in the place of a value.
OTHERS = [None, True, 7, 1.5, "seven", [], {}, ["a"], {"a": "b"}, 10**12, ""]


@functools.cache
def definitions(version):
    contents = judge.schema_contents(f"kubernetes-json-schema/v1.{version}.0-local-strict/_definitions.json", f"1.{version}")
    return Resource.from_contents(contents) @ Registry()


@functools.cache
def validator(version, api_version, kind):
    """The validator of kubernetes-validate for a kind; none if it does not know it."""
    group, _, tail = api_version.rpartition("/")
    name = f"{kind.lower()}-{group.split('.')[0] + '-' if group else ''}{tail}"
    try:
        schema = judge.schema_contents(f"kubernetes-json-schema/v1.{version}.0-local-strict/{name}.json", f"1.{version}")
    except FileNotFoundError:
        return None
    registry = Resource.from_contents(schema) @ definitions(version)
    return jsonschema.validators.Draft202012Validator(schema, registry=registry)


def places(node, path=()):
    """Every value below a node, with the keys that lead to it."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def broken(valid, chance):
    """A copy with one thing changed, and what that was."""
    candidates = [path for path in places(valid) if path[0] not in ("apiVersion", "kind")]
    path = chance.choice(candidates)
    changed = copy.deepcopy(valid)
    *parents, last = path
    home = changed
    for key in parents:
        home = home[key]
    match chance.randrange(4):
        case 0:
            del home[last]
            what = "without"
        case 1 if isinstance(home, dict):
            home[chance.choice(["zoo", last + "s", last.upper()])] = home.pop(last)
            what = "renamed"
        case 2 if isinstance(home[last], dict):
            home[last]["zoo"] = 1
            what = "one more in"
        case _:
            home[last] = chance.choice(OTHERS)
            what = f"{home[last]!r} in"
    return changed, f"{what} {'.'.join(map(str, path))}"


def refused_by_mlkube(command, folder, version):
    """The names of files with an error."""
    call = [*command, str(folder), "--kube-version", f"1.{version}", "--format", "json"]
    output = subprocess.run(call, capture_output=True, text=True, check=False).stdout
    findings = json.loads(output)["findings"]
    return {pathlib.Path(found["file"]).name for found in findings if found["severity"] == "error"}


def valid_objects(paths, versions):
    """The objects of some files that kubernetes-validate knows and takes in each version."""
    nodes = [node for path in paths for node in yaml.safe_load_all(pathlib.Path(path).read_text(encoding="utf-8"))]
    nodes = [node for node in nodes if isinstance(node, dict) and "kind" in node]
    judges = ((node, [validator(version, node["apiVersion"], node["kind"]) for version in versions]) for node in nodes)
    return [node for node, all_of in judges if all(judge_of and judge_of.is_valid(node) for judge_of in all_of)]


def compare(command, valid, count, versions, seed):
    """Breaks objects, and yields for each version how many mlkube refuses, kubernetes-validate refuses, both refuse, and what only the second does."""
    chance = random.Random(seed)
    cases = [broken(chance.choice(valid), chance) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        for index, (node, _) in enumerate(cases):
            (pathlib.Path(folder) / f"{index:05}.json").write_text(json.dumps(node), encoding="utf-8")
        for version in versions:
            ours = refused_by_mlkube(command, folder, version)
            theirs, only = set(), []
            for index, (node, what) in enumerate(cases):
                name, judge_of = f"{index:05}.json", validator(version, node["apiVersion"], node["kind"])
                if judge_of and not judge_of.is_valid(node):
                    theirs.add(name)
                    if name not in ours:
                        only.append(f"{node['kind']} {what}: {next(judge_of.iter_errors(node)).message[:120]}")
            yield version, len(ours), len(theirs), len(ours & theirs), only


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("objects", nargs="+", help="files with valid objects")
    arguments.add_argument("--mlkube", default="mlkube validate", help="the command to compare with")
    arguments.add_argument("--count", type=int, default=500, help="how many broken objects")
    arguments.add_argument("--versions", default="28-37", help="minor versions of Kubernetes, first and last")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    first, last = map(int, given.versions.split("-"))
    versions = range(first, last + 1)
    valid = valid_objects(given.objects, versions)
    for version, ours, theirs, both, only in compare(given.mlkube.split(), valid, given.count, versions, given.seed):
        print(f"1.{version}: of {given.count} mlkube refuses {ours}, kubernetes-validate {theirs}, both {both}")
        for what in only:
            print(f"  only kubernetes-validate: {what}")


if __name__ == "__main__":
    main()
