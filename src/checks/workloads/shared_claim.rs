//! Claims whose volume one node or one pod can have, and that several want.

use super::size::{Scalers, adds_before_it_ends};
use super::{Check, Context, Rule, claims};
use crate::diag::{Code, Diagnostic, Report, codes};
use crate::manifest::{Graph, Object, Pod};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::CLAIM_SHARED,
            "\
What: a claim with the access mode `ReadWriteOnce` or `ReadWriteOncePod` that several pods mount: replicas of one workload, or pods of \
several, of which one runs always. Pods that are kept on one node on purpose are not told, nor is `ReadWriteOnce` on a cluster of one node.
Why: the volume is attached to one node, or given to one pod. The others wait: `Multi-Attach error for volume`.
Example: a Deployment with three replicas, and one claim `models` in its template.
Fix: take a class whose volumes many nodes can mount with `ReadWriteMany`, a StatefulSet with `volumeClaimTemplates`, or an object store.",
        ),
        (
            codes::CLAIM_HANDOVER,
            "\
What: a Deployment that mounts a claim for one node, or one pod, and that is updated by a new pod before the old one ends.
Why: the new pod waits for the volume, which the old one has; the old one waits for the new one to be ready. With `ReadWriteOnce` the update \
goes well only if both happen to be on one node, and then both write at the same time; with `ReadWriteOncePod` it never does.
Example: `replicas: 1`, a claim, and no `strategy`: the default brings a pod more.
Fix: write `strategy: {type: Recreate}`.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// Who has a volume at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Node,
    Pod,
}

/// A pod that mounts a claim, and where it says so.
struct Use<'a, 'b> {
    pod: &'b Pod<'a>,
    place: &'a Node,
}

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let uses = uses(graph);
    if uses.is_empty() {
        return;
    }
    let scalers = Scalers::new(graph);
    let has_one_node = context.profile.is_some_and(|profile| profile.nodes.is_one());
    for claim in graph.of_kind("PersistentVolumeClaim") {
        let Some(holder) = claim.spec().and_then(holder) else { continue };
        let Some(uses) = uses.get(&(claim.namespace, claim.name)) else { continue };
        if holder == Holder::Node && has_one_node {
            continue;
        }
        let apart = |one: &&Use<'_, '_>| holder == Holder::Pod || !is_bound_to_node(one.pod);
        let told = uses.iter().filter(apart).filter(|one| check_alone(claim, holder, one, &scalers, context, found)).count();
        if told == 0 {
            check_together(claim, holder, &uses.iter().filter(apart).collect::<Vec<_>>(), found);
        }
    }
}

/// All mounted claims, by namespace and name.
fn uses<'a, 'b>(graph: &'b Graph<'a>) -> HashMap<(&'a str, &'a str), Vec<Use<'a, 'b>>> {
    let mut uses: HashMap<_, Vec<_>> = HashMap::new();
    for pod in graph.pods() {
        for volume in pod.volumes() {
            let place = volume.dig(&["persistentVolumeClaim", "claimName"]);
            if let Some((place, name)) = place.and_then(|place| Some((place, place.as_str()?))) {
                uses.entry((pod.owner.namespace, name)).or_default().push(Use { pod, place });
            }
        }
    }
    uses
}

fn holder(spec: &Node) -> Option<Holder> {
    let mut modes = claims::modes(spec).map(|(_, mode)| mode);
    match (modes.next()?, modes.next()) {
        ("ReadWriteOnce", None) => Some(Holder::Node),
        ("ReadWriteOncePod", None) => Some(Holder::Pod),
        _ => None,
    }
}

