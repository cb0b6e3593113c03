//! Configuration of Prometheus.

mod relabeling;
mod tables;

use super::fault::Fault;
use super::fields::{self, Codes, has_gap};
use super::formats::Format;
use super::yaml;
use crate::diag::codes;
use crate::promql::milliseconds;
use crate::yaml::Node;
use std::collections::BTreeSet;

pub(super) const FORMAT: Format = Format {
    name: "Prometheus configuration",
    recognize: |name, text| {
        matches!(name, "prometheus.yml" | "prometheus.yaml") && !is_of_another_reader(text) && !is_data_source(text)
    },
    check,
};

pub(super) use tables::HTTP_CLIENT;

/// Keys that only vmagent knows, which reads files of the same name (VictoriaMetrics documentation, `vmagent`, 2026-08).
const VICTORIA: [&str; 9] = [
    "stream_parse:",
    "no_stale_markers:",
    "scrape_align_interval:",
    "scrape_offset:",
    "series_limit:",
    "disable_compression:",
    "disable_keepalive:",
    "relabel_debug:",
    "max_scrape_size:",
];

fn is_of_another_reader(text: &str) -> bool {
    text.lines().any(|line| VICTORIA.iter().any(|key| line.trim_start().trim_start_matches("- ").starts_with(key)))
}

/// Whether it tells Grafana where a Prometheus is, in a file that may have any name (Grafana documentation, "Provisioning", 2026-11).
fn is_data_source(text: &str) -> bool {
    text.split(['\n', ',', '{']).any(|part| part.trim_start_matches([' ', '\t', '\r', '"']).starts_with("datasources"))
}

fn check(text: &str, faults: &mut Vec<Fault>) {
    let documents = yaml::read(text, faults);
    // Prometheus reads the first document only.
    if let Some(document) = documents.first() {
        let names = Codes { unknown: codes::PROMETHEUS_FIELD, value: codes::PROMETHEUS_VALUE };
        fields::check(document, &tables::CONFIGURATION, names, faults);
        jobs(document, faults);
        relabeling::check(document, faults);
    }
}

/// What holds between the jobs: names are unique, and no scrape outlasts its interval.
fn jobs(document: &Node, faults: &mut Vec<Fault>) {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let global = document.get("global");
    for job in document.get("scrape_configs").and_then(Node::as_sequence).unwrap_or_default() {
        if let Some((name, node)) = job.get("job_name").and_then(|node| Some((node.as_str()?, node)))
            && !has_gap(name)
        {
            if name.is_empty() {
                faults.push(Fault::error(codes::PROMETHEUS_VALUE, node.span.range(), "a job without a name").help("name it"));
            } else if !names.insert(name) {
                let fault = Fault::error(codes::SCRAPE_JOB_TWICE, node.span.range(), format!("job `{name}` is there twice"));
                faults.push(fault.help("give each job a name of its own: they become the label `job`"));
            }
        }
        timeout(job, global, faults);
        targets(job, faults);
    }
    if let Some(global) = global {
        timeout(global, None, faults);
    }
}

/// The interval without a setting (Prometheus 3.14 documentation, `global.scrape_interval`).
const USUAL_INTERVAL: u64 = 60_000;

fn timeout(holder: &Node, global: Option<&Node>, faults: &mut Vec<Fault>) {
    let Some((node, timeout)) = holder.get("scrape_timeout").and_then(|node| Some((node, milliseconds(node.as_str()?)?))) else {
        return;
    };
    let interval = match holder.get("scrape_interval").or_else(|| global?.get("scrape_interval")) {
        Some(node) => node.as_str().and_then(milliseconds),
        None => Some(USUAL_INTERVAL),
    };
    if interval.is_some_and(|interval| interval > 0 && timeout > interval) {
        let message = "a scrape that may take longer than its interval";
        let fault = Fault::error(codes::PROMETHEUS_VALUE, node.span.range(), message);
        faults.push(fault.help("make `scrape_timeout` at most as long as `scrape_interval`, which is `1m` if nothing is said"));
    }
}

/// Targets are addresses, not URLs, where no relabeling makes addresses of them.
fn targets(job: &Node, faults: &mut Vec<Fault>) {
    if job.get("relabel_configs").and_then(Node::as_sequence).is_some_and(|rules| !rules.is_empty()) {
        return;
    }
    let groups = job.get("static_configs").and_then(Node::as_sequence).unwrap_or_default();
    for target in groups.iter().filter_map(|group| group.get("targets")?.as_sequence()).flatten() {
        if target.as_str().is_some_and(|text| text.contains('/') && !has_gap(text)) {
            let fault = Fault::error(codes::PROMETHEUS_VALUE, target.span.range(), "a target is an address, not a URL");
            faults.push(fault.help("write `host:port`; the scheme and the path go into `scheme` and `metrics_path`"));
        }
    }
}
