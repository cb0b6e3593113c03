//! Updates that wait for an accelerator that no node has.

use super::size::{Scalers, adds_before_it_ends};
use super::{Check, Context, Rule, gpu};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Pod};
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::NO_ROOM_FOR_SURGE,
        "\
What: a Deployment whose pods ask for accelerators, and that is updated by a pod more before an old one ends, on a cluster whose nodes have \
no accelerator left when all pods of the input run.
Why: the new pod stays `Pending`, and the old one waits for it: the update never ends.
Example: four replicas with one GPU each, and pools that grow to four nodes with one GPU; the default strategy brings a pod more.
Fix: write `rollingUpdate: {maxSurge: 0, maxUnavailable: 1}`, or give the pool a node more.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let Some((profile, facts)) = context.profile.and_then(|profile| Some((profile, profile.gpu.as_ref()?))) else { return };
    let scalers = Scalers::new(graph);
    // By the pools that pods can run on: what all of them take.
    let mut taken: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
    let mut deployments = Vec::new();
    for pod in graph.pods() {
        let each = gpu::wanted(pod, &facts.resource);
        let Some(replicas) = replicas(pod, &scalers, context).filter(|_| each > 0) else { continue };
        let pools = profile.nodes.pools.iter().filter(|(_, pool)| gpu::fits(pod, pool, facts, each));
        let pools: Vec<&str> = pools.map(|(name, _)| name.as_str()).collect();
        *taken.entry(pools.clone()).or_default() += each * replicas;
        if adds_before_it_ends(pod.owner, replicas) {
            deployments.push((pod, each, pools));
        }
    }
    for (pod, each, pools) in deployments {
        let of_pool = |name: &&str| {
            let pool = &profile.nodes.pools[*name];
            u64::from(pool.count.most) * u64::from(pool.resources[&facts.resource])
        };
        let (all, used) = (pools.iter().map(of_pool).sum::<u64>(), taken[&pools]);
        // Where no pool fits, or all together find no room, an update is the smaller problem.
        if pools.is_empty() || used > all || used + each <= all {
            continue;
        }
        let place = pod.owner.spec().and_then(|spec| spec.get("strategy")).unwrap_or(pod.owner.head());
        let message = format!("an update adds a pod before an old one ends, and pods take {used} of {all} accelerators already");
        found.push(
            pod.owner
                .warning(codes::NO_ROOM_FOR_SURGE, place, message)
                .related(profile.fact(&["nodes", "pools", pools[0]]), "the nodes that it can run on")
                .help("write `rollingUpdate: {maxSurge: 0, maxUnavailable: 1}`, or give the pool a node more"),
        );
    }
}

/// How many pods there are at the least; a Job and a pod alone count as what they run at a time.
fn replicas(pod: &Pod<'_>, scalers: &Scalers<'_>, context: &Context<'_>) -> Option<u64> {
    match pod.owner.kind {
        "Pod" => Some(1),
        "Job" | "CronJob" | "DaemonSet" => None,
        _ => scalers.size(pod.owner, context).map(|size| size.least),
    }
}
