#!/usr/bin/env python3
"""Makes the tables in `data/schemas` anew. CONTRIBUTING.md says where the inputs come from."""

import argparse
import pathlib

import custom
import kubernetes

OUT = pathlib.Path(__file__).parents[2] / "data" / "schemas"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kubernetes", help="folder `kubernetes-json-schema` of the package kubernetes-validate")
    arguments.add_argument("--package", default="1.37.0", help="version of that package")
    arguments.add_argument("--api", help="a checkout of k8s.io/api")
    arguments.add_argument("--api-date", default="2026-07-24", help="date of that checkout's last commit")
    arguments.add_argument("--versions", default="28-37", help="minor versions of Kubernetes, first and last")
    arguments.add_argument("--crds", help="folder of GROUP/KIND_VERSION.json")
    given = arguments.parse_args()
    first, last = map(int, given.versions.split("-"))
    if given.kubernetes:
        comment = kubernetes.COMMENT.format(first=f"1.{first}", last=f"1.{last}", package=given.package, api=given.api_date)
        kubernetes.table(given.kubernetes, given.api, range(first, last + 1)).write(OUT / "kubernetes.txt", comment)
    if given.crds:
        custom.table(given.crds).write(OUT / "custom.txt", custom.COMMENT)


main()
