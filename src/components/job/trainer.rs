//! Distributed jobs by the Kubeflow Trainer.

use super::Job;
use super::distributed::{failure_policy, job_template, metadata};
use crate::components::contract::Objects;
use crate::k8s::custom::Custom;
use crate::k8s::custom::jobset::ReplicatedJob;
use crate::k8s::custom::trainer::{
    JobSetTemplate, JobSetTemplateSpec, MlPolicy, RuntimeRef, Torch, TrainJobSpec, Trainer, TrainingRuntimeSpec,
};
use crate::k8s::job::hash_of;
use crate::k8s::meta::Labels;
use crate::k8s::pod::Pod;

/// The names that the Trainer looks for: of the Job and its container, and the label that says what the Job is for
/// (kubeflow/trainer pkg/webhooks/trainingruntime_webhook.go and pkg/constants, v2.3.0).
const NODE: &str = "node";
const STEP: (&str, &str) = ("trainer.kubeflow.org/trainjob-ancestor-step", "trainer");
const FRAMEWORK: (&str, &str) = ("trainer.kubeflow.org/framework", "torch");

/// Builds a runtime of the job's own and the training that uses it. The runtimes that come with the Trainer know neither accounts nor
/// volumes nor what Pod Security asks for, and a training can change only part of that.
pub(super) fn build(job: &Job, nodes: i32, mut pod: Pod, objects: &mut Objects) {
    if let Some(container) = pod.containers.first_mut() {
        NODE.clone_into(&mut container.name);
    }
    let labels = |(key, value): (&str, &str)| Labels::from([(key.to_owned(), value.to_owned())]);
    let template = job_template(job, nodes, labels(STEP), None, pod);
    let runtime = TrainingRuntimeSpec {
        ml_policy: MlPolicy { num_nodes: nodes, torch: Torch {} },
        template: JobSetTemplate {
            spec: JobSetTemplateSpec {
                failure_policy: failure_policy(&job.run),
                replicated_jobs: vec![ReplicatedJob { name: NODE, replicas: 1, template }],
            },
        },
    };
    let metadata = metadata(job, &hash_of(&(&runtime, job.run.deadline)));
    let training = TrainJobSpec {
        runtime_ref: RuntimeRef {
            api_group: "trainer.kubeflow.org",
            kind: "TrainingRuntime",
            name: metadata.name.clone().unwrap_or_default(),
        },
        trainer: Trainer { num_nodes: nodes },
        active_deadline_seconds: job.run.deadline,
        suspend: job.run.suspend(),
    };
    let mut of_runtime = job.program.owner.metadata(super::ROLE, None);
    of_runtime.name.clone_from(&metadata.name);
    of_runtime.labels.get_or_insert_default().extend(labels(FRAMEWORK));
    objects.push(Custom { metadata: of_runtime, spec: runtime });
    objects.push(Custom { metadata, spec: training });
}
