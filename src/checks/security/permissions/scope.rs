//! Roles of a namespace for what belongs to none.

use super::resources::{Known, known};
use super::{rules, words};
use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[(
        codes::UNREACHED_RESOURCE,
        "\
What: a rule of a Role for a resource that belongs to the cluster, such as nodes, or for paths that are no resources.
Why: a Role gives permissions inside of its namespace. The server takes such a rule for nodes, and it gives nothing, which is a warning;
one for paths it refuses, which is an error.
Example: `kind: Role` with `{apiGroups: [\"\"], resources: [nodes], verbs: [list]}`.
Fix: make it a ClusterRole, bound with a ClusterRoleBinding.",
    )],
    rule: Rule::Object(run),
};

fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    const HELP: &str = "make it a ClusterRole, and bind it with a ClusterRoleBinding";
    if object.kind != "Role" {
        return;
    }
    for rule in rules(object) {
        if let Some(paths) =
            rule.get("nonResourceURLs").filter(|paths| paths.as_sequence().is_some_and(|paths| !paths.is_empty()))
        {
            report.push(object.error(codes::UNREACHED_RESOURCE, paths, "a Role cannot give paths of the server").help(HELP));
        }
        for (resource, place) in words(rule, "resources") {
            let mut known = words(rule, "apiGroups").map(|(group, _)| known(group, resource));
            // Requests for a namespace itself count as made inside of it.
            let is_namespace = resource.split('/').next() == Some("namespaces");
            let is_of_cluster = known.clone().any(|known| known == Known::Cluster)
                && known.all(|known| matches!(known, Known::Cluster | Known::Missing));
            if is_of_cluster && !is_namespace {
                let message = format!("`{resource}` belong to the cluster, and a Role gives nothing outside of its namespace");
                report.push(object.warning(codes::UNREACHED_RESOURCE, place, message).help(HELP));
            }
        }
    }
}
