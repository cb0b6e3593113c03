"""What `mlkube capacity` counts is what a reader of the YAML counts who knows nothing of mlkube."""

import collections
import fractions
import json
import math
import os
import pathlib
import subprocess

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[2]
SIZES = {"": 1, "m": fractions.Fraction(1, 1000)}
SIZES |= {letter: 1000 ** (place + 1) for place, letter in enumerate("kMGTPE")}
SIZES |= {letter + "i": 1024 ** (place + 1) for place, letter in enumerate("KMGTPE")}
SIDES = ["requests", "limits"]


def amount(text):
    number = str(text).rstrip("mkKMGTPEi")
    return fractions.Fraction(number) * SIZES[str(text)[len(number) :]]


def most(one, other):
    return collections.Counter({key: max(one[key], other[key]) for key in {**one, **other}})


def of_container(container, side, given):
    said = container.get("resources", {})
    limits = said.get("limits", {})
    amounts = {**given.get("default", {}), **limits}
    if side == "requests":
        amounts = {**given.get("defaultRequest", {}), **limits, **said.get("requests", {})}
    return collections.Counter({name: amount(text) for name, text in amounts.items()})


def of_pod(template, side, given):
    """The containers together, or an init container that needs more by itself; sidecars beside both."""
    beside, before = collections.Counter(), collections.Counter()
    for container in template["spec"].get("initContainers", []):
        own = of_container(container, side, given)
        before = most(before, beside + own)
        if container.get("restartPolicy") == "Always":
            beside += own
    together = sum((of_container(one, side, given) for one in template["spec"]["containers"]), beside)
    annotations = template["metadata"].get("annotations", {})
    total = most(together, before)
    if annotations.get("gke-gcsfuse/volumes") == "true":
        usual = {"cpu": "250m", "memory": "256Mi", "ephemeral-storage": "5Gi"}
        words = {name: annotations.get(f"gke-gcsfuse/{name}-{side[:-1]}", text) for name, text in usual.items()}
        total += collections.Counter({name: amount(text) for name, text in words.items()})
    return total


def surge(deployment, pods):
    strategy = deployment["spec"].get("strategy", {})
    if strategy.get("type") == "Recreate":
        return 0
    extra = strategy.get("rollingUpdate", {}).get("maxSurge", "25%")
    return extra if isinstance(extra, int) else math.ceil(pods * int(extra.rstrip("%")) / 100)


def side_by_side(job):
    return min(job.get("parallelism", 1), job.get("completions", math.inf))


def pods_of(thing, scenario, scalers):
    """Pods, their template and the claims of each, for what makes pods."""
    kind, spec = thing["kind"], thing["spec"]
    is_queued = "kueue.x-k8s.io/queue-name" in thing["metadata"].get("labels", {})
    runs = scenario != "least" and (is_queued or not spec.get("suspend"))
    if kind in ["Deployment", "StatefulSet"]:
        written = spec.get("replicas", 1)
        low, high = scalers.get((kind, thing["metadata"]["namespace"], thing["metadata"]["name"]), (written, written))
        pods = {"least": low, "start": min(max(written, low), high), "most": high}[scenario]
        extra = surge(thing, pods) if kind == "Deployment" and scenario == "most" else 0
        yield pods + extra, spec["template"], spec.get("volumeClaimTemplates", [])
    elif kind == "Job":
        yield side_by_side(spec) if runs else 0, spec["template"], []
    elif kind == "CronJob":
        job = spec["jobTemplate"]["spec"]
        yield side_by_side(job) if runs and scenario == "most" else 0, job["template"], []
    elif kind == "JobSet":
        for jobs in spec["replicatedJobs"]:
            job = jobs["template"]["spec"]
            yield jobs.get("replicas", 1) * side_by_side(job) if runs else 0, job["template"], []
    else:
        assert '"containers"' not in json.dumps(spec), f"{kind} may make pods"


def counted(bundle, scenario):
    scalers, given = {}, collections.defaultdict(dict)
    for thing in bundle:
        namespace, spec = thing["metadata"].get("namespace"), thing.get("spec", {})
        if thing["kind"] == "HorizontalPodAutoscaler":
            target = spec["scaleTargetRef"]
            scalers[target["kind"], namespace, target["name"]] = (spec.get("minReplicas", 1), spec["maxReplicas"])
        if thing["kind"] == "LimitRange":
            [item] = spec["limits"]
            assert item["type"] == "Container"
            given[namespace] = item
    totals = collections.defaultdict(collections.Counter)
    for thing in bundle:
        namespace, spec, kind = thing["metadata"].get("namespace"), thing.get("spec", {}), thing["kind"]
        total = totals[namespace]
        claims = [(1, spec)] if kind == "PersistentVolumeClaim" else []
        if kind == "Service":
            takes_ports = spec.get("type") in ["NodePort", "LoadBalancer"]
            total["services"] += spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName"
            total["nodePorts"] += len(spec["ports"]) if takes_ports else 0
        elif spec and kind != "CustomResourceDefinition":
            for pods, template, of_each in pods_of(thing, scenario, scalers):
                total["pods"] += pods
                for side in SIDES:
                    for name, each in of_pod(template, side, given[namespace]).items():
                        total[side, name] += each * pods
                claims += [(pods, claim["spec"]) for claim in of_each]
                own = [volume.get("ephemeral") for volume in template["spec"].get("volumes", [])]
                claims += [(pods, volume["volumeClaimTemplate"]["spec"]) for volume in own if volume]
        for count, claim in claims:
            if "volumeName" not in claim:
                total["claims"] += count
                total["storage"] += count * amount(claim["resources"]["requests"]["storage"])
    return totals


def told(totals):
    """The same of what mlkube says. Classes have other names in a profile than in a bundle, so storage is summed up."""
    all_of = collections.Counter({(side, name): amount(text) for side in SIDES for name, text in totals[side].items()})
    all_of |= {"pods": totals["pods"], "services": totals["addresses"]["services"], "nodePorts": totals["nodePorts"]}
    all_of["claims"] = sum(one["claims"] for one in totals["storage"].values())
    all_of["storage"] = sum(amount(one["size"]) for one in totals["storage"].values())
    return all_of


@pytest.mark.parametrize("spec", sorted((ROOT / "examples").glob("*/mlkube.yaml")), ids=lambda spec: spec.parent.name)
def test_totals_are_those_of_the_yaml(spec):
    def run(*arguments):
        call = [os.environ["MLKUBE"], *arguments, "-f", spec, "-p", profile]
        return subprocess.run(call, capture_output=True, check=True).stdout

    for profile in ["minikube", "eks", "gke", "aks"]:
        bundle = [thing for thing in yaml.safe_load_all(run("render")) if thing]
        for scenario, picture in json.loads(run("capacity", "-o", "json"))["scenarios"].items():
            own = counted(bundle, scenario)
            assert sum(total["pods"] for total in own.values()) > 0
            for namespace in (own.keys() | picture["namespaces"].keys()) - {None}:
                theirs = told(picture["namespaces"][namespace]) if namespace in picture["namespaces"] else collections.Counter()
                assert +own[namespace] == +theirs, (profile, scenario, namespace)
