//! Quotas that the pods of their own namespace do not fit into.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::graph::Graph;
use crate::k8s::quantity::Amount;
use crate::k8s::{Entry, Object, demand};
use k8s_openapi::api::core::v1::ResourceQuota;

pub(super) const CHECK: Check = Check {
    code: codes::QUOTA_TOO_SMALL,
    docs: "\
What: a quota that is smaller than what the pods of its namespace ask for together: all servers and workers at the least number
of replicas, and the largest job.
Why: the last pods are never created, and nothing but an event of their owner says why.
Example: `quota: {cpu: \"2\"}` over three replicas that may use one core each.
Fix: raise the quota, or lower what the entries ask for. A rollout starts new pods before it ends old ones, and needs room too.",
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, report: &mut Report) {
    let quotas: Vec<(&Entry, &ResourceQuota)> = graph
        .entries()
        .iter()
        .filter_map(|entry| match &entry.object {
            Object::ResourceQuota(quota) => Some((entry, &**quota)),
            _ => None,
        })
        .collect();
    if quotas.is_empty() {
        return;
    }
    let scalers = demand::least_replicas(graph.entries());
    let workloads: Vec<demand::Workload<'_>> =
        graph.entries().iter().filter_map(|entry| demand::Workload::of(entry, &scalers)).collect();
    for (entry, quota) in quotas {
        let namespace = entry.object.namespace().unwrap_or_default();
        let here: Vec<&demand::Workload<'_>> = workloads.iter().filter(|workload| workload.namespace() == namespace).collect();
        for (resource, hard) in quota.spec.iter().flat_map(|spec| spec.hard.iter().flatten()) {
            if let Some(hard) = Amount::of(hard) {
                check(resource, hard, &here, entry, report);
            }
        }
    }
}

fn check(resource: &str, hard: Amount, workloads: &[&demand::Workload<'_>], entry: &Entry, report: &mut Report) {
    let standing: Amount = workloads.iter().filter(|workload| !workload.ends).map(|workload| workload.least(resource)).sum();
    let largest_job = workloads.iter().filter(|workload| workload.ends).map(|workload| workload.least(resource)).max();
    let least = standing + largest_job.unwrap_or_default();
    let namespace = entry.object.namespace().unwrap_or_default();
    let noun = noun(resource);
    if least > hard {
        report.push(
            Diagnostic::error(
                codes::QUOTA_TOO_SMALL,
                format!("the pods of `{namespace}` need {least} {noun}, and the quota has {hard}"),
            )
            .at(entry.origin)
            .help(format!("what they need: {}", largest(resource, workloads)))
            .help(format!("raise the quota to {least} or more, or lower what the entries ask for")),
        );
        return;
    }
    let surge = workloads.iter().map(|workload| workload.surge(resource)).max().unwrap_or_default();
    if standing + surge > hard {
        report.push(
            Diagnostic::warning(
                codes::QUOTA_TOO_SMALL,
                format!("the pods of `{namespace}` fit into {hard} {noun}, but no rollout of them does"),
            )
            .at(entry.origin)
            .help(format!("a rollout starts new pods before it ends old ones: make it {} or more", standing + surge)),
        );
    }
}

/// A resource of a quota in the words of people.
fn noun(resource: &str) -> String {
    match resource {
        "requests.cpu" | "cpu" => "CPU as requests".to_owned(),
        "limits.cpu" => "CPU as limits".to_owned(),
        "requests.memory" | "memory" => "memory as requests".to_owned(),
        "limits.memory" => "memory as limits".to_owned(),
        "requests.nvidia.com/gpu" => "GPUs".to_owned(),
        "requests.storage" => "storage".to_owned(),
        "pods" => "pods".to_owned(),
        other => format!("of `{other}`"),
    }
}

/// Who needs most, at most five of them.
fn largest(resource: &str, workloads: &[&demand::Workload<'_>]) -> String {
    let mut needs: Vec<(Amount, &&demand::Workload<'_>)> = workloads
        .iter()
        .map(|workload| (workload.least(resource), workload))
        .filter(|(need, _)| *need > Amount::default())
        .collect();
    needs.sort_by(|(one, first), (two, second)| two.cmp(one).then_with(|| first.title().cmp(&second.title())));
    let shown = needs.iter().take(5).map(|(need, workload)| format!("{} {need}", workload.title()));
    let mut words: Vec<String> = shown.collect();
    if needs.len() > words.len() {
        words.push(format!("and {} more", needs.len() - words.len()));
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, good_pod, owner, workload};
    use super::*;
    use k8s_openapi::api::core::v1::ResourceQuotaSpec;
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
    use std::collections::BTreeMap;

    fn quota(resource: &str, hard: &str) -> Object {
        let hard = BTreeMap::from([(resource.to_owned(), Quantity(hard.to_owned()))]);
        ResourceQuota {
            metadata: owner().metadata("quota", None),
            spec: Some(ResourceQuotaSpec { hard: Some(hard), ..ResourceQuotaSpec::default() }),
            ..ResourceQuota::default()
        }
        .into()
    }

    #[test]
    fn counts_requests_limits_and_pods() {
        // The pod asks for 100m..1 CPU and 64Mi..128Mi memory; a rollout needs room for one more.
        for (resource, enough, too_little) in [
            ("requests.cpu", "200m", "99m"),
            ("limits.cpu", "2", "500m"),
            ("limits.memory", "256Mi", "127Mi"),
            ("pods", "2", "0"),
        ] {
            assert_eq!(found(&CHECK, [workload(good_pod()), quota(resource, enough)]), [], "{resource}: {enough}");
            assert_eq!(
                found(&CHECK, [workload(good_pod()), quota(resource, too_little)]),
                [codes::QUOTA_TOO_SMALL],
                "{resource}"
            );
        }
    }
}
