//! Objects that are there twice.

use super::super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::k8s::meta::ENTRY;
use crate::manifest::{Graph, Object};
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::OBJECT_TWICE,
        "\
What: two objects of one kind with one name in one namespace, in whatever version.
Why: the second object silently replaces the first when both are applied.
Example: an entry `queue` with the Service `queue-headless`, and an entry that is called `queue-headless`.
Fix: rename one, or take one out. In a spec, rename one of the entries, or give it another name where the spec names the object.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let is_base = graph.provided().may_have("*", "*");
    let mut first = HashMap::with_capacity(graph.objects().len());
    for object in graph.objects().iter().filter(|object| has_name(**object)) {
        let id = (group(*object), object.kind, object.namespace, object.name);
        if let Some(other) = first.insert(id, *object) {
            check_pair(*object, other, is_base, found);
        }
    }
}

/// Names that the server completes differ by themselves.
fn has_name(object: Object<'_>) -> bool {
    object.metadata().and_then(|metadata| metadata.text("name")).is_some_and(|name| !name.is_empty())
}

/// The group that serves a kind now: `extensions` was taken apart in Kubernetes 1.16 and 1.22.
fn group(object: Object<'_>) -> &str {
    match (object.group(), object.kind) {
        ("extensions", "Ingress" | "NetworkPolicy") => "networking.k8s.io",
        ("extensions", "Deployment" | "DaemonSet" | "ReplicaSet") => "apps",
        (group, _) => group,
    }
}

/// Files of their own may be variants of which only one is applied; where a kustomization puts them together, they are.
fn check_pair(one: Object<'_>, two: Object<'_>, is_base: bool, found: &mut Report) {
    let (place_one, place_two) = (one.place(one.head()), two.place(two.head()));
    let (later, earlier) = if place_one >= place_two { (one, two) } else { (two, one) };
    let in_one_file = place_one.map(|place| place.source) == place_two.map(|place| place.source);
    if is_base && !in_one_file {
        return;
    }
    let message = "another object has this kind and this name";
    let told = if in_one_file || one.is_rendered() {
        later.error(codes::OBJECT_TWICE, later.head(), message)
    } else {
        later.warning(codes::OBJECT_TWICE, later.head(), message)
    };
    let words = if one.is_rendered() { "it comes from here too" } else { "it is here too" };
    found.push(told.related(earlier.place(earlier.head()), words).help(advice(one, two)));
}

/// What to do about two objects of one name: in a spec, which of its words makes the name.
fn advice(one: Object<'_>, other: Object<'_>) -> String {
    if !one.is_rendered() {
        return "rename one, or take one out: the one that is applied last replaces the other".to_owned();
    }
    let key = match one.kind {
        "ConfigMap" => "config: NAME",
        "Service" => "service: {name: NAME}",
        "HorizontalPodAutoscaler" => "scale: {name: NAME}",
        _ => "",
    };
    if !key.is_empty() && [one, other].into_iter().any(is_named_by_the_spec) {
        return format!("write another name where the spec says it: `{key}`");
    }
    "rename one of the entries: names of objects are derived from theirs".to_owned()
}

/// Whether the name is not made from that of its entry.
fn is_named_by_the_spec(object: Object<'_>) -> bool {
    object.label(ENTRY).is_some_and(|entry| !object.name.starts_with(entry))
}
