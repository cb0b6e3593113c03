"""What other judges of manifests and of texts in them refuse, mlkube refuses too; and it takes what they take of good texts."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools" / "schemas"))

import agree  # noqa: E402, it stands beside what generates the schemas

# What kubernetes-validate alone refuses, and why that is right.
EXCEPTIONS = {
    r" None in .*(is valid under each of|is not of type)": "for a server nothing is as good as no field",
    r"^(Cluster)?RoleBinding without .*'apiGroup' is a required": "a server writes it (pkg/apis/rbac/v1/defaults.go); newer schemas know",
    r"^PriorityClass without value": "it is 0 then (pkg/apis/scheduling/types.go)",
    r"onPodConditions.*'status' is a required": "a server writes it (pkg/apis/batch/v1/defaults.go); newer schemas know",
    r"^NetworkPolicy .*'podSelector' is a required": "none selects every pod (networking/v1 types.go); newer schemas know",
}
VERSIONS = [28, 30, 32, 34, 36, 37]


@pytest.fixture(scope="module")
def objects(tmp_path_factory):
    """Valid objects: what examples render to, and manifests that people wrote."""
    folder = tmp_path_factory.mktemp("bundles")
    paths = [path for path in sorted((ROOT / "tests/manifests/good").glob("*.yaml")) if path.name != "scalars.yaml"]
    for spec in sorted((ROOT / "examples").glob("*/mlkube.yaml")):
        for profile in ["minikube", "eks"]:
            bundle = folder / f"{spec.parent.name}-{profile}.yaml"
            call = [os.environ["MLKUBE"], "render", "-f", spec, "-p", profile]
            bundle.write_bytes(subprocess.run(call, capture_output=True, check=True).stdout)
            paths.append(bundle)
    return agree.valid_objects(paths, VERSIONS)


def test_what_kubernetes_validate_refuses_is_refused(objects):
    assert len(objects) > 300
    command = [os.environ["MLKUBE"], "validate"]
    for version, _, theirs, _, only in agree.compare(command, objects, 800, VERSIONS, seed=1):
        unexpected = [what for what in only if not any(re.search(known, what) for known in EXCEPTIONS)]
        assert not unexpected, f"1.{version}"
        assert theirs > 300, f"1.{version}: kubernetes-validate refuses next to nothing"


def test_tools_that_read_the_texts_in_configmaps_agree():
    """promtool, amtool, nginx, shells and Python are asked by a test of the crate, which knows the texts."""
    call = ["cargo", "test", "--locked", "--offline", "--quiet", "--test", "integration", "tools_that_read_such_texts_agree"]
    done = subprocess.run([*call, "--", "--ignored", "--nocapture"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    asked = {"Prometheus configuration by promtool", "nginx configuration by nginx", "shell script by dash", "JSON by python3"}
    told = {line.split(":")[0] for line in done.stdout.splitlines()}
    assert asked <= told, f"not asked: {asked - told}"
