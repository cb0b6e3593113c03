//! Ways into trees that many of these checks go.

use crate::diag::{Code, Diagnostic};
use crate::manifest::{Object, Pod};
use crate::yaml::Node;

/// The value of a key, if there is one: `null` is none, as it is to Kubernetes.
pub(super) fn given<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).filter(|value| !value.is_null())
}

/// The value at the end of a way through maps, if there is one.
pub(super) fn reach<'a>(node: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().try_fold(node, |node, key| given(node, key))
}

/// Visits every value at the end of a way such as `ports.*.containerPort`, on which `*` are the items of a list.
pub(super) fn each<'a>(node: &'a Node, way: &str, visit: &mut dyn FnMut(&'a Node)) {
    if way.is_empty() {
        if !node.is_null() {
            visit(node);
        }
        return;
    }
    let (step, rest) = way.split_once('.').unwrap_or((way, ""));
    if step == "*" {
        for item in node.as_sequence().unwrap_or_default() {
            each(item, rest, visit);
        }
    } else if let Some(value) = node.get(step) {
        each(value, rest, visit);
    }
}

/// Which of these keys a map has.
pub(super) fn present<'a>(node: &Node, keys: &[&'a str]) -> Vec<&'a str> {
    keys.iter().copied().filter(|key| given(node, key).is_some()).collect()
}

/// Texts as a list for people: `a`, `b`.
pub(super) fn listed(texts: &[&str]) -> String {
    format!("`{}`", texts.join("`, `"))
}

/// Whether this is one of Kubernetes' own API groups, whose rules are known.
pub(super) fn is_own_group(group: &str) -> bool {
    matches!(group, "" | "apps" | "batch" | "autoscaling" | "policy")
        || group.strip_suffix(".k8s.io").is_some_and(|group| {
            matches!(
                group,
                "admissionregistration"
                    | "apiextensions"
                    | "apiregistration"
                    | "coordination"
                    | "discovery"
                    | "networking"
                    | "node"
                    | "rbac.authorization"
                    | "scheduling"
                    | "storage"
            )
        })
}

/// Whether the pods of this object go to the API server as they stand here. Other owners fill in parts of their templates.
pub(super) fn is_own_pod(pod: &Pod<'_>) -> bool {
    is_own_group(pod.owner.group())
}

/// An error about a value that is there, or about the whole where it is not.
pub(super) fn error_at<'a>(
    object: &Object<'a>,
    code: Code,
    whole: &'a Node,
    part: Option<&'a Node>,
    message: String,
) -> Diagnostic {
    object.error(code, part.unwrap_or(whole), message)
}
