//! Pods with a token that they have no use for.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::NEEDLESS_TOKEN,
        "\
What: a pod of the account `default` that is given its token.
Why: advice. Whoever breaks into the pod can talk to the API server as this account; and a permission that somebody gives to `default` one
day is given to all these pods.
Example: a Deployment without `serviceAccountName` and without `automountServiceAccountToken: false`.
Fix: set `automountServiceAccountToken: false` of the pod, or name an account of its own if it talks to the API server.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    for pod in graph.pods() {
        if pod.owner.is_rendered() || pod.service_account() != "default" || pod.spec.get("automountServiceAccountToken").is_some()
        {
            continue;
        }
        let account = graph.find("ServiceAccount", pod.owner.namespace, "default");
        if account.is_some_and(|account| account.tree().is_false("automountServiceAccountToken")) {
            continue;
        }
        let found = pod.owner.info(codes::NEEDLESS_TOKEN, pod.spec, "the pod is given the token of the account `default`");
        report.push(found.help("set `automountServiceAccountToken: false`, or name an account of its own"));
    }
}
