//! Jobs whose pods work on one thing together.

use super::spec::JobSpec;
use super::{Job, ROLE, jobset, ray, trainer};
use crate::components::contract::{Objects, Surroundings};
use crate::components::parts::{self, ProgramSpec};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::job::Run;
use crate::k8s::meta::Labels;
use crate::k8s::pod::{self, Pod};
use crate::layers::Place;
use crate::profile::Operator;
use k8s_openapi::api::batch::v1::{
    JobSpec as KubernetesJob, JobTemplateSpec, PodFailurePolicy, PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule,
};
use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use schemars::JsonSchema;
use serde::Deserialize;

/// Several pods that work on one thing together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DistributedSpec {
    /// What brings the pods together.
    engine: Engine,
    /// How many pods there are.
    #[schemars(range(min = 1))]
    nodes: u16,
}

/// What brings the pods of a job together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Engine {
    /// JobSet: `torchrun`, or whatever else finds the first pod by `MASTER_ADDR`.
    Jobset,
    /// A Ray cluster of its own, which runs the command on its head.
    Ray,
    /// The Kubeflow Trainer, for `torchrun`.
    Trainer,
}

/// Several pods that work together, settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Distributed {
    pub(super) engine: Engine,
    pub(super) nodes: u16,
}

impl Engine {
    fn operator(self) -> (Operator, &'static str) {
        match self {
            Self::Jobset => (Operator::Jobset, "a group of Jobs"),
            Self::Ray => (Operator::Kuberay, "a Ray cluster for a job"),
            Self::Trainer => (Operator::KubeflowTrainer, "training by the Kubeflow Trainer"),
        }
    }
}

