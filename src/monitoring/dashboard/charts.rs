//! What is drawn of what there is.

use super::layout::{Chart, curves, number};
use crate::components::contract::Subject;
use crate::monitoring::inventory::Workload;
use crate::monitoring::promql::{Series, max_by, quantile, rate, series, sum, sum_by};
use crate::monitoring::rules::{of_project, recorded};
use crate::monitoring::targets::{Found, Target, VERSION};
use crate::monitoring::watch::{Gpus, Watch};
use std::collections::BTreeSet;

/// The window of all rates: a fixed one, which the rules have too.
const WINDOW: &str = "5m";

/// The alerts that are raised now and were before, whoever is told of them.
pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Chart> {
    let raised = |state: &str| series("ALERTS").is("project", watch.project).is("alertstate", state);
    vec![
        curves("Alerts", "short").of(sum_by(&["alertname", "severity"], raised("firing")), "{{alertname}} ({{severity}})"),
        curves("Alerts that wait to be sure", "short").of(sum_by(&["alertname"], raised("pending")), "{{alertname}}"),
    ]
}

/// The share of the budget of errors that is left, and how fast it burns.
pub(super) fn objectives(watch: &Watch<'_>) -> Vec<Chart> {
    if watch.objectives.is_empty() {
        return Vec::new();
    }
    let mut left = number("Budget of errors left, by the last 3 days", "percentunit", [0.0, 0.25]);
    let mut burning = curves("Speed at which budgets burn; 1 lasts 30 days", "short");
    let mut bad = curves("Share of bad requests in an hour", "percentunit");
    for objective in watch.objectives {
        let (budget, name) = (objective.share.rest().decimal(), &objective.name);
        left = left.of(format!("1 - {} / {budget}", recorded(objective, "3d")), name);
        burning = burning.of(format!("{} / {budget}", recorded(objective, "1h")), name);
        bad = bad.of(recorded(objective, "1h").to_string(), name);
    }
    vec![left, burning, bad]
}

/// The entries that have a row of their own, by name.
pub(super) fn entries<'a>(watch: &'a Watch<'_>) -> BTreeSet<&'a str> {
    let workloads = watch.inventory.deployments.iter().chain(&watch.inventory.stateful_sets);
    let scraped = watch.targets.iter().filter(|target| !is_of_monitoring(target));
    let own: BTreeSet<&str> =
        watch.targets.iter().filter(|target| is_of_monitoring(target)).map(|target| target.owner.name.as_str()).collect();
    workloads
        .map(|workload| workload.entry.as_str())
        .chain(scraped.map(|target| target.owner.name.as_str()))
        .filter(|name| !own.contains(name))
        .collect()
}

fn is_of_monitoring(target: &Target<'_>) -> bool {
    matches!(target.metrics.about, Subject::Monitoring | Subject::Alertmanager | Subject::Cluster)
}

/// The row of an entry: what its metrics are about, then its pods.
pub(super) fn entry(watch: &Watch<'_>, entry: &str) -> Vec<Chart> {
    let targets = || watch.targets.iter().filter(|target| target.owner.name == entry);
    let mut charts: Vec<Chart> = targets().flat_map(about).collect();
    let of_entry = |workload: &&Workload| workload.entry == entry;
    let deployments: Vec<&Workload> = watch.inventory.deployments.iter().filter(of_entry).collect();
    let sets: Vec<&Workload> = watch.inventory.stateful_sets.iter().filter(of_entry).collect();
    if !(deployments.is_empty() && sets.is_empty()) {
        charts.push(replicas(&deployments, &sets));
        charts.extend(usage(watch, targets().find(|target| target.way != Found::Itself), &deployments, &sets));
    }
    charts
}

fn about(target: &Target<'_>) -> Vec<Chart> {
    if let Some((counter, histogram)) = target.metrics.about.counted_requests() {
        let mut charts = requests(target, counter, histogram);
        if target.versions.len() > 1 {
            charts.extend(by_version(target, counter, histogram));
        }
        return charts;
    }
    match target.metrics.about {
        Subject::Celery => celery(target),
        Subject::Redis => redis(target),
        Subject::Postgres => postgres(target),
        _ => Vec::new(),
    }
}

fn requests(target: &Target<'_>, counter: &str, histogram: &str) -> Vec<Chart> {
    let (all, times) = (target.series(counter), target.series(histogram));
    let failed = sum(rate(&all.clone().like("status", "5.."), WINDOW));
    let share = |share: &str| quantile(share, &times, &[], WINDOW);
    vec![
        curves("Requests by status", "reqps").of(sum_by(&["status"], rate(&all, WINDOW)), "{{status}}"),
        curves("Share of errors", "percentunit").of(format!("{failed} / {}", sum(rate(&all, WINDOW))), "5xx"),
        curves("Time of requests", "s").of(share("0.5"), "50 %").of(share("0.95"), "95 %").of(share("0.99"), "99 %"),
    ]
}

