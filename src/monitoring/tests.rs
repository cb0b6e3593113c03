//! Rules and dashboards over a project that has everything, more than any one spec would.
#![allow(clippy::disallowed_methods, reason = "a test compares with a file, and writes it when asked to")]

use super::inventory::{Backup, Inventory, Workload};
use super::runbooks::Runbooks;
use super::settings::{BackupAge, Good, Objective, OwnRule, Thresholds};
use super::spec::Severity;
use super::targets::{Found, Target};
use super::watch::{Gpus, Watch};
use super::{dashboard, rules, runbooks, yaml_text};
use crate::components::contract::{Metrics, Subject};
use crate::fields::{Duration, Latency, Ratio, WebAddress, Word};
use crate::k8s::Owner;
use crate::k8s::custom::prometheus::{PrometheusRuleSpec, Rule, RuleGroup};
use crate::promql;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn owner(name: &str) -> Owner {
    Owner { project: "shop".to_owned(), name: name.to_owned(), version: None, namespace: "shop".to_owned() }
}

/// What a test borrows from.
struct Everything {
    shown: Vec<(Owner, Metrics)>,
    thresholds: Thresholds,
    objectives: Vec<Objective>,
    rules: Vec<OwnRule>,
    runbooks: WebAddress,
    versions: Vec<String>,
}

fn everything() -> Everything {
    let (counter, histogram) = ("http_requests_total".to_owned(), "http_request_duration_seconds".to_owned());
    let subjects = [
        ("alertmanager", "alertmanager", 9_093, Subject::Alertmanager),
        ("api", "service", 8_000, Subject::Requests { counter, histogram }),
        ("cache", "redis", 9_121, Subject::Redis),
        ("db", "postgres", 9_187, Subject::Postgres),
        ("mlflow", "mlflow", 5_000, Subject::Mlflow),
        ("prometheus", "prometheus", 9_090, Subject::Monitoring),
        ("scorer", "exporter", 9_808, Subject::Celery),
        ("states", "states", 8_080, Subject::Cluster),
        ("tool", "service", 8_001, Subject::Own),
    ];
    let shown = subjects.map(|(name, role, port, about)| {
        (owner(name), Metrics { role, port, port_name: "http", path: "/metrics".to_owned(), every: None, about, login: None })
    });
    let objective = |name: &str, share, good| Objective { name: name.to_owned(), owner: owner("api"), share, good };
    Everything {
        shown: shown.to_vec(),
        thresholds: Thresholds {
            restarts: Some(5),
            errors: Some(Ratio::from_thousandths(1_000)),
            latency: Some(Latency::from_milliseconds(500)),
            queue: Some(1_000),
            backup: BackupAge::BySchedule,
        },
        objectives: vec![
            objective(
                "availability",
                Ratio::from_thousandths(99_900),
                Good::Answered { counter: "http_requests_total".to_owned() },
            ),
            objective(
                "in-time",
                Ratio::from_thousandths(99_000),
                Good::InTime { histogram: "http_request_duration_seconds".to_owned(), below: Latency::from_milliseconds(1_000) },
            ),
        ],
        rules: vec![OwnRule {
            name: "PredictionsStopped".to_owned(),
            expression: "sum(rate(predictions_total[10m])) == 0".to_owned(),
            wait: Duration::from_seconds(900),
            severity: Severity::Info,
            summary: "no predictions".to_owned(),
            description: None,
        }],
        runbooks: WebAddress::parse("https://runbooks.example.com").unwrap(),
        versions: ["v1", "v2"].map(str::to_owned).to_vec(),
    }
}

