//! Claims and accounts of pods.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference};
use crate::diag::{Code, Report, codes};
use crate::manifest::{Graph, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::CLAIM_MISSING,
            "\
What: a PersistentVolumeClaim that a pod mounts and that is not there.
Why: the pod stays Pending.
Example: `persistentVolumeClaim: {claimName: model}` beside a claim `models`.
Fix: correct the name, or add the claim. Claims of StatefulSets are known.",
        ),
        (
            codes::ACCOUNT_MISSING,
            "\
What: a ServiceAccount that pods run as, or that a binding names, and that is not there.
Why: no pod is created as long as the account is missing; a binding of it gives nobody anything.
Example: `serviceAccountName: trainer` beside a ServiceAccount `train`.
Fix: correct the name and the namespace, or add the account.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for pod in graph.pods() {
        for claim in pod.volumes().iter().filter_map(|volume| volume.dig(&["persistentVolumeClaim", "claimName"])) {
            follow(&mut finder, pod, "PersistentVolumeClaim", claim, codes::CLAIM_MISSING);
        }
        if let Some(account) = pod.spec.get("serviceAccountName").or_else(|| pod.spec.get("serviceAccount")) {
            follow(&mut finder, pod, "ServiceAccount", account, codes::ACCOUNT_MISSING);
        }
    }
}

fn follow<'a>(finder: &mut Finder<'a, '_>, pod: &Pod<'a>, kind: &str, place: &'a Node, code: Code) {
    let name = place.as_str().unwrap_or_default();
    finder.follow(code, Reference { from: pod.owner, place, kind, namespace: pod.owner.namespace, name });
}
