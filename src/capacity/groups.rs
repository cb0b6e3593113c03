//! The pods of a bundle, as groups of pods that are alike, and how many of each there are.

use super::brought::{Brought, brought};
use super::defaults::Defaults;
use super::scalers::{self, Scalers};
use super::scenario::Scenario;
use crate::k8s::custom::jobset::ReplicatedJob;
use crate::k8s::demand::extra_pods;
use crate::k8s::{Entry, Object};
use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, PodTemplateSpec};
use std::borrow::Cow;
use std::collections::HashMap;

/// Pods that are alike.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// The object that makes them.
    pub(super) entry: &'a Entry,
    /// Which of its pods, where an object makes several kinds.
    pub(super) part: Option<&'static str>,
    /// What each of them is.
    pub(super) template: Cow<'a, PodTemplateSpec>,
    /// How many there are in each scenario, but for those of a rollout.
    pub(super) pods: [u64; 3],
    /// How many a rollout adds.
    pub(super) surge: u64,
    /// Whether there is one on every node instead.
    pub(super) on_every_node: bool,
    /// The claims that each of them gets.
    pub(super) claims: &'a [PersistentVolumeClaim],
}

/// The pods of a bundle.
#[derive(Debug)]
pub(super) struct Groups<'a> {
    /// What is known of them.
    pub(super) known: Vec<Group<'a>>,
    /// Objects that seem to make pods, of kinds of which nobody knows how many.
    pub(super) unknown: Vec<String>,
}

impl Group<'_> {
    /// What people call them: `RayJob/train (workers)`.
    pub(super) fn title(&self) -> String {
        match self.part {
            Some(part) => format!("{} ({part})", self.entry.object.title()),
            None => self.entry.object.title(),
        }
    }

    /// Their namespace.
    pub(super) fn namespace(&self) -> &str {
        self.entry.object.namespace().unwrap_or_default()
    }

    /// How many there are, those of a rollout included.
    pub(super) fn count(&self, scenario: Scenario) -> u64 {
        self.pods[scenario.index()].saturating_add(if scenario == Scenario::Most { self.surge } else { 0 })
    }
}