fn watch(everything: &Everything) -> Watch<'_> {
    let target = |(owner, metrics): &'_ (Owner, Metrics)| -> Workload {
        Workload {
            namespace: owner.namespace.clone(),
            name: owner.name.clone(),
            entry: owner.name.clone(),
            role: metrics.role.to_owned(),
            replicas: Some(1),
        }
    };
    let workloads: Vec<Workload> = everything.shown.iter().map(target).collect();
    let (stateful_sets, deployments) = workloads
        .into_iter()
        .partition(|workload| ["alertmanager", "cache", "db", "prometheus"].contains(&workload.entry.as_str()));
    Watch {
        project: "shop",
        namespaces: BTreeSet::from(["shop".to_owned()]),
        targets: everything
            .shown
            .iter()
            .map(|(owner, metrics)| Target {
                owner,
                metrics,
                way: if owner.name == "prometheus" { Found::Itself } else { Found::Pods },
                versions: if owner.name == "api" { &everything.versions } else { &[] },
            })
            .collect(),
        inventory: Inventory {
            deployments,
            stateful_sets,
            autoscalers: BTreeSet::from([("shop".to_owned(), "api".to_owned())]),
            has_jobs: true,
            backups: vec![Backup {
                namespace: "shop".to_owned(),
                name: "db-backup".to_owned(),
                entry: "db".to_owned(),
                every: 86_400,
            }],
            has_gpus: true,
            has_volumes: true,
        },
        thresholds: &everything.thresholds,
        objectives: &everything.objectives,
        rules: &everything.rules,
        runbooks: Runbooks::Pages(&everything.runbooks),
        nodes: true,
        asks_nodes: true,
        gpus: Gpus::Seen { errors: true },
        tells_people: true,
    }
}

fn alerts(groups: &[RuleGroup]) -> BTreeMap<&str, usize> {
    let mut names = BTreeMap::new();
    for rule in groups.iter().flat_map(|group| &group.rules) {
        if let Rule::Alerting(alert) = rule {
            *names.entry(alert.alert.as_str()).or_default() += 1;
        }
    }
    names
}

#[test]
fn every_expression_is_promql() {
    let everything = everything();
    let groups = rules::groups(&watch(&everything));
    for rule in groups.iter().flat_map(|group| &group.rules) {
        let expression = rule.expression();
        assert!(promql::parse(expression).is_ok(), "{expression}: {:?}", promql::parse(expression).err());
        assert!(promql_parser::parser::parse(expression).is_ok(), "{expression}");
    }
    assert!(groups.len() == 13, "{:?}", groups.iter().map(|group| &group.name).collect::<Vec<_>>());
}

#[test]
fn every_alert_waits_and_says_what_to_do() {
    let everything = everything();
    let groups = rules::groups(&watch(&everything));
    for rule in groups.iter().flat_map(|group| &group.rules) {
        let Rule::Alerting(alert) = rule else { continue };
        let says = |key: &str| alert.annotations.get(key).is_some_and(|text| !text.is_empty());
        assert!(says("summary") && says("description") && !alert.wait.is_empty(), "{}", alert.alert);
        assert_eq!(alert.annotations["runbook_url"], format!("https://runbooks.example.com/{}", alert.alert));
        assert!(["critical", "warning", "info"].contains(&alert.labels["severity"].as_str()), "{}", alert.alert);
    }
}

/// Alerts of one name have to differ in their labels, or one hides the other.
#[test]
fn no_alert_is_there_twice() {
    let everything = everything();
    let groups = rules::groups(&watch(&everything));
    let mut seen = BTreeSet::new();
    for rule in groups.iter().flat_map(|group| &group.rules) {
        let identity = match rule {
            Rule::Alerting(alert) => (&alert.alert, &alert.labels),
            Rule::Recording(recording) => (&recording.record, &recording.labels),
        };
        assert!(seen.insert(identity), "{identity:?}");
    }
}

#[test]
fn nothing_is_watched_that_is_not_there() {
    let mut everything = everything();
    everything.shown.clear();
    everything.objectives.clear();
    everything.rules.clear();
    let mut bare = watch(&everything);
    bare.inventory = Inventory::default();
    (bare.nodes, bare.asks_nodes) = (false, false);
    assert_eq!(alerts(&rules::groups(&bare)), BTreeMap::from([("ContainerRestarts", 1)]));
    bare.thresholds = &Thresholds { restarts: None, errors: None, latency: None, queue: None, backup: BackupAge::Any };
    assert!(rules::groups(&bare).is_empty());
}

#[test]
fn thresholds_take_alerts_out() {
    let mut everything = everything();
    let all = alerts(&rules::groups(&watch(&everything))).into_keys().map(str::to_owned).collect::<BTreeSet<_>>();
    everything.thresholds = Thresholds { restarts: None, errors: None, latency: None, queue: None, backup: BackupAge::Any };
    let groups = rules::groups(&watch(&everything));
    let fewer = alerts(&groups).into_keys().map(str::to_owned).collect();
    let gone: Vec<&String> = all.difference(&fewer).collect();
    assert_eq!(gone, ["BackupOld", "ContainerRestarts", "QueueLong", "RequestErrors", "RequestsSlow", "VersionErrors"]);
}