/// Whether a pod says on which node it runs, or beside whom.
fn is_bound_to_node(pod: &Pod<'_>) -> bool {
    let affinity = pod.spec.get("affinity");
    let beside = affinity.and_then(|affinity| affinity.dig(&["podAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]));
    pod.spec.get("nodeName").is_some()
        || pod.spec.dig(&["nodeSelector", "kubernetes.io/hostname"]).is_some()
        || beside.and_then(Node::as_sequence).is_some_and(|terms| !terms.is_empty())
}

/// Looks at the pods of one workload; tells whether something was found.
fn check_alone<'a>(
    claim: Object<'a>,
    holder: Holder,
    one: &Use<'a, '_>,
    scalers: &Scalers<'a>,
    context: &Context<'_>,
    found: &mut Report,
) -> bool {
    let owner = one.pod.owner;
    let size = scalers.size(owner, context);
    let most = match owner.kind {
        "DaemonSet" => Some(None),
        "Job" => {
            owner.spec().and_then(|spec| spec.integer("parallelism")).and_then(|number| u64::try_from(number).ok()).map(Some)
        }
        _ => size.map(|size| Some(size.most)),
    };
    let of_whom = of_whom(holder);
    let told = match most {
        Some(None) => {
            tell(codes::CLAIM_SHARED, holder, one, format!("a pod of each node mounts a claim whose volume is {of_whom}"))
        }
        Some(Some(most)) if most > 1 => {
            let told =
                tell(codes::CLAIM_SHARED, holder, one, format!("up to {most} pods mount one claim, whose volume is {of_whom}"));
            let scaler = size.and_then(|size| size.scaler);
            told.related(scaler.and_then(|scaler| scaler.place(scaler.head())), "who decides how many pods there are")
        }
        // A Deployment of which the number is not known has one pod at the least.
        _ if adds_before_it_ends(owner, most.flatten().unwrap_or(1)) => tell(
            codes::CLAIM_HANDOVER,
            holder,
            one,
            format!("an update adds a pod before the old one ends, and the volume is {of_whom}"),
        ),
        _ => return false,
    };
    let is_handover = told.code == codes::CLAIM_HANDOVER;
    found.push(told.related(claim.place(claim.head()), "the claim").help(if is_handover {
        "write `strategy: {type: Recreate}`"
    } else {
        "take a class whose volumes can be `ReadWriteMany`, a StatefulSet with `volumeClaimTemplates`, or an object store"
    }));
    true
}

/// Looks at the pods of several workloads, of which one runs always. A Job that fills a volume and ends is in nobody's way.
fn check_together(claim: Object<'_>, holder: Holder, uses: &[&Use<'_, '_>], found: &mut Report) {
    let runs_always = |one: &&&Use<'_, '_>| {
        let replicas = one.pod.owner.spec().and_then(|spec| spec.integer("replicas"));
        matches!(one.pod.owner.kind, "Deployment" | "StatefulSet" | "ReplicaSet" | "Rollout") && replicas != Some(0)
    };
    let Some(first) = uses.iter().find(runs_always) else { return };
    let is_other =
        |one: &&&Use<'_, '_>| one.pod.owner != first.pod.owner && (runs_always(one) || one.pod.owner.kind == "CronJob");
    for one in uses.iter().filter(is_other) {
        let message = format!("{} mounts this claim too, and the volume is {}", first.pod.owner.title(), of_whom(holder));
        found.push(
            tell(codes::CLAIM_SHARED, holder, one, message)
                .related(claim.place(claim.head()), "the claim")
                .related(first.pod.owner.place(first.place), "mounted here too")
                .help("take a class whose volumes can be `ReadWriteMany`, or say by `podAffinity` that both run on one node"),
        );
    }
}

fn of_whom(holder: Holder) -> &'static str {
    match holder {
        Holder::Node => "that of one node (`ReadWriteOnce`)",
        Holder::Pod => "that of one pod (`ReadWriteOncePod`)",
    }
}

fn tell(code: Code, holder: Holder, one: &Use<'_, '_>, message: String) -> Diagnostic {
    match holder {
        Holder::Node => one.pod.owner.warning(code, one.place, message),
        Holder::Pod => one.pod.owner.error(code, one.place, message),
    }
}