/// Finds the pods of a bundle.
pub(super) fn groups(entries: &[Entry]) -> Groups<'_> {
    let scalers = scalers::read(entries);
    let runtimes: HashMap<(&str, &str), &Entry> = entries
        .iter()
        .filter(|entry| matches!(entry.object, Object::TrainingRuntime(_)))
        .map(|entry| ((entry.object.namespace().unwrap_or_default(), entry.object.name()), entry))
        .collect();
    let mut all = Groups { known: Vec::with_capacity(entries.len() / 4), unknown: Vec::new() };
    for entry in entries {
        match &entry.object {
            Object::Deployment(deployment) => {
                let pods = scaled(entry, deployment.spec.replicas, &scalers);
                let strategy = deployment.spec.strategy.as_ref();
                let rolls = strategy.is_none_or(|strategy| strategy.type_.as_deref() != Some("Recreate"));
                let most =
                    strategy.and_then(|strategy| strategy.rolling_update.as_ref()).and_then(|rolling| rolling.max_surge.as_ref());
                let surge = if rolls { extra_pods(most, pods[2]) } else { 0 };
                all.known.push(Group { surge, ..group(entry, &deployment.spec.template, pods) });
            }
            Object::StatefulSet(set) => {
                let claims = set.spec.volume_claim_templates.as_deref().unwrap_or_default();
                all.known.push(Group { claims, ..group(entry, &set.spec.template, scaled(entry, set.spec.replicas, &scalers)) });
            }
            Object::Job(job) => all.known.extend(job.spec.as_ref().map(|spec| {
                let pods = if waits(entry, spec.suspend) { 0 } else { side_by_side(spec) };
                group(entry, &spec.template, [0, pods, pods])
            })),
            Object::CronJob(cron) => all.known.extend(cron.spec.job_template.spec.as_ref().map(|spec| {
                let pods = if cron.spec.suspend == Some(true) { 0 } else { side_by_side(spec) };
                group(entry, &spec.template, [0, 0, pods])
            })),
            Object::JobSet(set) => {
                let waits = waits(entry, set.spec.suspend);
                all.known.extend(set.spec.replicated_jobs.iter().filter_map(|jobs| replicated(entry, jobs, waits)));
            }
            Object::TrainJob(job) => {
                let key = (entry.object.namespace().unwrap_or_default(), job.spec.runtime_ref.name.as_str());
                let Some(Object::TrainingRuntime(runtime)) = runtimes.get(&key).map(|entry| &entry.object) else {
                    all.unknown.push(entry.object.title());
                    continue;
                };
                let nodes = if waits(entry, job.spec.suspend) { 0 } else { whole(job.spec.trainer.num_nodes) };
                let template = runtime.spec.template.spec.replicated_jobs.first().and_then(|jobs| jobs.template.spec.as_ref());
                all.known.extend(template.map(|spec| group(entry, &spec.template, [0, nodes, nodes])));
            }
            Object::RayJob(job) => {
                let waits = waits(entry, job.spec.suspend);
                let pods = |number: u64| if waits { [0; 3] } else { [0, number, number] };
                let cluster = &job.spec.ray_cluster_spec;
                all.known.push(Group { part: Some("head"), ..group(entry, &cluster.head_group_spec.template, pods(1)) });
                all.known.extend(cluster.worker_group_specs.iter().map(|workers| {
                    let [_, start, _] = pods(whole(workers.replicas));
                    let most = pods(whole(workers.max_replicas.max(workers.replicas)))[2];
                    Group { part: Some("workers"), ..group(entry, &workers.template, [0, start, most]) }
                }));
            }
            Object::Other(other) => match brought(entry, other, &scalers) {
                Brought::Pods(groups) => all.known.extend(groups),
                Brought::Unknown => all.unknown.push(entry.object.title()),
            },
            _ => {}
        }
    }
    let defaults = Defaults::new(entries);
    for group in &mut all.known {
        defaults.fill(group.entry.object.namespace().unwrap_or_default(), &mut group.template);
    }
    all
}

fn group<'a>(entry: &'a Entry, template: &'a PodTemplateSpec, pods: [u64; 3]) -> Group<'a> {
    Group { entry, part: None, template: Cow::Borrowed(template), pods, surge: 0, on_every_node: false, claims: &[] }
}

fn whole(number: i32) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The replicas of a workload: as written, and within the bounds of its autoscaler if it has one.
pub(super) fn scaled(entry: &Entry, written: Option<i32>, scalers: &Scalers<'_>) -> [u64; 3] {
    let written = written.map(whole);
    let key = (entry.object.namespace().unwrap_or_default(), entry.object.kind(), entry.object.name());
    match scalers.get(&key) {
        None => [written.unwrap_or(1); 3],
        Some(bounds) if written == Some(0) && !bounds.from_none => [0; 3],
        Some(bounds) => [bounds.least, written.unwrap_or(1).clamp(bounds.least, bounds.most), bounds.most],
    }
}

/// Whether somebody has to start a Job by hand. Kueue starts those of its queues by itself.
pub(super) fn waits(entry: &Entry, suspended: Option<bool>) -> bool {
    let labels = entry.object.metadata().labels.as_ref();
    suspended == Some(true) && !labels.is_some_and(|labels| labels.contains_key("kueue.x-k8s.io/queue-name"))
}

/// The pods of a Job that run side by side.
pub(super) fn side_by_side(spec: &JobSpec) -> u64 {
    spec.parallelism.map_or(1, whole).min(spec.completions.map_or(u64::MAX, whole))
}

fn replicated<'a>(entry: &'a Entry, jobs: &'a ReplicatedJob, waits: bool) -> Option<Group<'a>> {
    let spec = jobs.template.spec.as_ref()?;
    let pods = if waits { 0 } else { whole(jobs.replicas).saturating_mul(side_by_side(spec)) };
    Some(group(entry, &spec.template, [0, pods, pods]))
}