/// Nodes tell of volumes and GPUs; who does not scrape them has no alerts for them.
#[test]
fn without_nodes_nothing_is_asked_of_them() {
    let everything = everything();
    let mut without = watch(&everything);
    (without.nodes, without.asks_nodes, without.gpus) = (false, false, Gpus::Unseen);
    let text = yaml_text(&rules::groups(&without)) + &dashboard::project(&without, Some("prometheus"));
    for name in ["kubelet_", "DCGM_", "container_cpu", "container_memory"] {
        assert!(!text.contains(name), "{name}");
    }
}

#[test]
fn dashboards_are_whole() {
    let everything = everything();
    for nodes in [true, false] {
        let mut watch = watch(&everything);
        (watch.nodes, watch.asks_nodes) = (nodes, nodes);
        let text = dashboard::project(&watch, Some("prometheus"));
        let page: serde_json::Value = serde_json::from_str(&text).unwrap();
        let panels = page["panels"].as_array().unwrap();
        let ids: BTreeSet<u64> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
        assert_eq!(ids.len(), panels.len());
        let mut taken = BTreeSet::new();
        for panel in panels {
            let at = |key: &str| panel["gridPos"][key].as_u64().unwrap();
            for x in at("x")..at("x") + at("w") {
                for y in at("y")..at("y") + at("h") {
                    assert!(x < 24 && taken.insert((x, y)), "{} covers another panel", panel["title"]);
                }
            }
            if panel["type"] == "row" {
                continue;
            }
            let targets = panel["targets"].as_array().unwrap();
            assert!(!targets.is_empty(), "{} asks nothing", panel["title"]);
            for target in targets {
                let expression = target["expr"].as_str().unwrap();
                assert!(promql::parse(expression).is_ok(), "{expression}");
                assert_eq!(target["datasource"]["uid"], "prometheus");
            }
        }
        let rows: Vec<&str> =
            panels.iter().filter(|panel| panel["type"] == "row").map(|panel| panel["title"].as_str().unwrap()).collect();
        let entries = ["api", "cache", "db", "mlflow", "scorer", "tool"];
        let last: &[&str] = if nodes { &["GPUs", "Volumes and containers", "Pods"] } else { &["GPUs", "Pods"] };
        assert_eq!(rows, [&["Alerts", "Objectives"], &entries[..], &["Jobs and backups"], last].concat());
    }
}

/// Every alert has a runbook in `docs/alerts.md`, and every runbook an alert.
#[test]
fn every_alert_has_a_runbook() {
    let everything = everything();
    let groups = rules::groups(&watch(&everything));
    let mut alerts = rules::names(&groups);
    assert!(alerts.remove("PredictionsStopped"), "an alert of the user's own");
    assert_eq!(runbooks::all().map(|runbook| runbook.alert).collect::<BTreeSet<_>>(), alerts);
}

#[test]
fn runbooks_are_where_alerts_lead() {
    let everything = everything();
    let groups = rules::groups(&watch(&everything));
    let found = runbooks::of(&rules::names(&groups));
    let page: serde_json::Value = serde_json::from_str(&dashboard::runbooks("shop", &found)).unwrap();
    assert_eq!(page["uid"], "mlkube-shop-runbooks");
    assert_eq!(page["title"], dashboard::runbooks_title("shop"));
    assert!(dashboard::runbooks_path("shop").ends_with("/mlkube-shop-runbooks/runbooks"));
    for (panel, runbook) in page["panels"].as_array().unwrap().iter().zip(&found) {
        assert_eq!((panel["title"].as_str(), panel["id"].as_u64()), (Some(runbook.alert), Some(runbook.number.into())));
        assert_eq!(panel["options"]["content"], runbook.text);
    }
    assert!(dashboard::runbooks_path(&"x".repeat(60)).split('/').nth(2).is_some_and(|uid| uid.len() <= 40));
}

/// The rules that `promtool test rules` runs against samples are those of today.
#[test]
fn tested_rules_are_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/promtool/rules.yml");
    let everything = everything();
    let rules = yaml_text(&PrometheusRuleSpec { groups: rules::groups(&watch(&everything)) });
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &rules).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == rules, "run `UPDATE_DOCS=1 cargo test tested_rules`, then `promtool test rules tests/real/promtool/*.yaml`");
}
