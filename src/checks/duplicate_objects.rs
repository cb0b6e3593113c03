//! Objects that are there twice.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::graph::{Graph, id};
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    code: codes::OBJECT_TWICE,
    docs: "\
What: two objects of one kind with one name in one namespace.
Why: the second silently replaces the first when both are applied.
Example: an entry `queue` with the Service `queue-headless`, and an entry that is called `queue-headless`.
Fix: rename one of the entries.",
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
                .help("rename one of the entries: names of objects are derived from theirs"),
        );
    }
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
