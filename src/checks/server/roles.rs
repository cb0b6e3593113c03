//! Roles and who has them.

use super::look::{given, listed, present};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_ROLE_RULE,
            "\
What: a rule of a role that allows nothing, or that names resources and paths at once.
Why: the API server refuses the role.
Example: a rule without `verbs`, or with `resources` and no `apiGroups`; `nonResourceURLs` in a Role.
Fix: write `apiGroups: [\"\"]` for Kubernetes' oldest kinds, `resources` and `verbs`; paths belong into a ClusterRole.",
        ),
        (
            codes::BAD_BINDING,
            "\
What: a binding whose role or subject cannot be what it says.
Why: the API server refuses the binding.
Example: a ClusterRoleBinding to a Role; a ServiceAccount without `namespace`, or with the `apiGroup` of users.
Fix: name the ServiceAccount with its namespace and without an API group.",
        ),
    ],
    rule: Rule::Object(run),
};

const GROUP: &str = "rbac.authorization.k8s.io";

/// Kubernetes `pkg/apis/rbac/validation/validation.go`, 2026-10.
fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    if object.group() != GROUP {
        return;
    }
    match object.kind {
        "Role" | "ClusterRole" => {
            for rule in object.tree().items("rules") {
                check_rule(object, rule, report);
            }
        }
        "RoleBinding" | "ClusterRoleBinding" => {
            check_reference(object, report);
            for subject in object.tree().items("subjects") {
                check_subject(object, subject, report);
            }
        }
        _ => {}
    }
}

fn check_rule<'a>(object: Object<'a>, rule: &'a Node, report: &mut Report) {
    if rule.as_mapping().is_none() {
        return;
    }
    let lists = |key: &str| !rule.items(key).is_empty();
    let mut add = |place: &'a Node, message: &str, help: &str| {
        report.push(object.error(codes::BAD_ROLE_RULE, place, message).help(help));
    };
    // A missing key is what the schema tells, an empty list it does not.
    if let Some(verbs) = given(rule, "verbs").filter(|verbs| verbs.as_sequence().is_some_and(<[Node]>::is_empty)) {
        add(verbs, "a rule that allows nothing", "write what is allowed: `verbs: [get, list, watch]`");
    }
    if let Some(paths) = given(rule, "nonResourceURLs").filter(|_| lists("nonResourceURLs")) {
        if object.kind == "Role" {
            add(paths, "paths belong to no namespace", "write a ClusterRole");
        }
        let others: Vec<&str> =
            present(rule, &["apiGroups", "resources", "resourceNames"]).into_iter().filter(|key| lists(key)).collect();
        if !others.is_empty() {
            add(paths, &format!("a rule is about paths or resources, and has {} too", listed(&others)), "write two rules");
        }
        return;
    }
    if !lists("apiGroups") {
        let place = given(rule, "apiGroups").unwrap_or(rule);
        add(place, "a rule about resources of no API group", "write `apiGroups: [\"\"]` for pods, services and their like");
    }
    if !lists("resources") {
        add(given(rule, "resources").unwrap_or(rule), "a rule about no resources", "write `resources`");
    }
}

fn check_reference(object: Object<'_>, report: &mut Report) {
    let Some(reference) = object.tree().get("roleRef") else { return };
    let mut add = |place, message: String, help: &str| report.push(object.error(codes::BAD_BINDING, place, message).help(help));
    if let Some((place, group)) = given(reference, "apiGroup").and_then(|node| Some((node, node.as_str()?)))
        && !matches!(group, "" | GROUP)
    {
        add(place, format!("roles belong to `{GROUP}`, not to `{group}`"), "write `apiGroup: rbac.authorization.k8s.io`");
    }
    if let Some((place, kind)) = given(reference, "kind").and_then(|node| Some((node, node.as_str()?))) {
        match (object.kind, kind) {
            ("RoleBinding", "Role") | (_, "ClusterRole") => {}
            ("ClusterRoleBinding", "Role") => {
                add(
                    place,
                    "a Role holds in a namespace, and this binding in all".to_owned(),
                    "write a ClusterRole, or a RoleBinding",
                );
            }
            _ => add(place, format!("a `{kind}` is no role"), "write `Role` or `ClusterRole`"),
        }
    }
}

fn check_subject<'a>(object: Object<'a>, subject: &'a Node, report: &mut Report) {
    let mut add = |place: &'a Node, message: String, help: &str| {
        report.push(object.error(codes::BAD_BINDING, place, message).help(help));
    };
    let Some((place, kind)) = given(subject, "kind").and_then(|node| Some((node, node.as_str()?))) else { return };
    let group = given(subject, "apiGroup").and_then(|node| Some((node, node.as_str()?)));
    match kind {
        "ServiceAccount" => {
            if let Some((place, group)) = group.filter(|(_, group)| !group.is_empty()) {
                add(place, format!("a ServiceAccount belongs to no API group, and not to `{group}`"), "take `apiGroup` out");
            }
            let namespace = subject.text("namespace").unwrap_or_default();
            if object.kind == "ClusterRoleBinding" && namespace.is_empty() {
                add(place, "a ServiceAccount without its namespace".to_owned(), "write `namespace`");
            }
        }
        "User" | "Group" => {
            if let Some((place, group)) = group.filter(|(_, group)| !matches!(*group, "" | GROUP)) {
                add(place, format!("a {kind} belongs to `{GROUP}`, not to `{group}`"), "take `apiGroup` out");
            }
        }
        _ => add(place, format!("a `{kind}` cannot have a role"), "write `ServiceAccount`, `User` or `Group`"),
    }
}