impl DistributedSpec {
    /// What the spec asks for; `job` and `program` are all of it, and `around` what is around the job.
    pub(super) fn resolve(
        &self,
        job: &JobSpec,
        program: &ProgramSpec,
        around: &Surroundings<'_>,
        report: &mut Report,
    ) -> Distributed {
        let place = around.place.key("distributed");
        let (operator, what) = self.engine.operator();
        parts::require_operator(operator, what, around, &place.key("engine"), report);
        if self.nodes == 0 {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a job without pods")
                    .at(place.key("nodes").span())
                    .help("set `nodes` to 1 or more"),
            );
        }
        self.check_beside(job, program, &around.place, report);
        Distributed { engine: self.engine, nodes: self.nodes }
    }

    /// Reports what plain jobs have and engines do not know.
    fn check_beside(&self, job: &JobSpec, program: &ProgramSpec, place: &Place<'_>, report: &mut Report) {
        let mut refuse = |key: &str, why: &str, help: &str| {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{key}` beside `distributed`: {why}"))
                    .at(place.key(key).key_span())
                    .related(place.key("distributed").key_span(), "the pods work together")
                    .help(help),
            );
        };
        if job.schedule.is_some() {
            refuse("schedule", "engines know no clock", "take one of them out");
        }
        for (key, given) in [("completions", job.completions), ("parallelism", job.parallelism)] {
            if given.is_some() {
                refuse(key, "`nodes` says how many pods there are", "take it out");
            }
        }
        if !job.fail_on.is_empty() {
            refuse("failOn", "one pod that ends takes all others with it, each with a code of its own", "take it out");
        }
        if job.keep.is_some() && self.engine == Engine::Trainer {
            refuse("keep", "a TrainJob stays until it is deleted", "take it out");
        }
        if job.command.is_empty() && program.args.is_empty() && self.engine == Engine::Ray {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says what the Ray cluster runs")
                    .at(place.key_span())
                    .help("give the `command`: the image's own starts nothing on Ray"),
            );
        }
    }
}

/// Builds what brings the pods together.
pub(super) fn build(job: &Job, distributed: Distributed, pod: Pod, objects: &mut Objects) {
    let nodes = i32::from(distributed.nodes);
    match distributed.engine {
        Engine::Jobset => objects.push(jobset::job_set(job, nodes, pod)),
        Engine::Ray => objects.push(ray::ray_job(job, nodes, pod)),
        Engine::Trainer => trainer::build(job, nodes, pod, objects),
    }
}

/// The metadata of what an engine runs once. All of it is immutable, so its name ends in a hash of everything that matters.
pub(super) fn metadata(job: &Job, hash: &str) -> ObjectMeta {
    let mut metadata = job.program.owner.metadata(ROLE, Some(hash));
    metadata.labels.get_or_insert_default().extend(job.run.labels());
    metadata
}

/// The Job of pods that work together: if one fails, all have failed. One whose node takes it away fails the Job in a way that
/// a JobSet can tell from others.
pub(super) fn job_template(job: &Job, nodes: i32, labels: Labels, deadline: Option<i64>, mut pod: Pod) -> JobTemplateSpec {
    let owner = &job.program.owner;
    pod.restart_policy = Some("Never");
    let disruption =
        PodFailurePolicyOnPodConditionsPattern { type_: "DisruptionTarget".to_owned(), status: Some("True".to_owned()) };
    let rule = PodFailurePolicyRule {
        action: "FailJob".to_owned(),
        on_pod_conditions: Some(vec![disruption]),
        ..PodFailurePolicyRule::default()
    };
    let mut all_labels = owner.labels(ROLE);
    all_labels.extend(labels);
    JobTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(all_labels), ..ObjectMeta::default() }),
        spec: Some(KubernetesJob {
            parallelism: Some(nodes),
            completions: Some(nodes),
            completion_mode: Some("Indexed".to_owned()),
            backoff_limit: Some(0),
            pod_failure_policy: Some(PodFailurePolicy { rules: vec![rule] }),
            active_deadline_seconds: deadline,
            template: pod.template(owner.labels(ROLE), &Labels::new()),
            ..KubernetesJob::default()
        }),
    }
}

/// Restarts for failures are counted, those for nodes that went are not.
pub(super) fn failure_policy(run: &Run) -> crate::k8s::custom::jobset::FailurePolicy {
    use crate::k8s::custom::jobset::{FailurePolicy, FailureRule};
    let disruption = FailureRule {
        name: "disruption",
        action: "RestartJobSetAndIgnoreMaxRestarts",
        on_job_failure_reasons: vec!["PodFailurePolicy"],
    };
    FailurePolicy { max_restarts: run.retries, rules: vec![disruption] }
}

/// A variable with the number of the pod.
pub(super) fn pod_number(name: &str) -> EnvVar {
    let field_path = "metadata.annotations['batch.kubernetes.io/job-completion-index']".to_owned();
    let field = ObjectFieldSelector { api_version: None, field_path };
    let source = EnvVarSource { field_ref: Some(field), ..EnvVarSource::default() };
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}

/// Adds variables to a pod's program, without those that the spec sets by itself.
pub(super) fn tell(job: &Job, pod: &mut Pod, variables: impl IntoIterator<Item = EnvVar>) {
    let is_set = |name: &str| job.program.environment.keys().any(|own| own.as_str() == name);
    if let Some(container) = pod.containers.first_mut() {
        container.env.get_or_insert_default().extend(variables.into_iter().filter(|variable| !is_set(&variable.name)));
    }
}

/// The port on which the first pod brings the others together (torch distributed's default).
pub(super) const RENDEZVOUS: u16 = 29_500;

/// What `torchrun` and others have to know of the other pods; `master` is the host of the first.
///
/// `torchrun` reads each of its options from `PET_...` (pytorch torch/distributed/argparse_util.py); the Kubeflow Trainer uses the
/// same names.
pub(super) fn torch_variables(nodes: i32, processes: u16, master: &str) -> Vec<EnvVar> {
    let port = RENDEZVOUS.to_string();
    vec![
        pod::variable("MASTER_ADDR", master),
        pod::variable("MASTER_PORT", port.clone()),
        pod::variable("PET_NNODES", nodes.to_string()),
        pod::variable("PET_NPROC_PER_NODE", processes.to_string()),
        pod_number("PET_NODE_RANK"),
        pod::variable("PET_MASTER_ADDR", master),
        pod::variable("PET_MASTER_PORT", port),
    ]
}
