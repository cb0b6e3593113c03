"""Prometheus' configuration, rules and alerts, and Grafana's dashboards, as promtool and their own formats judge them."""

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from cluster.bundle import Bundle

ROOT = Path(__file__).resolve().parents[2]
ALERTS = Path(__file__).parent / "promtool"
SPECS = sorted(path for path in ROOT.glob("tests/specs/monitoring-*.yaml") if "." not in path.stem)


def promtool(*words):
    """Ends with an error, and what promtool says, when it finds something."""
    done = subprocess.run(["promtool", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    return done.stdout


def render(path):
    first = path.read_text().splitlines()[0]
    arguments = first.removeprefix("# args: ").split() if first.startswith("# args: ") else []
    overlay = path.with_suffix(".overlay.yaml")
    return Bundle.render(path, *arguments, *(["--overlay", overlay] if overlay.exists() else []))


@pytest.fixture(params=SPECS, ids=lambda path: path.stem)
def bundle(request):
    return render(request.param)


def texts(bundle, kind, suffix):
    """The files of that ending in all ConfigMaps, with the other files of the same one."""
    for thing in bundle.of_kind(kind):
        for name, text in thing.get("data", {}).items():
            if name.endswith(suffix):
                yield name, text, thing["data"]


def test_some_specs_have_what_is_tested_here():
    bundles = [render(path) for path in SPECS]
    assert any(list(texts(one, "ConfigMap", "prometheus.yml")) for one in bundles)
    assert any(one.of_kind("PrometheusRule") for one in bundles)
    assert any(list(texts(one, "ConfigMap", ".json")) for one in bundles)


def leave_out_what_debian_lacks(configuration):
    """Debian's promtool is older than retention and names of users from files, and built without the discovery of Kubernetes."""
    assert set(configuration.pop("storage")["tsdb"]["retention"]) <= {"time", "size"}
    for job in configuration["scrape_configs"]:
        if "basic_auth" in job:
            assert set(job["basic_auth"]) == {"username_file", "password_file"}
            job["basic_auth"] = {"username": "somebody", "password_file": job["basic_auth"]["password_file"]}
        if "authorization" in job:
            # promtool looks for the file, which is there in pods only.
            assert job["authorization"] == {"credentials_file": "/var/run/secrets/kubernetes.io/serviceaccount/token"}
            job["authorization"] = {"credentials": "token"}
        for discovery in job.pop("kubernetes_sd_configs", []):
            assert discovery["role"] in ("pod", "endpointslice", "service", "node")
            assert set(discovery) <= {"role", "namespaces", "selectors"}
            job["static_configs"] = [{"targets": ["found.example.com:80"]}]


def test_configuration_and_rules_are_valid(bundle, tmp_path):
    for number, (name, text, files) in enumerate(texts(bundle, "ConfigMap", "prometheus.yml")):
        folder = tmp_path / str(number)
        folder.mkdir()
        for other, content in files.items():
            (folder / other).write_text(content)
        configuration = yaml.safe_load(text)
        leave_out_what_debian_lacks(configuration)
        (folder / name).write_text(yaml.safe_dump(configuration))
        said = promtool("check", "config", folder / name)
        assert "rules found" in said or "rule_files" not in configuration, said


def test_rules_for_the_operator_are_valid(bundle, tmp_path):
    for number, thing in enumerate(bundle.of_kind("PrometheusRule")):
        file = tmp_path / f"{number}.yml"
        file.write_text(yaml.safe_dump(thing["spec"]))
        assert "SUCCESS" in promtool("check", "rules", file)


def rules():
    groups = yaml.safe_load((ALERTS / "rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_alerts_fire_and_stay_silent():
    assert "SUCCESS" in promtool("test", "rules", ALERTS / "alerts.yaml")


def test_every_alert_is_made_to_fire():
    tests = yaml.safe_load((ALERTS / "alerts.yaml").read_text())["tests"]
    found = [one for test in tests for one in test.get("promql_expr_test", []) + test.get("alert_rule_test", [])]
    # A query names the alert, or the samples that it gives do.
    firing = [str(one) for one in found if one.get("exp_samples") or one.get("exp_alerts")]
    fired = {name for one in firing for name in re.findall(r"alertname(?:=\"|': ')(\w+)", one)}
    assert fired == {rule["alert"] for rule in rules() if "alert" in rule}


def test_an_alert_that_does_not_fire_is_noticed(tmp_path):
    shutil.copy(ALERTS / "alerts.yaml", tmp_path)
    document = yaml.safe_load((ALERTS / "rules.yml").read_text())
    for rule in (rule for group in document["groups"] for rule in group["rules"] if "alert" in rule):
        rule["expr"] = "vector(1) > 2"
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(document))
    with pytest.raises(AssertionError, match="FAILED"):
        promtool("test", "rules", tmp_path / "alerts.yaml")


def test_alerts_say_who_has_to_do_what():
    for rule in rules():
        if "alert" in rule:
            assert rule["labels"]["severity"] in ("critical", "warning", "info"), rule
            assert rule["annotations"]["summary"] and rule["annotations"]["runbook_url"].startswith("http"), rule
            assert "for" in rule, rule


def test_alerts_lead_to_their_runbooks(bundle):
    pages = {dashboard["uid"]: dashboard for dashboard in dashboards(bundle)}
    groups = [group for _, text, _ in texts(bundle, "ConfigMap", "rules.yml") for group in yaml.safe_load(text)["groups"]]
    groups += [group for thing in bundle.of_kind("PrometheusRule") for group in thing["spec"]["groups"]]
    for rule in (rule for group in groups for rule in group["rules"] if "alert" in rule):
        notes = rule["annotations"]
        link = re.search(r"/d/([^/]+)/runbooks\?viewPanel=panel-(\d+)$", notes.get("runbook_url", ""))
        if link:
            titles = {panel["id"]: panel["title"] for panel in pages[link[1]]["panels"]}
            assert titles[int(link[2])] == rule["alert"]
        elif "runbook_url" not in notes and rule["alert"] != "PredictionsStopped":
            shown = re.search(r'^the panel "(\w+)" of the dashboard "(.+)" in Grafana$', notes["runbook"])
            if shown:
                titles = [panel["title"] for page in pages.values() if page["title"] == shown[2] for panel in page["panels"]]
                assert shown[1] == rule["alert"] and rule["alert"] in titles
            else:
                assert not pages and "Do: " in notes["runbook"], rule


def dashboards(bundle):
    return [json.loads(text) for _, text, _ in texts(bundle, "ConfigMap", ".json")]


def test_queries_of_dashboards_are_valid(bundle, tmp_path):
    for dashboard in dashboards(bundle):
        queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
        assert bool(queries) != dashboard["uid"].endswith("-runbooks")
        # promtool reads queries of rules only, and knows no variables of Grafana.
        named = [{"record": f"query:{number}", "expr": query.replace("$__rate_interval", "5m")} for number, query in enumerate(queries)]
        file = tmp_path / f"{dashboard['uid']}.yml"
        file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": named}]}))
        promtool("check", "rules", file)


def test_dashboards_hold_together(bundle):
    sources = [
        source["uid"] for _, text, _ in texts(bundle, "ConfigMap", "datasources.yaml") for source in yaml.safe_load(text)["datasources"]
    ]
    for dashboard in dashboards(bundle):
        panels = dashboard["panels"]
        assert len({panel["id"] for panel in panels}) == len(panels)
        for panel in panels:
            position = panel["gridPos"]
            assert position["x"] >= 0 and position["x"] + position["w"] <= 24, panel["title"]
            if "datasource" in panel and sources:
                assert panel["datasource"]["uid"] in sources
        for one, other in itertools.combinations([panel["gridPos"] for panel in panels], 2):
            apart = [one[at] + one[size] <= other[at] or other[at] + other[size] <= one[at] for at, size in (("x", "w"), ("y", "h"))]
            assert any(apart), dashboard["title"]
