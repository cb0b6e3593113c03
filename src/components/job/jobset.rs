//! Distributed jobs as a JobSet.

use super::Job;
use super::distributed::{failure_policy, job_template, metadata, tell, torch_variables};
use crate::k8s::custom::Custom;
use crate::k8s::custom::jobset::{JobSetSpec, ReplicatedJob};
use crate::k8s::job::hash_of;
use crate::k8s::meta::Labels;
use crate::k8s::pod::Pod;

/// The name of the Job in its group.
const NODE: &str = "node";

/// The group. Its controller gives each pod a name that others can look up, by a headless Service of the group's name
/// (kubernetes-sigs/jobset pkg/controllers/jobset_controller.go, 2026-08-18).
pub(super) fn job_set(job: &Job, nodes: i32, mut pod: Pod) -> Custom<JobSetSpec> {
    // The name depends on everything but itself.
    let hash = hash_of(&spec(job, nodes, pod.clone()));
    let name = job.program.owner.derived(Some(&hash));
    tell(job, &mut pod, torch_variables(nodes, job.processes(), &format!("{name}-{NODE}-0-0.{name}")));
    let (suspend, keep) = (job.run.suspend(), job.run.keep);
    Custom { metadata: metadata(job, &hash), spec: JobSetSpec { suspend, keep, ..spec(job, nodes, pod) } }
}

/// Everything that no JobSet can change later.
fn spec(job: &Job, nodes: i32, pod: Pod) -> JobSetSpec {
    let template = job_template(job, nodes, Labels::new(), Some(job.run.deadline), pod);
    JobSetSpec {
        suspend: None,
        keep: None,
        failure_policy: failure_policy(&job.run),
        replicated_jobs: vec![ReplicatedJob { name: NODE, replicas: 1, template }],
    }
}
