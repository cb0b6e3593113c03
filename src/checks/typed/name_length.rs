//! Names that grow too long once derived.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::Object;
use crate::k8s::graph::Graph;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check {
    code: codes::NAME_TOO_LONG,
    docs: "\
What: an object whose name is longer than its kind allows, often because a suffix was added to the name of an entry.
Why: the API server refuses it, or accepts it and its controller can create no pods.
Example: a StatefulSet of 60 characters; its pods carry the name and a hash of 10 characters in a label of at most 63.
Fix: shorten the name of the entry.",
    rule: Rule::Graph(run),
};

/// The longest name of an object of a kind.
///
/// A Service is a DNS label. The names of a StatefulSet and of a Job become label values of their pods, of the first with `-` and
/// a hash of ten (kubernetes `pkg/controller/statefulset`, `controller-revision-hash`; `batch.kubernetes.io/job-name`). Those of
/// other workloads become the value of `app.kubernetes.io/name`. A CronJob adds the time to the names of its Jobs, eleven characters
/// (kubernetes `pkg/apis/batch/validation`, `ValidateCronJob`). KubeRay says how long a RayJob may be (`MaxRayJobNameLength`, 2026-08);
/// pods of a JobSet, also that of a TrainJob, add the name of the Job, two numbers and a hash to its name. The rest are DNS subdomains.
fn longest(kind: &str) -> usize {
    match kind {
        "StatefulSet" | "CronJob" => 52,
        "RayJob" => 47,
        "JobSet" | "TrainJob" => 46,
        "Service" | "Job" | "Deployment" | "Namespace" | "PersistentVolumeClaim" => 63,
        _ => 253,
    }
}

fn run(graph: &Graph<'_>, report: &mut Report) {
    // Of the objects of one entry the one that is most too long: with it mended the others are.
    let mut worst: BTreeMap<Option<Span>, (usize, &Object)> = BTreeMap::new();
    for entry in graph.entries() {
        let excess = entry.object.name().len().saturating_sub(longest(entry.object.kind()));
        let known = worst.get(&entry.origin).map_or(0, |(excess, _)| *excess);
        if excess > known {
            worst.insert(entry.origin, (excess, &entry.object));
        }
    }
    for (origin, (excess, object)) in worst {
        let (name, kind) = (object.name(), object.kind());
        report.push(
            Diagnostic::error(
                codes::NAME_TOO_LONG,
                format!("`{name}` has {} characters, a {kind} may have {}", name.len(), longest(kind)),
            )
            .at(origin)
            .help(format!("shorten the name by {excess}: other names are derived from it")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, good_pod, owner};
    use super::*;
    use crate::k8s::Owner;
    use crate::k8s::workload::{Rollout, deployment};

    #[test]
    fn counts_what_was_derived() {
        let named = |length| Owner { name: "a".repeat(length), ..owner() };
        let workload = |length| deployment(&named(length), "service", None, Rollout::Surge, good_pod()).into();
        assert_eq!(found(&CHECK, [workload(64)]), [codes::NAME_TOO_LONG]);
        assert_eq!(found(&CHECK, [workload(63)]), []);
    }
}
