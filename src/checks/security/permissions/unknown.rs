//! Rules for resources that there are not.

use super::resources::{Known, groups, groups_with, known, of_group};
use super::{rules, words};
use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes, nearest};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[(
        codes::UNKNOWN_RESOURCE,
        "\
What: a rule for a resource that none of its groups has, or for a group that there is not. Only Kubernetes' own groups are judged.
Why: a server takes every word here. The rule gives nothing, and the program is refused when it runs.
Example: `{apiGroups: [apps], resources: [deployment]}`, or `{apiGroups: [apps/v1], resources: [deployments]}`.
Fix: write resources in small letters and in the plural, as `kubectl api-resources` shows them, and groups without their version.",
    )],
    rule: Rule::Object(run),
};

fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    for rule in rules(object) {
        let own: Vec<(&str, &Node)> = words(rule, "apiGroups").collect();
        let mut is_judged = !own.is_empty();
        for (group, place) in &own {
            if !may_be_group(group) {
                let message = format!("there is no group `{group}`");
                report.push(object.warning(codes::UNKNOWN_RESOURCE, place, message).maybe_help(meant_group(group)));
                is_judged = false;
            }
        }
        is_judged &= own.iter().all(|(group, _)| groups().any(|known| known == *group));
        for (resource, place) in words(rule, "resources").filter(|_| is_judged) {
            if resource.starts_with('*') || own.iter().any(|(group, _)| known(group, resource) != Known::Missing) {
                continue;
            }
            let message = match own.as_slice() {
                [("", _)] => format!("Kubernetes' core group has no resource `{resource}`"),
                [(group, _)] => format!("the group `{group}` has no resource `{resource}`"),
                _ => format!("none of the groups has a resource `{resource}`"),
            };
            report.push(object.warning(codes::UNKNOWN_RESOURCE, place, message).maybe_help(way_out(resource, &own)));
        }
    }
}

/// Whether a word can be a group: one of Kubernetes' own, or one of custom resources, which has a dot and no version.
fn may_be_group(group: &str) -> bool {
    let is_custom = group.contains('.') && !group.contains('/');
    is_custom || group == "*" || groups().any(|known| known == group)
}

/// What to write instead of a word that is no group.
fn meant_group(group: &str) -> Option<String> {
    if let Some((own, _)) = group.split_once('/') {
        return Some(format!("leave the version out: `{own}`"));
    }
    if matches!(group, "v1" | "core") {
        return Some("the group of pods and Services has the empty name: `\"\"`".to_owned());
    }
    let near = nearest(group, groups().filter(|group| !group.is_empty()))?;
    Some(format!("did you mean `{near}`?"))
}

/// The resource that was meant, or the group that has it.
fn way_out(resource: &str, own: &[(&str, &Node)]) -> Option<String> {
    let short = SHORT.iter().find(|(short, _)| *short == resource).map(|(_, long)| *long);
    let near = short.or_else(|| nearest(resource, own.iter().flat_map(|(group, _)| of_group(group))));
    let elsewhere = || {
        groups_with(resource).next().map(|group| match group {
            "" => format!("`{resource}` is in the group with the empty name: `\"\"`"),
            _ => format!("`{resource}` is in the group `{group}`"),
        })
    };
    elsewhere().or_else(|| near.map(|near| format!("did you mean `{near}`?")))
}

/// Words that `kubectl` understands and rules do not.
const SHORT: [(&str, &str); 14] = [
    ("cj", "cronjobs"),
    ("cm", "configmaps"),
    ("deploy", "deployments"),
    ("ds", "daemonsets"),
    ("ep", "endpoints"),
    ("hpa", "horizontalpodautoscalers"),
    ("ing", "ingresses"),
    ("ns", "namespaces"),
    ("pdb", "poddisruptionbudgets"),
    ("po", "pods"),
    ("pvc", "persistentvolumeclaims"),
    ("sa", "serviceaccounts"),
    ("sts", "statefulsets"),
    ("svc", "services"),
];
