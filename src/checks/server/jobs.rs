//! Jobs, and what the pods of each kind of workload can be.

use super::look::given;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::RESTART_POLICY,
            "\
What: a policy of restarts that pods of this workload cannot have.
Why: the API server refuses the object. Schemas allow any, and the one that is used when none is written does not fit a Job.
Example: a Job without `restartPolicy`, or a Deployment with `restartPolicy: OnFailure`.
Fix: write `restartPolicy: Never` or `OnFailure` in Jobs, and none elsewhere.",
        ),
        (
            codes::JOB_CONTRADICTS,
            "\
What: settings of a Job that need or exclude each other.
Why: the API server refuses the Job.
Example: `completionMode: Indexed` without `completions`, or `podFailurePolicy` with `restartPolicy: OnFailure`.
Fix: do what the message tells.",
        ),
        (
            codes::DEADLINE_OF_SERVICE,
            "\
What: a pod that has to end after some time, of a workload whose pods are to run always.
Why: the API server refuses the object.
Example: a Deployment whose pods have `activeDeadlineSeconds`.
Fix: take it out, or make a Job.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    for pod in graph.pods() {
        match (pod.owner.group(), pod.owner.kind) {
            ("apps", _) | ("", "ReplicationController") => check_service(pod, report),
            ("batch", _) => check_job_pod(pod, report),
            _ => {}
        }
    }
    for object in graph.of_kind("Job").filter(|object| object.group() == "batch") {
        if let Some(spec) = object.spec() {
            check_job(object, spec, report);
        }
    }
    for object in graph.of_kind("CronJob").filter(|object| object.group() == "batch") {
        if let Some(spec) = object.spec().and_then(|spec| spec.dig(&["jobTemplate", "spec"])) {
            check_job(object, spec, report);
            if spec.is_true("manualSelector") {
                let place = spec.get("manualSelector").unwrap_or(spec);
                let found = object.error(codes::JOB_CONTRADICTS, place, "Jobs of a CronJob cannot select pods by hand");
                report.push(found.help("take `manualSelector` out"));
            }
        }
    }
}

/// Pods that run always (kubernetes `ValidatePodTemplateSpecForReplicaSet` and its like, 2026-10).
fn check_service(pod: &Pod<'_>, report: &mut Report) {
    let object = pod.owner;
    if let Some(policy) = given(pod.spec, "restartPolicy")
        && let Some(text @ ("OnFailure" | "Never")) = policy.as_str()
    {
        let message = format!("pods of a {} are always restarted, never `{text}`", object.kind);
        report.push(object.error(codes::RESTART_POLICY, policy, message).help("take `restartPolicy` out"));
    }
    if let Some(deadline) = given(pod.spec, "activeDeadlineSeconds") {
        let message = format!("pods of a {} run always and have no deadline", object.kind);
        report.push(object.error(codes::DEADLINE_OF_SERVICE, deadline, message).help("take it out, or make a Job"));
    }
}

/// Pods that end (kubernetes `pkg/apis/batch/validation`, `validateJobSpec`, 2026-10).
fn check_job_pod(pod: &Pod<'_>, report: &mut Report) {
    let object = pod.owner;
    let policy = given(pod.spec, "restartPolicy");
    let message = match policy.map(Node::as_str) {
        None => "pods of a Job say whether they are restarted, and nothing is written".to_owned(),
        Some(Some("Always")) => "pods of a Job cannot be restarted always: they are to end".to_owned(),
        Some(_) => return,
    };
    let found = object.error(codes::RESTART_POLICY, policy.unwrap_or(pod.spec), message);
    report.push(found.help("write `restartPolicy: Never` or `restartPolicy: OnFailure`"));
}

fn check_job<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    let mut add = |place: &'a Node, message: &str, help: &str| {
        report.push(object.error(codes::JOB_CONTRADICTS, place, message).help(help));
    };
    let is_indexed = spec.text("completionMode") == Some("Indexed");
    let has = |key: &str| given(spec, key).is_some();
    if let (true, Some(mode), false) = (is_indexed, given(spec, "completionMode"), has("completions")) {
        add(mode, "an indexed Job does not say how many indexes there are", "write `completions`");
    }
    for key in ["backoffLimitPerIndex", "successPolicy"] {
        if let (false, Some(place)) = (is_indexed, given(spec, key)) {
            add(place, &format!("only an indexed Job has `{key}`"), "write `completionMode: Indexed`");
        }
    }
    if let (Some(place), false) = (given(spec, "maxFailedIndexes"), has("backoffLimitPerIndex")) {
        add(place, "`maxFailedIndexes` needs `backoffLimitPerIndex`", "write both or none");
    }
    if let Some(policy) = given(spec, "podFailurePolicy") {
        let restarts = spec.dig(&["template", "spec"]).and_then(|pod| pod.text("restartPolicy"));
        if restarts == Some("OnFailure") {
            add(policy, "`podFailurePolicy` needs pods that are not restarted", "write `restartPolicy: Never`");
        }
        if let Some(place) = given(spec, "podReplacementPolicy").filter(|node| node.as_str() != Some("Failed")) {
            add(place, "with `podFailurePolicy` a pod is replaced only when it failed", "write `podReplacementPolicy: Failed`");
        }
    }
}
