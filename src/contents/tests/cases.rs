//! What is found: the place stands between `⟦` and `⟧`.

use super::{config_map, findings};
use crate::diag::codes;
use std::collections::BTreeSet;

/// A code, the name of a text, and the text.
const CASES: &[(&str, &str, &str)] = &[
    ("MLK1501", "app.json", "{\n  \"port\": 80\n  ⟦\"⟧host\": \"a\"\n}"),
    ("MLK1501", "app.json", "{\"port\": 80,⟦}⟧"),
    ("MLK1501", "app.json", "{\"port\": n⟦o⟧}"),
    ("MLK1502", "app.yaml", "logging:\n  level: info\n ⟦level:⟧ debug\n"),
    ("MLK1502", "app.yaml", "a: 1\n⟦a⟧: 2\n"),
    ("MLK1503", "app.toml", "[log]\nlevel = ⟦info⟧\n"),
    ("MLK1503", "app.toml", "a = 1\n⟦a ⟧= 2\n"),
    ("MLK1503", "app.toml", "[a]\nx = 1\n[⟦a⟧]\n"),
    ("MLK1504", "run.sh", "set -e\n⟦if⟧ [ -f /ready ]; then\n  exit 0\n"),
    ("MLK1504", "run.sh", "echo ⟦\"⟧hello\n"),
    ("MLK1504", "run.sh", "for i in a b; do\n  echo $i\n⟦fi⟧\n"),
    ("MLK1504", "run.sh", "echo ⟦`⟧date\n"),
    ("MLK1504", "run.sh", "if true; then ⟦fi⟧\n"),
    ("MLK1504", "run.sh", "true ⟦&&⟧"),
    ("MLK1504", "run.sh", "case $1 in\n  a) echo a ;;\n  b) echo b\n⟦done⟧\n"),
    ("MLK1504", "run.sh", "cat ⟦<<EOF⟧\nhello\nEOF2\n"),
    ("MLK1504", "run.sh", "echo $⟦(⟧date\n"),
    ("MLK1504", "run.sh", "echo a ⟦)⟧\n"),
    ("MLK1504", "run.sh", "f() ⟦{⟧\n  echo a\n"),
    ("MLK1505", "run.sh", "#!/bin/sh\nif ⟦[[⟧ $1 == a ]]; then echo; fi\n"),
    ("MLK1510", "nginx.conf", "events {}\nhttp {\n  server {\n    listen 80;\n    ⟦root⟧ /srv\n  }\n}\n"),
    ("MLK1510", "nginx.conf", "events {}\nhttp ⟦{⟧\n  server { listen 80; }\n"),
    ("MLK1510", "nginx.conf", "events {}\n⟦}⟧\n"),
    ("MLK1510", "nginx.conf", "events {}\nhttp { server { location / { ⟦proxy_set_header⟧ Host; } } }\n"),
    ("MLK1511", "nginx.conf", "events {}\nhttp { server { listen 80; ⟦proxy_pass⟧ http://api; } }\n"),
    ("MLK1511", "nginx.conf", "⟦http⟧ { server { listen 80; } }\n"),
    ("MLK1511", "default.conf", "server {\n  listen 80;\n  location /a { return 200; }\n  ⟦location⟧ /a { return 404; }\n}\n"),
    ("MLK1512", "nginx.conf", "events {}\nhttp { server { ⟦lissten⟧ 80; } }\n"),
    ("MLK1520", "prometheus.yml", "global:\n  ⟦scrape_intervall⟧: 15s\n"),
    ("MLK1520", "prometheus.yml", "scrape_configs:\n  - job_name: a\n    ⟦static_config⟧: []\n"),
    ("MLK1521", "prometheus.yml", "global:\n  scrape_interval: ⟦15⟧\n"),
    ("MLK1521", "prometheus.yml", "scrape_configs:\n  - job_name: a\n    scrape_interval: 15s\n    scrape_timeout: ⟦30s⟧\n"),
    ("MLK1521", "prometheus.yml", "scrape_configs:\n  - job_name: a\n    kubernetes_sd_configs:\n      - role: ⟦pods⟧\n"),
    ("MLK1521", "prometheus.yml", "scrape_configs:\n  - job_name: a\n    relabel_configs:\n      - {action: ⟦drp⟧, regex: a}\n"),
    (
        "MLK1521",
        "prometheus.yml",
        "scrape_configs:\n  - job_name: a\n    relabel_configs:\n      - {action: drop, regex: ⟦\"(a\"⟧}\n",
    ),
    (
        "MLK1521",
        "prometheus.yml",
        "scrape_configs:\n  - job_name: a\n    relabel_configs:\n      - {action: ⟦replace⟧, source_labels: [a]}\n",
    ),
    (
        "MLK1521",
        "prometheus.yml",
        "scrape_configs:\n  - job_name: a\n    static_configs:\n      - targets: [⟦\"http://a:80\"⟧]\n",
    ),
    ("MLK1522", "prometheus.yml", "scrape_configs:\n  - job_name: a\n  - job_name: ⟦a⟧\n"),
    (
        "MLK1525",
        "api.rules.yml",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n    ⟦form⟧: 5m\n    for: 5m\n    labels: {severity: low}\n",
    ),
    (
        "MLK1525",
        "rules.yml",
        "groups:\n- name: a\n  rules: [{record: a, expr: b}]\n- name: ⟦a⟧\n  rules: [{record: a, expr: b}]\n",
    ),
    ("MLK1525", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: a\n    expr: b\n    ⟦for⟧: 5m\n"),
    ("MLK1525", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: ⟦a-b⟧\n    expr: b\n"),
    ("MLK1525", "rules.yml", "groups:\n- name: a\n  rules:\n  - ⟦expr⟧: b\n"),
    (
        "MLK1526",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n    for: 5m\n    labels: {severity: low}\n    annotations:\n      summary: ⟦\"{{ $label.pod }} is down\"⟧\n",
    ),
    ("MLK1527", "rules.yml", "groups:\n- name: a\n  rules:\n  - alert: ⟦A⟧\n    expr: up == 0\n    labels: {severity: low}\n"),
    ("MLK1530", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: a\n    expr: sum⟦(⟧rate(x_total[5m]) by (job)\n"),
    ("MLK1530", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: a\n    expr: rate(⟦x_total⟧)\n"),
    ("MLK1530", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: a\n    expr: ⟦x_total[5m]⟧\n"),
    ("MLK1530", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: a\n    expr: 'x{a=~⟦\"(b\"⟧}'\n"),
    (
        "MLK1530",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: |\n      # the share\n      sum by (job) (\n        rate(⟦x_total⟧)\n      )\n",
    ),
    (
        "MLK1530",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: >-\n      sum by (job) (\n      rate(⟦x_total⟧)\n      )\n",
    ),
    ("MLK1530", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: a\n    expr: \"a{b=\\\"c\\\"} / ⟦irat⟧(x[5m])\"\n"),
    (
        "MLK1530",
        "d.json",
        "{\"schemaVersion\": 39, \"title\": \"a\", \"panels\": [{\"id\": 1, \"datasource\": {\"type\": \"prometheus\"}, \"targets\": [{\"expr\": \"a{b=\\\"c\\\"} / rate(x_total[$__rate_interval]) + rate(⟦y_total⟧)\"}]}]}",
    ),
    (
        "MLK1531",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: histogram_quantile(0.9, ⟦sum by (job) (rate(x_bucket[5m]))⟧)\n",
    ),
    (
        "MLK1531",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: histogram_quantile(0.9, ⟦sum by (le) (x_bucket)⟧)\n",
    ),
    (
        "MLK1531",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: histogram_quantile(⟦95⟧, sum by (le) (rate(x_bucket[5m])))\n",
    ),
    ("MLK1532", "rules.yml", "groups:\n- name: a\n  rules:\n  - record: a\n    expr: ⟦rate(sum(x_total)[5m:])⟧\n"),
    (
        "MLK1532",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: ⟦increase(process_resident_memory_bytes[5m])⟧\n",
    ),
    (
        "MLK1531",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: histogram_quantile(0.95, ⟦prediction_latency_seconds⟧) > 0.5\n",
    ),
    (
        "MLK1535",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    for: 1m\n    labels: {severity: low}\n    expr: ⟦sum by (job) (rate(http_requests_total{status=~\"5..\"}[5m])) > 0.01⟧\n",
    ),
    (
        "MLK1535",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    for: 1m\n    labels: {severity: low}\n    expr: ⟦rate(kube_pod_container_status_restarts_total[1h]) > 5⟧\n",
    ),
    (
        "MLK1533",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    for: 1m\n    labels: {severity: low}\n    expr: ⟦http_errors_total > 100⟧\n",
    ),
    (
        "MLK1534",
        "rules.yml",
        "groups:\n- name: a\n  rules:\n  - record: a\n    expr: sum by (job) (rate(a_total[5m])) ⟦/⟧ sum(rate(b_total[5m]))\n",
    ),
    ("MLK1540", "d.json", "{\"schemaVersion\": 39, \"title\": \"a\", \"panels\": [{\"id\": 1}, {\"id\": ⟦1⟧}]}"),
    ("MLK1540", "d.json", "{\"schemaVersion\": 39, \"title\": \"a\", \"uid\": ⟦\"my dashboard\"⟧, \"panels\": []}"),
    (
        "MLK1541",
        "d.json",
        "{\"schemaVersion\": 39, \"title\": \"a\", \"templating\": {\"list\": [{\"name\": \"pod\"}]}, \"panels\": [{\"id\": 1, \"datasource\": {\"type\": \"prometheus\"}, \"targets\": [{\"expr\": \"x{pod=~\\\"⟦$pods⟧\\\"}\"}]}]}",
    ),
    (
        "MLK1541",
        "d.json",
        "{\"schemaVersion\": 39, \"title\": \"a\", \"__inputs\": [{\"name\": ⟦\"DS_PROM\"⟧, \"type\": \"datasource\"}], \"panels\": []}",
    ),
    ("MLK1545", "alertmanager.yml", "route:\n  receiver: a\n  ⟦group_intervall⟧: 5m\nreceivers: [{name: a}]\n"),
    ("MLK1546", "alertmanager.yml", "route:\n  receiver: a\n  repeat_interval: ⟦4⟧\nreceivers: [{name: a}]\n"),
    ("MLK1546", "alertmanager.yml", "route:\n  receiver: a\n  ⟦matchers⟧: [a=\"b\"]\nreceivers: [{name: a}]\n"),
    ("MLK1546", "alertmanager.yml", "route:\n  receiver: a\nreceivers: [{name: a}, {name: ⟦a⟧}]\n"),
    ("MLK1547", "alertmanager.yml", "route:\n  receiver: ⟦on-call⟧\nreceivers: [{name: oncall}]\n"),
    ("MLK1550", "redis.conf", "appendonly yes\n⟦maxmemory-polcy⟧ allkeys-lru\n"),
    ("MLK1550", "redis.conf", "⟦maxmemory-policy⟧ allkeys\n"),
    ("MLK1550", "postgresql.conf", "⟦shared_bufers⟧ = 1GB\n"),
    ("MLK1550", "postgresql.conf", "shared_buffers = ⟦1 GB⟧\n"),
];

#[test]
fn each_case_is_found_at_its_place() {
    let wrong: Vec<String> = CASES.iter().filter_map(complaint).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

fn complaint((code, name, marked): &(&str, &str, &str)) -> Option<String> {
    let plain = marked.replace(['⟦', '⟧'], "");
    let (before, rest) = marked.split_once('⟦').expect("a mark");
    let (expected, _) = rest.split_once('⟧').expect("a second mark");
    let manifest = config_map(name, &plain);
    let (sources, found) = findings(&manifest);
    let told: Vec<(&str, &str, usize)> = found
        .iter()
        .map(|one| (one.code.id, sources.text(one.span.expect("a place")), sources.position(one.span.expect("a place")).line))
        .collect();
    // The text begins in the seventh line.
    let line = before.matches('\n').count() + 7;
    (told != [(*code, expected, line)]).then(|| format!("{code} {expected:?} in line {line} of {name}: {found:?}\n{plain}"))
}

#[test]
fn every_code_of_this_room_has_a_case() {
    let cases: BTreeSet<&str> = CASES.iter().map(|(code, ..)| *code).collect();
    let all: BTreeSet<&str> = codes::ALL.iter().map(|code| code.id).filter(|id| id.starts_with("MLK15")).collect();
    assert_eq!(cases, all);
    let pages: Vec<&str> = super::super::PAGES.iter().map(|(code, _)| code.id).collect();
    assert_eq!(pages, all.into_iter().collect::<Vec<_>>(), "pages are sorted and complete");
    for (code, page) in super::super::PAGES {
        for section in ["What:", "Why:", "Example:", "Fix:"] {
            assert!(page.contains(section), "{} lacks {section}", code.id);
        }
    }
}

#[test]
fn rules_of_an_object_stand_where_they_are_written() {
    let manifest = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\nspec:\n  groups:\n  - name: a\n    rules:\n    - record: a\n      expr: rate(x_total)\n    - record: b\n      expr: |\n        sum(a)\n          > bool sum by (job) (\n            rate(y_total))\n";
    let (sources, found) = findings(manifest);
    let told: Vec<(&str, &str)> = found.iter().map(|one| (one.code.id, sources.text(one.span.expect("a place")))).collect();
    assert_eq!(told, [("MLK1530", "x_total"), ("MLK1530", "y_total")]);
}

#[test]
fn scripts_of_commands_are_read() {
    let pod = |command: &str| {
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n  - name: a\n    {command}\n")
    };
    let told = |command: &str| {
        let (sources, found) = findings(&pod(command));
        found.iter().map(|one| format!("{} {}", one.code.id, sources.text(one.span.expect("a place")))).collect::<Vec<_>>()
    };
    assert_eq!(told("command: [sh, -c, \"if true; then\"]"), ["MLK1504 if"]);
    assert_eq!(told("command: [/bin/bash, -ec]\n    args: [\"echo 'a\"]"), ["MLK1504 '"]);
    assert_eq!(told("lifecycle: {preStop: {exec: {command: [sh, -c, 'sleep 5; done']}}}"), ["MLK1504 done"]);
    for good in [
        "command: [sh, -c, \"echo $$(date) $(NAME)\"]",
        "command: [python, -c, \"if x\"]",
        "command: [sh, run.sh, \"'\"]",
        "args: [\"'\"]",
    ] {
        assert_eq!(told(good), Vec::<String>::new(), "{good}");
    }
}
