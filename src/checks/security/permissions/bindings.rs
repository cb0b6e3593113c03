//! Bindings: which role they give, and to whom.

use super::{GROUP, is_of_kubernetes};
use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[
        (
            codes::CLUSTER_ADMIN,
            "\
What: a binding to the role `cluster-admin`.
Why: every program behind the account may read every Secret, and change and delete everything.
Example: a ClusterRoleBinding of `cluster-admin` to the account of a workflow engine.
Fix: write a role with what the program asks for; in one namespace the role `edit` is often enough.",
        ),
        (
            codes::ANONYMOUS_SUBJECT,
            "\
What: a binding whose subject is everybody: `system:anonymous` and `system:unauthenticated` are requests without a name,
`system:authenticated` is everyone who has one; or `system:masters`, which may do everything whatever the bindings say.
Why: whoever reaches the API server has these permissions; in some clouds `system:authenticated` is everybody with an account there.
Example: `subjects: [{kind: Group, name: \"system:unauthenticated\", apiGroup: rbac.authorization.k8s.io}]`.
Fix: name the accounts, users or groups that need it.",
        ),
    ],
    rule: Rule::Object(run),
};

/// Roles that every cluster gives to requests without a name (Kubernetes documentation, "Using RBAC Authorization", 2026-11).
const PUBLIC: [&str; 4] =
    ["system:public-info-viewer", "system:service-account-issuer-discovery", "system:discovery", "system:basic-user"];

fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    if !matches!(object.kind, "RoleBinding" | "ClusterRoleBinding") || object.group() != GROUP || is_of_kubernetes(object) {
        return;
    }
    let Some(role) = object.tree().get("roleRef") else { return };
    let name = role.text("name").unwrap_or_default();
    if role.text("kind") == Some("ClusterRole") && name == "cluster-admin" {
        let reach = if object.kind == "RoleBinding" { "in the namespace" } else { "in the whole cluster" };
        let place = role.get("name").unwrap_or(role);
        let message = format!("its subjects may do everything {reach}");
        report.push(object.warning(codes::CLUSTER_ADMIN, place, message).help("bind a role with what the program asks for"));
    }
    for subject in object.tree().items("subjects") {
        if !PUBLIC.contains(&name) {
            check_everybody(object, subject, report);
        }
    }
}

fn check_everybody(object: Object<'_>, subject: &Node, report: &mut Report) {
    let Some((name, place)) = subject.get("name").and_then(|name| Some((name.as_str()?, name))) else { return };
    let words = match (subject.text("kind"), name) {
        (Some("User"), "system:anonymous") | (Some("Group"), "system:unauthenticated") => {
            "whoever reaches the API server has these permissions, without a name"
        }
        (Some("Group"), "system:authenticated") => "everyone with any account has these permissions",
        (Some("Group"), "system:serviceaccounts") => "every pod of the cluster has these permissions",
        (Some("Group"), "system:masters") => "`system:masters` may do everything whatever is bound to it",
        _ => return,
    };
    report.push(object.warning(codes::ANONYMOUS_SUBJECT, place, words).help("name the accounts or groups that need it"));
}
