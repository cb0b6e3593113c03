//! Disruption budgets that let no pod go, and pods with two of them.

use super::super::share::Share;
use super::size::Scalers;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::KubeVersion;
use crate::manifest::{Graph, Object, Pod, Selector};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::DRAIN_BLOCKED,
            "\
What: a PodDisruptionBudget that lets no pod go: as many have to be there as there are, at the least that a scaler keeps.
Why: a drain waits for them until it gives up. Nodes are drained for updates and by autoscalers; then nodes stay that nobody needs, and \
updates stop or go on by force.
Example: `minAvailable: 2` of a Deployment with two replicas; `minAvailable: 50%` of one replica, which is rounded up.
Fix: write `maxUnavailable: 1`. For a workload of one pod, take the budget out or run two.",
        ),
        (
            codes::TWO_BUDGETS,
            "\
What: pods that two PodDisruptionBudgets select.
Why: the server refuses to evict them: `This pod has more than one PodDisruptionBudget, which the eviction subresource does not support`. \
No drain of their nodes ends.
Example: a budget for `app: api` beside one for all pods of the namespace.
Fix: let each pod be meant by one budget.",
        ),
        (
            codes::SICK_PODS_STAY,
            "\
What: a PodDisruptionBudget without `unhealthyPodEvictionPolicy: AlwaysAllow`.
Why: pods that run and are not ready count against the budget, so that a drain waits for pods that never will be ready.
Example: a Deployment whose new version does not start, on a node that is to be updated.
Fix: write `unhealthyPodEvictionPolicy: AlwaysAllow`, which Kubernetes has since 1.27.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// Since when sick pods can be let go: beta, and on (KEP 3017).
const SICK_PODS_MAY_GO: KubeVersion = KubeVersion::minor(27);

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let scalers = Scalers::new(graph);
    let mut guarded: HashMap<*const Node, Object<'_>> = HashMap::new();
    for budget in graph.of_kind("PodDisruptionBudget").filter(|budget| budget.is("policy", "PodDisruptionBudget")) {
        let Some(spec) = budget.spec() else { continue };
        let Some(node) = spec.get("selector").filter(|node| !node.is_null()) else { continue };
        let selector = Selector::of(node);
        let pods: Vec<&Pod<'_>> = graph.selected(budget.namespace, &selector).collect();
        check_overlap(budget, node, &pods, &mut guarded, found);
        // Pods that nobody knows of may be meant, too.
        if !graph.provided().may_have("Pod", budget.namespace) {
            check_room(budget, spec, &pods, &scalers, context, found);
        }
        if spec.get("unhealthyPodEvictionPolicy").is_none() && *context.versions.start() >= SICK_PODS_MAY_GO {
            let message = "pods that are not ready count against it, so that a drain may wait for them forever";
            found.push(budget.info(codes::SICK_PODS_STAY, node, message).help("write `unhealthyPodEvictionPolicy: AlwaysAllow`"));
        }
    }
}

/// Tells once of each budget that another one means the same pods.
fn check_overlap<'a>(
    budget: Object<'a>,
    node: &'a Node,
    pods: &[&Pod<'a>],
    guarded: &mut HashMap<*const Node, Object<'a>>,
    found: &mut Report,
) {
    let mut told = false;
    for pod in pods {
        let other = *guarded.entry(std::ptr::from_ref(pod.spec)).or_insert(budget);
        // Two budgets of one name are one object that is there twice.
        if other.name != budget.name && !told {
            told = true;
            let message =
                format!("the pods of {} have the budget `{}` too, so that none can be evicted", pod.owner.title(), other.name);
            found.push(
                budget
                    .error(codes::TWO_BUDGETS, node, message)
                    .related(other.place(other.head()), "the other budget")
                    .help("let each pod be meant by one budget"),
            );
        }
    }
}

fn check_room<'a>(
    budget: Object<'a>,
    spec: &'a Node,
    pods: &[&Pod<'a>],
    scalers: &Scalers<'a>,
    context: &Context<'_>,
    found: &mut Report,
) {
    // Drains pass by what runs on each node, and a Job that must not be interrupted is guarded on purpose.
    let Some(first) = pods.first().filter(|_| !pods.iter().any(|pod| !is_replicated(pod.owner))) else { return };
    let total = total(pods, scalers, context);
    let Some((place, wanted)) = wanted(spec, total) else { return };
    let message = match (wanted, total) {
        (Some(wanted), Some(total)) => {
            format!("{wanted} of {total} {} to be there, so that none may go", if wanted == 1 { "pod has" } else { "pods have" })
        }
        _ => "all pods have to be there, so that none may go".to_owned(),
    };
    let scaler = scalers.of(first.owner);
    let (who, words) = scaler.map_or((first.owner, "the pods"), |scaler| (scaler, "who decides how many pods there are"));
    found.push(budget.warning(codes::DRAIN_BLOCKED, place, message).related(who.place(who.head()), words).help(
        if total == Some(1) {
            "take it out, or run two pods: one alone is always missing while its node is drained"
        } else {
            "write `maxUnavailable: 1`"
        },
    ));
}

/// The part of a budget that lets no pod go, and how many have to be there as far as that is known.
fn wanted(spec: &Node, total: Option<u64>) -> Option<(&Node, Option<u64>)> {
    let given = |key: &str| Some((spec.get(key)?, Share::read(spec.get(key)?)?));
    if let Some((place, share)) = given("maxUnavailable") {
        // A share is rounded up, so that any lets one go.
        return (share.is_zero() && total != Some(0)).then_some((place, total));
    }
    let (place, share) = given("minAvailable")?;
    match total {
        Some(total) => {
            let wanted = share.of_rounded_up(total);
            (wanted >= total && total > 0).then_some((place, Some(wanted)))
        }
        None => (share == Share::Percent(100)).then_some((place, None)),
    }
}

/// How many pods there are at the least, when there are any.
fn total(pods: &[&Pod<'_>], scalers: &Scalers<'_>, context: &Context<'_>) -> Option<u64> {
    let one = |pod: &&Pod<'_>| {
        let size = scalers.size(pod.owner, context)?;
        Some(if size.scaler.is_some() { size.least.max(1) } else { size.least })
    };
    pods.iter().map(one).sum()
}

fn is_replicated(owner: Object<'_>) -> bool {
    matches!(owner.kind, "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" | "Rollout")
}