/// What a version does beside the others. Weights stand nowhere here: a canary's next step changes them and nothing else.
fn by_version(target: &Target<'_>, counter: &str, histogram: &str) -> [Chart; 3] {
    let all = target.series(counter);
    let requests = sum_by(&[VERSION], rate(&all, WINDOW));
    let failed = sum_by(&[VERSION], rate(&all.clone().like("status", "5.."), WINDOW));
    let got = format!("{requests} / on () group_left () {}", sum(rate(&all, WINDOW)));
    let slow = quantile("0.95", &target.series(histogram), &[VERSION], WINDOW);
    [
        curves("Share of requests by version", "percentunit").of(got, "{{version}}"),
        curves("Share of errors by version", "percentunit").of(format!("{failed} / {requests}"), "{{version}}"),
        curves("Time of 95 % of requests by version", "s").of(slow, "{{version}}"),
    ]
}

/// Metrics of danihodovic/celery-exporter (README, 2026-08).
fn celery(target: &Target<'_>) -> Vec<Chart> {
    let tasks = |state: &str| sum(rate(&target.series(&format!("celery_task_{state}_total")), WINDOW));
    let runtime = target.series("celery_task_runtime");
    vec![
        curves("Tasks that wait", "short").of(target.series("celery_queue_length").to_string(), "{{queue_name}}"),
        curves("Tasks in a second", "ops")
            .of(tasks("received"), "received")
            .of(tasks("succeeded"), "succeeded")
            .of(tasks("failed"), "failed")
            .of(tasks("retried"), "retried"),
        curves("Time of 95 % of tasks", "s").of(quantile("0.95", &runtime, &["name"], WINDOW), "{{name}}"),
        curves("Workers", "short").of(sum(target.series("celery_worker_up")), "workers"),
    ]
}

/// Metrics of oliver006/redis_exporter (exporter/exporter.go, 2026-08).
fn redis(target: &Target<'_>) -> Vec<Chart> {
    vec![
        curves("Memory of data", "bytes")
            .of(target.series("redis_memory_used_bytes").to_string(), "used")
            .of(target.series("redis_memory_max_bytes").to_string(), "limit"),
        curves("Commands in a second", "ops").of(rate(&target.series("redis_commands_processed_total"), WINDOW), "commands"),
        curves("Clients", "short").of(target.series("redis_connected_clients").to_string(), "clients"),
    ]
}

/// Metrics of prometheus-community/postgres_exporter (collector/, 2026-08).
fn postgres(target: &Target<'_>) -> Vec<Chart> {
    let transactions = |end: &str| sum(rate(&target.series(&format!("pg_stat_database_xact_{end}")), WINDOW));
    vec![
        curves("Connections", "short").of(sum_by(&["datname"], target.series("pg_stat_database_numbackends")), "{{datname}}"),
        curves("Transactions in a second", "ops")
            .of(transactions("commit"), "committed")
            .of(transactions("rollback"), "rolled back"),
        curves("Size", "bytes").of(target.series("pg_database_size_bytes").to_string(), "{{datname}}"),
    ]
}

/// The pods that a workload should have and has.
fn replicas(deployments: &[&Workload], sets: &[&Workload]) -> Chart {
    let own = |name: &str, label: &str, workload: &Workload| {
        series(name).is("namespace", &workload.namespace).is(label, &workload.name).to_string()
    };
    let mut chart = curves("Pods", "short");
    for workload in deployments {
        chart = chart
            .of(own("kube_deployment_spec_replicas", "deployment", workload), format!("{} wanted", workload.name))
            .of(own("kube_deployment_status_replicas_available", "deployment", workload), format!("{} available", workload.name));
    }
    for workload in sets {
        chart = chart
            .of(own("kube_statefulset_replicas", "statefulset", workload), format!("{} wanted", workload.name))
            .of(own("kube_statefulset_status_replicas_ready", "statefulset", workload), format!("{} ready", workload.name));
    }
    chart
}

