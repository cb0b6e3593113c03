//! Quotas that the pods of their own namespace do not fit into.

use super::super::{Check, Context, Rule};
use super::demand::{Workload, amount, by_namespace};
use crate::diag::{Report, codes};
use crate::k8s::quantity::Amount;
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::QUOTA_TOO_SMALL,
        "\
What: a quota that is smaller than what the pods of its namespace ask for together: all servers and workers at the least number
of replicas, and the largest job.
Why: the last pods are never created, and nothing but an event of their owner says why.
Example: `quota: {cpu: \"2\"}` over three replicas that may use one core each.
Fix: raise the quota, or lower what the entries ask for. A rollout starts new pods before it ends old ones, and needs room too.",
    )],
    rule: Rule::Graph(run),
};

/// The quotas that count every pod of their namespace; one with scopes counts some.
pub(super) fn of_every_pod<'a>(graph: &Graph<'a>) -> impl Iterator<Item = (Object<'a>, &'a Node)> {
    graph.of_kind("ResourceQuota").filter(|quota| quota.group().is_empty()).filter_map(|quota| {
        let spec = quota.spec()?;
        (spec.items("scopes").is_empty() && spec.get("scopeSelector").is_none()).then_some((quota, spec))
    })
}

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    if graph.of_kind("ResourceQuota").next().is_none() {
        return;
    }
    let workloads = by_namespace(graph);
    for (quota, spec) in of_every_pod(graph) {
        let here = workloads.get(quota.namespace).map(Vec::as_slice).unwrap_or_default();
        for (resource, place) in spec.entries("hard") {
            if let Some(hard) = amount(place) {
                check(quota, (&resource.name, place, hard), here, found);
            }
        }
    }
}

fn check<'a>(quota: Object<'a>, row: (&str, &'a Node, Amount), workloads: &[Workload<'_>], found: &mut Report) {
    let (resource, place, hard) = row;
    let standing: Amount = workloads.iter().filter(|workload| !workload.ends).map(|workload| workload.least(resource)).sum();
    let largest_job = workloads.iter().filter(|workload| workload.ends).map(|workload| workload.least(resource)).max();
    let least = standing + largest_job.unwrap_or_default();
    let (namespace, noun) = (quota.namespace, noun(resource));
    if least > hard {
        let message = format!("the pods of `{namespace}` need {least} {noun}, and the quota has {hard}");
        found.push(
            quota
                .error(codes::QUOTA_TOO_SMALL, place, message)
                .help(format!("what they need: {}", largest(resource, workloads)))
                .help(format!("raise the quota to {least} or more, or lower what the {} ask for", who(quota))),
        );
        return;
    }
    let surge = workloads.iter().map(|workload| workload.surge(resource)).max().unwrap_or_default();
    if standing + surge > hard {
        let message = format!("the pods of `{namespace}` fit into {hard} {noun}, but no rollout of them does");
        let help = format!("a rollout starts new pods before it ends old ones: make it {} or more", standing + surge);
        found.push(quota.warning(codes::QUOTA_TOO_SMALL, place, message).help(help));
    }
}

/// Whose amounts can be lowered: a spec has entries.
fn who(quota: Object<'_>) -> &'static str {
    if quota.is_rendered() { "entries" } else { "workloads" }
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
fn largest(resource: &str, workloads: &[Workload<'_>]) -> String {
    let needs = workloads.iter().map(|workload| (workload.least(resource), workload));
    let mut needs: Vec<(Amount, &Workload<'_>)> = needs.filter(|(need, _)| *need > Amount::default()).collect();
    needs.sort_by(|(one, first), (two, second)| two.cmp(one).then_with(|| first.title().cmp(&second.title())));
    let shown = needs.iter().take(5).map(|(need, workload)| format!("{} {need}", workload.title()));
    let mut words: Vec<String> = shown.collect();
    if needs.len() > words.len() {
        words.push(format!("and {} more", needs.len() - words.len()));
    }
    words.join(", ")
}
