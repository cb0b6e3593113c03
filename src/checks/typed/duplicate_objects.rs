//! Objects that are there twice.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::Object;
use crate::k8s::graph::{Graph, id};
use crate::k8s::meta::ENTRY;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    code: codes::OBJECT_TWICE,
    docs: "\
What: two objects of one kind with one name in one namespace.
Why: the second object silently replaces the first when both are applied.
Example: an entry `queue` with the Service `queue-headless`, and an entry that is called `queue-headless`.
Fix: rename one of the entries, or give it another name where the spec names the object itself.",
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, report: &mut Report) {
    let mut first = HashMap::with_capacity(graph.entries().len());
    for entry in graph.entries() {
        let Some(other) = first.insert(id(&entry.object), entry) else { continue };
        report.push(
            Diagnostic::error(codes::OBJECT_TWICE, format!("{} is there twice", entry.object.title()))
                .at(entry.origin.max(other.origin))
                .related(entry.origin.min(other.origin), "it comes from here too")
                .help(advice(&entry.object, &other.object)),
        );
    }
}

/// What to do about two objects of one name: which of the spec's words makes the name.
fn advice(one: &Object, other: &Object) -> String {
    let key = match one.kind() {
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
fn is_named_by_the_spec(object: &Object) -> bool {
    let entry = object.metadata().labels.as_ref().and_then(|labels| labels.get(ENTRY));
    entry.is_some_and(|entry| !object.name().starts_with(entry.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{account, found, good_pod, workload};
    use super::*;

    #[test]
    fn finds_twins_of_one_kind_only() {
        assert_eq!(found(&CHECK, [account(), account()]), [codes::OBJECT_TWICE]);
        assert_eq!(found(&CHECK, [account(), workload(good_pod())]), []);
    }
}