/// CPU and memory of pods beside their limits: as the nodes count them, or else as the programs themselves do.
fn usage(watch: &Watch<'_>, target: Option<&Target<'_>>, deployments: &[&Workload], sets: &[&Workload]) -> Vec<Chart> {
    let Some(workload) = deployments.iter().chain(sets).next() else { return Vec::new() };
    let patterns = deployments.iter().map(|workload| format!("{}-[a-z0-9]{{5,10}}-[a-z0-9]{{5}}", workload.name));
    let patterns: Vec<String> = patterns.chain(sets.iter().map(|workload| format!("{}-[0-9]+", workload.name))).collect();
    let of_pods = |name: &str| series(name).is("namespace", &workload.namespace).like("pod", &patterns.join("|"));
    let limit = |resource: &str| {
        let limits = of_pods("kube_pod_container_resource_limits").is("resource", resource);
        format!("max({})", sum_by(&["pod"], limits))
    };
    let (cpu, memory): (Series, Series) = if watch.nodes {
        let of_containers = |name: &str| of_pods(name).like("container", ".+");
        (of_containers("container_cpu_usage_seconds_total"), of_containers("container_memory_working_set_bytes"))
    } else if let Some(target) = target.filter(|target| target.metrics.about.counted_requests().is_some()) {
        // The names that the clients for Python, Go, Java and Node.js share.
        (target.series("process_cpu_seconds_total"), target.series("process_resident_memory_bytes"))
    } else {
        return Vec::new();
    };
    vec![
        curves("CPU of a pod", "short").of(sum_by(&["pod"], rate(&cpu, WINDOW)), "{{pod}}").of(limit("cpu"), "limit"),
        curves("Memory of a pod", "bytes").of(sum_by(&["pod"], memory), "{{pod}}").of(limit("memory"), "limit"),
    ]
}

/// The GPUs of the project's pods, by the pod that uses them; the exporter's own metrics (NVIDIA/dcgm-exporter
/// etc/default-counters.csv, 4.5, 2026-05).
pub(super) fn gpus(watch: &Watch<'_>) -> Vec<Chart> {
    if watch.gpus == Gpus::Unseen || !watch.inventory.has_gpus {
        return Vec::new();
    }
    let legend = "{{Hostname}} {{gpu}}";
    let of = |name: &str| max_by(&["Hostname", "gpu"], of_project(watch, name));
    let (used, free) = (of("DCGM_FI_DEV_FB_USED"), of("DCGM_FI_DEV_FB_FREE"));
    vec![
        curves("Use of GPUs", "percent").of(of("DCGM_FI_DEV_GPU_UTIL"), legend),
        curves("Memory of GPUs in use", "percentunit").of(format!("{used} / ({used} + {free})"), legend),
        curves("Temperature of GPUs", "celsius").of(of("DCGM_FI_DEV_GPU_TEMP"), legend),
    ]
}

/// What nodes tell of volumes and of containers at their limits.
pub(super) fn nodes(watch: &Watch<'_>) -> Vec<Chart> {
    if !watch.nodes {
        return Vec::new();
    }
    let of_project = |name: &str| series(name).within(&watch.namespaces);
    let mut charts = Vec::new();
    if watch.inventory.has_volumes {
        let bytes = |name: &str| max_by(&["persistentvolumeclaim"], of_project(&format!("kubelet_volume_stats_{name}_bytes")));
        let used = format!("1 - {} / {}", bytes("available"), bytes("capacity"));
        charts.push(curves("Volumes in use", "percentunit").of(used, "{{persistentvolumeclaim}}"));
    }
    let periods = |name: &str| {
        let counted = of_project(&format!("container_cpu_cfs_{name}_total")).like("container", ".+");
        sum_by(&["pod"], rate(&counted, WINDOW))
    };
    let held_back = format!("{} / {}", periods("throttled_periods"), periods("periods"));
    charts.push(curves("Share of time held back at the CPU limit", "percentunit").of(held_back, "{{pod}}"));
    charts
}

/// What runs once or by the clock.
pub(super) fn jobs(watch: &Watch<'_>) -> Vec<Chart> {
    let mut charts = Vec::new();
    if watch.inventory.has_jobs {
        let failed = series("kube_job_failed").within(&watch.namespaces).is("condition", "true");
        charts.push(curves("Jobs that failed", "short").of(sum_by(&["job_name"], failed), "{{job_name}}"));
    }
    if !watch.inventory.backups.is_empty() {
        let last = series("kube_cronjob_status_last_successful_time").within(&watch.namespaces);
        let last = last.one_of("cronjob", watch.inventory.backups.iter().map(|backup| backup.name.as_str()));
        charts.push(curves("Age of the last good backup", "s").of(format!("time() - {last}"), "{{cronjob}}"));
    }
    charts
}

/// What concerns all pods.
pub(super) fn pods(watch: &Watch<'_>) -> Vec<Chart> {
    let of_project = |name: &str| series(name).within(&watch.namespaces);
    let restarts = crate::monitoring::promql::increase(&of_project("kube_pod_container_status_restarts_total"), "1h");
    let not_ready = of_project("kube_pod_status_phase").one_of("phase", ["Failed", "Pending", "Unknown"]);
    let mut charts = vec![
        curves("Restarts in an hour", "short").of(sum_by(&["pod"], restarts), "{{pod}}"),
        curves("Pods that do not run", "short").of(sum_by(&["phase"], not_ready), "{{phase}}"),
    ];
    if !watch.targets.is_empty() {
        let names: BTreeSet<&str> = watch.targets.iter().map(|target| target.owner.name.as_str()).collect();
        let up = of_project("up").one_of("job", names);
        charts.push(curves("Pods that are scraped", "short").of(sum_by(&["job"], up), "{{job}}"));
    }
    charts
}
