//! Network policies that select no pod.

use super::super::{Check, Context, Rule};
use super::find::Finder;
use crate::diag::{Report, Severity, codes};
use crate::manifest::{Graph, Selector};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::POLICY_SELECTS_NOTHING,
        "\
What: a NetworkPolicy for pods of its namespace, or with a peer among them, of which there is none.
Why: what was to be closed stays open, or what was to be opened stays closed.
Example: `podSelector: {matchLabels: {app: db}}` while the pods have `app: postgres`.
Fix: write the labels of the pod template. Pods of other namespaces need a `namespaceSelector` in the same item.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for policy in graph.of_kind("NetworkPolicy").filter(|policy| policy.group() == "networking.k8s.io") {
        let Some(spec) = policy.spec() else { continue };
        let rules = spec.items("ingress").iter().flat_map(|rule| rule.items("from"));
        let rules = rules.chain(spec.items("egress").iter().flat_map(|rule| rule.items("to")));
        let peers = rules.filter(|peer| peer.get("namespaceSelector").is_none()).filter_map(|peer| peer.get("podSelector"));
        for node in peers.chain(spec.get("podSelector")) {
            finder.want_pods(policy, codes::POLICY_SELECTS_NOTHING, node, &Selector::of(node), Severity::Warning);
        }
    }
}
