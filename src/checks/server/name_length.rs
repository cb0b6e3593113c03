//! Names that are too long for their kind, or grow too long once derived.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::NAME_TOO_LONG,
        "\
What: an object whose name is longer than its kind allows, often because a suffix was added to the name of an entry.
Why: the API server refuses it, or accepts it and its controller can create no pods.
Example: a StatefulSet of 60 characters; its pods carry the name and a hash of 10 characters in a label of at most 63.
Fix: shorten the name of the entry or the object.",
    )],
    rule: Rule::Graph(run),
};

/// The longest name of an object of a kind.
///
/// A Service is a DNS label. The names of a StatefulSet and of a Job become label values of their pods, of the first with `-` and
/// a hash of ten (kubernetes `pkg/controller/statefulset`, `controller-revision-hash`; `batch.kubernetes.io/job-name`). Those of
/// other workloads that mlkube renders become the value of `app.kubernetes.io/name`. A CronJob adds the time to the names of its
/// Jobs, eleven characters (kubernetes `pkg/apis/batch/validation`, `ValidateCronJob`). KubeRay says how long a RayJob may be
/// (`MaxRayJobNameLength`, 2026-08); pods of a JobSet, also that of a TrainJob, add the name of the Job, two numbers and a hash to
/// its name. The rest are DNS subdomains.
fn longest(object: &Object<'_>) -> usize {
    match (object.group(), object.kind) {
        ("apps", "StatefulSet") | ("batch", "CronJob") => 52,
        ("ray.io", "RayJob") => 47,
        ("jobset.x-k8s.io", "JobSet") | ("trainer.kubeflow.org", "TrainJob") => 46,
        ("", "Service" | "Namespace") | ("batch", "Job") => 63,
        ("apps", "Deployment") | ("", "PersistentVolumeClaim") if object.is_rendered() => 63,
        _ => 253,
    }
}

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    // Of the objects of one entry the one that is most too long: with it mended the others are.
    let mut worst: BTreeMap<Option<Span>, (usize, Object<'_>)> = BTreeMap::new();
    for object in graph.objects() {
        let excess = object.name.len().saturating_sub(longest(object));
        if excess > 0 {
            let known = worst.entry(object.place(object.head())).or_insert((excess, *object));
            if excess > known.0 {
                *known = (excess, *object);
            }
        }
    }
    for (excess, object) in worst.into_values() {
        let message = format!("a name of {} characters, a {} may have {}", object.name.len(), object.kind, longest(&object));
        let found = object.error(codes::NAME_TOO_LONG, object.head(), message);
        report.push(found.help(format!("shorten the name by {excess}: other names are derived from it")));
    }
}
