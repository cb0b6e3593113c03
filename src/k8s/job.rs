//! Jobs: pods that run to their end, once or by the clock.

use super::config;
use super::meta::{Labels, Owner};
use super::pod::Pod;
use crate::source::Span;
use crate::yaml;
use k8s_openapi::api::batch::v1::{
    CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec, PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement,
    PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule,
};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// How a Job runs its pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// How often a pod that failed is tried again.
    pub retries: i32,
    /// The seconds that everything may take.
    pub deadline: i64,
    /// The seconds that the Job stays once it has ended; as long as nobody deletes it if none.
    pub keep: Option<i32>,
    /// The pods that run side by side.
    pub parallelism: i32,
    /// The pods that have to succeed, each with a number of its own; with none, one that succeeds ends the Job.
    pub completions: Option<i32>,
    /// Exit codes after which trying again is of no use, in order.
    pub final_codes: Vec<i32>,
    /// The queue of Kueue that lets it start.
    pub queue: Option<String>,
}

/// The label by which Kueue knows the queue (kubernetes-sigs/kueue, "Run a Kubernetes Job", v0.19).
const QUEUE: &str = "kueue.x-k8s.io/queue-name";

impl Run {
    /// One pod, whose Job is gone a day after its end.
    pub fn once(retries: i32, deadline: i64) -> Self {
        Self { retries, deadline, keep: Some(86_400), parallelism: 1, completions: None, final_codes: Vec::new(), queue: None }
    }

    /// One pod each time, whose CronJob keeps as many Jobs as it needs.
    pub fn repeated(retries: i32, deadline: i64) -> Self {
        Self { keep: None, ..Self::once(retries, deadline) }
    }

    /// The labels that the Job itself needs.
    pub fn labels(&self) -> Labels {
        self.queue.iter().map(|queue| (QUEUE.to_owned(), queue.clone())).collect()
    }

    /// Whether the Job waits until somebody lets it start.
    pub fn suspend(&self) -> Option<bool> {
        self.queue.as_ref().map(|_| true)
    }

    /// The Job around a template.
    fn spec(&self, template: PodTemplateSpec) -> JobSpec {
        let is_indexed = self.completions.is_some();
        JobSpec {
            suspend: self.suspend(),
            parallelism: (self.parallelism > 1).then_some(self.parallelism),
            completions: self.completions,
            completion_mode: is_indexed.then(|| "Indexed".to_owned()),
            backoff_limit: (!is_indexed).then_some(self.retries),
            // One number that fails again and again leaves the others their tries.
            backoff_limit_per_index: is_indexed.then_some(self.retries),
            pod_failure_policy: Some(self.failure_policy(is_indexed)),
            active_deadline_seconds: Some(self.deadline),
            ttl_seconds_after_finished: self.keep,
            template,
            ..JobSpec::default()
        }
    }

    /// A pod that its node took away has not failed; one that ended with a final code fails without another try.
    fn failure_policy(&self, is_indexed: bool) -> PodFailurePolicy {
        let disruption =
            PodFailurePolicyOnPodConditionsPattern { type_: "DisruptionTarget".to_owned(), status: Some("True".to_owned()) };
        let mut rules = vec![PodFailurePolicyRule {
            action: "Ignore".to_owned(),
            on_pod_conditions: Some(vec![disruption]),
            ..PodFailurePolicyRule::default()
        }];
        if !self.final_codes.is_empty() {
            rules.push(PodFailurePolicyRule {
                action: if is_indexed { "FailIndex" } else { "FailJob" }.to_owned(),
                on_exit_codes: Some(PodFailurePolicyOnExitCodesRequirement {
                    container_name: None,
                    operator: "In".to_owned(),
                    values: self.final_codes.clone(),
                }),
                ..PodFailurePolicyRule::default()
            });
        }
        PodFailurePolicy { rules }
    }
}

fn template(owner: &Owner, role: &str, mut pod: Pod) -> PodTemplateSpec {
    pod.restart_policy = Some("Never");
    pod.template(owner.labels(role), &Labels::new())
}

/// A hash of everything in a value.
pub fn hash_of(value: &impl serde::Serialize) -> String {
    // What is built has a tree, and a tree of texts and finite numbers has a text.
    let tree = yaml::to_node_as_declared(value, Span::default()).ok();
    let text = tree.and_then(|tree| serde_json::to_string(&tree).ok()).unwrap_or_default();
    config::hash([text.as_str()])
}

/// A Job that runs once. Most of a Job is immutable, so its name ends in a hash of that: whatever changes makes a new Job, and
/// applying the same again changes nothing.
pub fn job(owner: &Owner, role: &str, name: Option<&str>, run: &Run, pod: Pod) -> Job {
    let spec = run.spec(template(owner, role, pod));
    let hash = immutable_hash(&spec);
    let suffix = name.map_or_else(|| hash.clone(), |name| format!("{name}-{hash}"));
    let mut metadata = owner.metadata(role, Some(&suffix));
    metadata.labels.get_or_insert_default().extend(run.labels());
    Job { metadata, spec: Some(spec), ..Job::default() }
}

/// The hash of what can never change in a Job, in which its name ends.
pub fn immutable_hash(spec: &JobSpec) -> String {
    // These may change on a Job that is there (kubernetes pkg/apis/batch/validation, `ValidateJobSpecUpdate`, 1.37).
    let immutable = JobSpec {
        suspend: None,
        parallelism: None,
        backoff_limit: None,
        active_deadline_seconds: None,
        ttl_seconds_after_finished: None,
        ..spec.clone()
    };
    hash_of(&immutable)
}

/// When a CronJob starts its Jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule<'a> {
    /// In cron's notation.
    pub cron: &'a str,
    /// The time zone by its name in the IANA database; UTC if none.
    pub timezone: Option<&'a str>,
}

/// A Job at each time of a schedule, never two at once. One that could not start within an hour is left out: the next one comes.
pub fn cron_job(owner: &Owner, role: &str, name: Option<&str>, schedule: Schedule<'_>, run: &Run, pod: Pod) -> CronJob {
    let mut labels = owner.labels(role);
    labels.extend(run.labels());
    CronJob {
        metadata: owner.metadata(role, name),
        spec: CronJobSpec {
            schedule: schedule.cron.to_owned(),
            time_zone: Some(schedule.timezone.unwrap_or("Etc/UTC").to_owned()),
            concurrency_policy: Some("Forbid".to_owned()),
            starting_deadline_seconds: Some(3_600),
            successful_jobs_history_limit: Some(1),
            failed_jobs_history_limit: Some(3),
            job_template: JobTemplateSpec {
                metadata: Some(ObjectMeta { labels: Some(labels), ..ObjectMeta::default() }),
                spec: Some(run.spec(template(owner, role, pod))),
            },
            ..CronJobSpec::default()
        },
        ..CronJob::default()
    }
}
