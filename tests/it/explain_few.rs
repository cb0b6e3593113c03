//! Objects around which many entries stand are explained by a few of them, with the answers of the whole.

use crate::harness::{Test, for_each};
use mlkube::explain::{Examined, Explained, Extent, Keys, choose, parse_field};
use mlkube::profile::OwnProfiles;
use mlkube::{Project, Text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// So many services and a worker that share a Redis, watched by a Prometheus of the project's own.
fn spec(services: usize) -> String {
    let mut text = String::from(
        "apiVersion: mlkube/v1\nproject: shop\nprofile: eks\nredis:\n  queue: {disk: 1Gi}\n\
         workers:\n  trainer: {image: \"ghcr.io/acme/trainer:1.4.2\", celery: app.worker, uses: [queue]}\n\
         monitoring: {mode: bundled, grafana: {admin: secret(grafana)}}\nservices:\n",
    );
    for number in 0..services {
        let metrics = if number == services / 2 { ", metrics: /metrics" } else { "" };
        let port = 8000 + number;
        text += &[
            "  api-",
            &format!("{number:02}"),
            ": {image: \"ghcr.io/acme/api:1.4.2\", port: ",
            &port.to_string(),
            ", uses: [queue]",
            metrics,
            "}\n",
        ]
        .concat();
    }
    text
}

fn explained(examined: &Examined, object: &str, extent: Extent<'_>) -> Explained {
    let mut sources = examined.outcome.sources.clone();
    let bundle = examined.outcome.bundle.as_ref().expect("a bundle");
    let entry = choose(bundle.entries(), object, &mut sources).expect("the object");
    examined.explain(&Keys::default(), &[entry], extent).pop().expect("an answer")
}

/// Each field with its value and its origins.
fn answers(explained: &Explained) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let of_field = |origins: &[mlkube::explain::Origin]| origins.iter().map(|origin| format!("{origin:?}")).collect();
    let fields = explained.fields.iter();
    fields.map(|(field, origins)| (field.path.to_string(), (format!("{:?}", field.value), of_field(origins)))).collect()
}

#[test]
fn a_few_entries_give_the_answers_of_all() {
    let text = Text { name: "mlkube.yaml".to_owned(), content: spec(28) };
    let examined = Examined::new(Project::read(text, None, OwnProfiles::default()), Vec::new());
    let objects = [
        ("NetworkPolicy/queue", true),
        ("StatefulSet/queue", false),
        ("ConfigMap/prometheus-config", false),
        ("Deployment/api-03", false),
    ];
    for_each(
        objects,
        |(object, _)| (*object).to_owned(),
        |(object, leaves_out)| {
            let whole = explained(&examined, object, Extent::WHOLE);
            let few = explained(&examined, object, Extent { most: 3, field: None });
            assert!(whole.left_out.is_nothing());
            assert_eq!(few.left_out.is_nothing(), !leaves_out);
            assert_eq!(format!("{:?}", whole.needs), format!("{:?}", few.needs));
            let (all, some) = (answers(&whole), answers(&few));
            assert_eq!(all.len(), some.len() + few.left_out.fields.len(), "each field is told or counted");
            let partly: BTreeSet<String> = few.left_out.partly.iter().map(|field| field.path.to_string()).collect();
            for (path, (value, origins)) in &some {
                let (whole_value, whole_origins) = &all[path];
                assert_eq!(value, whole_value, "{path}");
                if partly.contains(path) {
                    assert!(!origins.is_empty() && origins.is_subset(whole_origins), "{path}: {origins:?} {whole_origins:?}");
                } else {
                    assert_eq!(origins, whole_origins, "{path}");
                }
            }
        },
    );
}

#[test]
fn a_field_that_is_asked_for_is_among_the_few() {
    let text = Text { name: "mlkube.yaml".to_owned(), content: spec(28) };
    let examined = Examined::new(Project::read(text, None, OwnProfiles::default()), Vec::new());
    let path = "spec.ingress[0].from[21].podSelector.matchLabels[app.kubernetes.io/name]";
    let asked = parse_field(path);
    let few = explained(&examined, "NetworkPolicy/queue", Extent { most: 3, field: Some(&asked) });
    let whole = explained(&examined, "NetworkPolicy/queue", Extent::WHOLE);
    assert_eq!(answers(&few)[path], answers(&whole)[path]);
    assert!(few.left_out.entries > 20 && !few.left_out.fields.is_empty());
}

#[test]
fn what_is_left_out_is_said() {
    let ask = |more: &[&str]| {
        let arguments = ["explain", "NetworkPolicy/queue"].into_iter().chain(more.iter().copied()).collect::<Vec<_>>();
        Test::new().file("mlkube.yaml", spec(30)).args(arguments).run().success().stdout
    };
    let text = ask(&[]);
    assert!(
        text.contains(" more fields from 25 more entries, alike; name one to see it, such as spec.ingress[0].from["),
        "{text}"
    );
    let answer: Value = serde_json::from_str(&ask(&["-o", "json"])).expect("JSON");
    assert_eq!(answer["leftOut"]["entries"], 25);
    assert_eq!(answer["leftOut"]["fields"], 50);
    let one = ask(&["spec.ingress[0].from[27]"]);
    assert!(one.contains("name of services.api-") && !one.contains("more fields"), "{one}");
}
