//! ConfigMaps and Secrets that nobody refers to.

use super::super::{Check, Context, Rule};
use super::uses;
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::{Node, Value};
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::CONFIG_UNUSED,
        "\
What: a ConfigMap or Secret whose name stands nowhere else among the objects.
Why: it may be left over from something, or be meant for somebody who names it wrongly.
Example: a ConfigMap `api-config-old`, while the pods use `api-config`.
Fix: take it out, or name it where it is needed. Programs that look for labels find it without its name.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let of_interest = |object: &Object<'_>| !object.is_rendered() && object.group().is_empty() && !is_found_by_label(*object);
    let mut left: Vec<Object<'_>> = graph.of_kind("ConfigMap").chain(graph.of_kind("Secret")).filter(of_interest).collect();
    if left.is_empty() || graph.pods().is_empty() {
        return;
    }
    let used: HashSet<_> = graph
        .pods()
        .iter()
        .flat_map(|pod| uses::of_pod(pod).into_iter().map(|used| (used.kind, pod.owner.namespace, used.name.as_str())))
        .collect();
    left.retain(|object| !used.contains(&(object.kind, object.namespace, Some(object.name))));
    if left.is_empty() {
        return;
    }
    let mut names: HashSet<&str> = left.iter().map(|object| object.name).collect();
    for object in graph.objects() {
        remove_named(object.tree(), object.head(), &mut names);
    }
    for object in left.iter().filter(|object| names.contains(object.name)) {
        found.push(
            object
                .info(codes::CONFIG_UNUSED, object.head(), "nobody refers to it")
                .help("take it out, or name it where it is needed"),
        );
    }
}

/// Whether programs look for it by a label or a type: dashboards, rules, tokens, repositories.
fn is_found_by_label(object: Object<'_>) -> bool {
    let is_usual =
        |key: &str| key.starts_with("app.kubernetes.io/") || matches!(key, "app" | "component" | "tier" | "version" | "name");
    let kind = object.tree().text("type").unwrap_or("Opaque");
    object.labels().any(|(key, _)| !is_usual(&key.name)) || kind == "kubernetes.io/service-account-token"
}

/// Takes out the names that stand in a tree, by themselves or as a word of a text; `head` is the object's own name.
fn remove_named(node: &Node, head: &Node, names: &mut HashSet<&str>) {
    match &node.value {
        Value::String { text, .. } if !std::ptr::eq(node, head) => {
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.');
            for word in text.split(|letter| !is_part(letter)) {
                names.remove(word);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| remove_named(item, head, names)),
        Value::Mapping(mapping) => mapping.values().for_each(|value| remove_named(value, head, names)),
        _ => {}
    }
}
