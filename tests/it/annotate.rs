//! What stands behind the lines of a bundle of many entries is what stands there if each entry is searched by itself.

use crate::harness::{Test, for_each};
use std::collections::BTreeMap;

const HEAD: &str = "\
apiVersion: mlkube/v1
project: shop
profile: eks
redis:
  queue: {disk: 1Gi}
  store: {}
services:
";

/// Services that are written alike, with what may make a difference all the same: thresholds, sums, the greater of two amounts, words
/// that stand in several places, and names of the user's own. The last one is written otherwise.
const SERVICES: [(&str, &str); 6] = [
    (
        "loan",
        "image: 'ghcr.io/acme/loan:1.4.2', port: 8000, cpu: 250m..1, memory: 512Mi..1Gi, drain: 20s, scale: {min: 3, max: 10, cpu: 70%}, env: {REGION: north, RATE: '3'}, uses: [queue]",
    ),
    (
        "fraud-api",
        "image: 'ghcr.io/acme/fraud:1.4.2', port: 8001, cpu: 100m..2, memory: 1Gi..2Gi, drain: 20s, scale: {min: 2, max: 5, cpu: 80%}, env: {AREA: south, SPEED: '8001'}, uses: [store]",
    ),
    (
        "a",
        "image: 'ghcr.io/acme/a:3', port: 3000, cpu: 250m..1, memory: 512Mi..1Gi, drain: 3m, scale: {min: 1, max: 3, cpu: 70%}, env: {REGION: a, RATE: '3'}, uses: [queue]",
    ),
    (
        "churn",
        "image: 'quay.io/acme/churn:2', port: 8000, cpu: 1..2, memory: 512Mi..1Gi, drain: 45s, scale: {min: 3, max: 10, cpu: 70%}, env: {REGION: churn, RATE: '3'}, uses: [queue]",
    ),
    (
        "on-spot",
        "image: 'quay.io/acme/on-spot:2', port: 8000, cpu: 1..2, memory: 512Mi..1Gi, drain: 45s, scale: {min: 3, max: 10, cpu: 70%}, env: {REGION: south, RATE: secret(rates/rate)}, uses: [queue]",
    ),
    ("plain", "image: 'ghcr.io/acme/plain:1', port: 8000, replicas: 2"),
];

/// The documents of each entry, with their comments but without the lines that these name.
fn documents(services: &[(&str, &str)]) -> BTreeMap<String, String> {
    let services: String = services.iter().map(|(name, keys)| ["  ", name, ": {", keys, "}\n"].concat()).collect();
    let project = Test::new().file("mlkube.yaml", HEAD.to_owned() + &services);
    let text = project.args(["render", "--annotate"]).run().success().stdout;
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for document in text.split("---\n") {
        let label = document.lines().find_map(|line| line.strip_prefix("    app.kubernetes.io/name: "));
        let Some(name) = label.and_then(|label| label.split("  # ").next()) else { continue };
        let told = found.entry(name.to_owned()).or_default();
        for line in document.lines() {
            told.push_str(line.rsplit_once(" (mlkube.yaml:").map_or(line, |(before, _)| before));
            told.push('\n');
        }
    }
    found
}

#[test]
fn entries_that_are_alike_are_told_of_as_if_each_were_alone() {
    let together = documents(&SERVICES);
    for_each(
        SERVICES,
        |(name, _)| (*name).to_owned(),
        |service| {
            let (name, _) = *service;
            let alone = &documents(&[*service])[name];
            assert!(alone.lines().filter(|line| line.contains(&format!("  # services.{name}."))).count() > 5, "{alone}");
            assert_same_lines(&together[name], alone);
        },
    );
}

/// Fails with the lines that differ.
fn assert_same_lines(one: &str, other: &str) {
    let differ: Vec<(&str, &str)> = one.lines().zip(other.lines()).filter(|(one, other)| one != other).collect();
    assert!(differ.is_empty() && one.lines().count() == other.lines().count(), "{differ:#?}");
}
