//! Who watches sees everything that can be watched.

use super::entries::{Entry, entries, names};
use super::spec::spec;
use super::{config, rendered, string};
use crate::render::documents;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Who watches the project.
#[derive(Clone, Debug)]
enum Watched {
    Bundled { apart: bool, grafana: bool, objectives: bool },
    Operator { objectives: bool },
}

fn watched() -> impl Strategy<Value = Watched> {
    prop_oneof![
        any::<(bool, bool, bool)>().prop_map(|(apart, grafana, objectives)| Watched::Bundled { apart, grafana, objectives }),
        any::<bool>().prop_map(|objectives| Watched::Operator { objectives }),
    ]
}

/// The names of the services that show metrics.
fn measured(entries: &[(String, Entry)]) -> Vec<&str> {
    names(entries, |entry| matches!(entry, Entry::Service { measured: true, .. }))
}

/// The spec of the entries and of who watches them.
fn watched_spec(entries: &[(String, Entry)], watched: &Watched) -> Value {
    let mut spec = spec(entries);
    let (mut monitoring, objectives) = match watched {
        Watched::Bundled { apart, grafana, objectives } => {
            let mut bundled = json!({"mode": "bundled", "namespace": if *apart { "shop-monitoring" } else { "shop" }});
            if *grafana {
                bundled["grafana"] = json!({});
            }
            (bundled, *objectives)
        }
        Watched::Operator { objectives } => (json!({"mode": "operator", "labels": {"release": "stack"}}), *objectives),
    };
    if objectives {
        let promise = |name: &&str| (format!("{name}-slo"), json!({"service": name, "objective": "99.9%", "below": "250ms"}));
        monitoring["slos"] = measured(entries).iter().map(promise).collect::<Map<_, _>>().into();
    }
    spec["monitoring"] = monitoring;
    spec
}

proptest! {
    #![proptest_config(config())]

    /// Who watches sees every service that shows metrics, and asks nothing that is not PromQL.
    #[test]
    fn whatever_shows_metrics_is_watched(entries in entries(), watched in watched()) {
        let stream = rendered(&watched_spec(&entries, &watched).to_string());
        let objects = documents(&stream);
        let of_kind = |kind: &str| objects.iter().filter(|object| object["kind"] == kind).collect::<Vec<_>>();
        let named = |kind: &str, name: &str| of_kind(kind).into_iter().find(|object| object["metadata"]["name"] == name);
        let groups = if matches!(watched, Watched::Operator { .. }) {
            for name in measured(&entries) {
                let monitor = format!("{name}-service-http");
                // Pods that several Services lead to are found by themselves.
                let is_watched = ["ServiceMonitor", "PodMonitor"].iter().any(|kind| named(kind, &monitor).is_some());
                prop_assert!(is_watched, "{} has no monitor", name);
            }
            of_kind("PrometheusRule").first().map_or(Value::Null, |rules| rules["spec"]["groups"].clone())
        } else {
            let files = &named("ConfigMap", "prometheus-config").expect("the configuration")["data"];
            let scrape: Value = serde_yaml::from_str(string(files, "/prometheus.yml")).expect("YAML");
            let jobs: Vec<&str> =
                scrape["scrape_configs"].as_array().expect("a list").iter().map(|job| string(job, "/job_name")).collect();
            for name in measured(&entries) {
                prop_assert!(jobs.contains(&format!("{name}/service/8000").as_str()), "{} is not scraped: {:?}", name, jobs);
            }
            let rules: Value = serde_yaml::from_str(string(files, "/rules.yml")).expect("YAML");
            rules["groups"].clone()
        };
        let rules = groups.as_array().into_iter().flatten().flat_map(|group| group["rules"].as_array().into_iter().flatten());
        for rule in rules {
            let expression = string(rule, "/expr");
            prop_assert!(mlkube::promql::parse(expression).is_ok(), "{}", expression);
            prop_assert!(promql_parser::parser::parse(expression).is_ok(), "{}", expression);
        }
    }
}
