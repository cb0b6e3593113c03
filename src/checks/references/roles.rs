//! Bindings of roles and accounts that are not there.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::ROLE_MISSING,
        "\
What: a binding of a role that is not there.
Why: it is accepted and gives nobody anything: requests are answered with `forbidden`.
Example: `roleRef: {kind: Role, name: pod-reader}` beside a Role `pods-reader`.
Fix: correct kind and name. A RoleBinding finds Roles in its own namespace only. Roles of Kubernetes itself are known.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for binding in graph.of_kind("RoleBinding").chain(graph.of_kind("ClusterRoleBinding")) {
        check_role(&mut finder, binding);
        for subject in binding.tree().items("subjects") {
            if subject.text("kind") == Some("ServiceAccount") {
                check_account(&mut finder, binding, subject);
            }
        }
    }
}

fn check_role<'a>(finder: &mut Finder<'a, '_>, binding: Object<'a>) {
    let Some(role) = binding.tree().get("roleRef") else { return };
    let Some(place) = role.get("name") else { return };
    let (kind, namespace) = match role.text("kind") {
        Some("Role") if !binding.namespace.is_empty() => ("Role", binding.namespace),
        Some("ClusterRole") => ("ClusterRole", ""),
        _ => return,
    };
    let name = place.as_str().unwrap_or_default();
    finder.follow(codes::ROLE_MISSING, Reference { from: binding, place, kind, namespace, name });
}

fn check_account<'a>(finder: &mut Finder<'a, '_>, binding: Object<'a>, subject: &'a Node) {
    let Some(place) = subject.get("name") else { return };
    let name = place.as_str().unwrap_or_default();
    let namespace = subject.text("namespace").filter(|namespace| !namespace.is_empty()).unwrap_or(binding.namespace);
    // That it lacks its namespace is what the server says.
    if namespace.is_empty() {
        return;
    }
    // Who is bound in a bundle may be of a namespace that is not the bundle's, and nobody lists what belongs to Kubernetes.
    let is_foreign = binding.is_rendered() && finder.graph.find("Namespace", "", namespace).is_none();
    if !is_foreign && !namespace.starts_with("kube-") {
        finder.follow(codes::ACCOUNT_MISSING, Reference { from: binding, place, kind: "ServiceAccount", namespace, name });
    }
}
