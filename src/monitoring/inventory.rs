//! What runs, as the objects of the bundle say it.

use crate::k8s::{Entry, Object};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use std::collections::BTreeSet;

/// What the bundle runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inventory {
    /// Deployments.
    pub(super) deployments: Vec<Workload>,
    /// StatefulSets.
    pub(super) stateful_sets: Vec<Workload>,
    /// Deployments whose number of pods an autoscaler for CPU and memory chooses.
    pub(super) autoscalers: BTreeSet<(String, String)>,
    /// Whether anything runs once.
    pub(super) has_jobs: bool,
    /// Backups that run by the clock.
    pub(super) backups: Vec<Backup>,
    /// Whether any pod asks for a GPU.
    pub(super) has_gpus: bool,
    /// Whether anything is kept on a volume.
    pub(super) has_volumes: bool,
}

/// A workload whose pods stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Workload {
    /// The namespace.
    pub(super) namespace: String,
    /// The name.
    pub(super) name: String,
    /// The entry it belongs to.
    pub(super) entry: String,
    /// What its pods do.
    pub(super) role: String,
    /// Its number of pods, unless somebody else chooses it.
    pub(super) replicas: Option<i32>,
}

/// A backup that runs by the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Backup {
    /// The namespace.
    pub(super) namespace: String,
    /// The name of the CronJob.
    pub(super) name: String,
    /// The entry that is backed up.
    pub(super) entry: String,
    /// The most seconds between two runs.
    pub(super) every: u32,
}

/// The role of backups.
const BACKUP: &str = "backup";
const DAY: u32 = 86_400;

impl Inventory {
    /// Looks at every object once.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut inventory = Self::default();
        for entry in entries {
            inventory.add(&entry.object);
        }
        inventory
    }

    fn add(&mut self, object: &Object) {
        let id = || (object.namespace().unwrap_or_default().to_owned(), object.name().to_owned());
        match object {
            Object::Deployment(deployment) => {
                self.deployments.push(workload(object, deployment.spec.replicas));
                self.look_at(Some(&deployment.spec.template));
            }
            Object::StatefulSet(set) => {
                self.stateful_sets.push(workload(object, set.spec.replicas));
                self.has_volumes |= set.spec.volume_claim_templates.is_some();
                self.look_at(Some(&set.spec.template));
            }
            Object::Job(job) => {
                self.has_jobs = true;
                self.look_at(job.spec.as_ref().map(|spec| &spec.template));
            }
            Object::CronJob(cron) => {
                self.has_jobs = true;
                self.look_at(cron.spec.job_template.spec.as_ref().map(|spec| &spec.template));
                if label(object, "component") == BACKUP {
                    let ((namespace, name), every) = (id(), longest_wait(&cron.spec.schedule));
                    self.backups.push(Backup { namespace, name, entry: label(object, "name").to_owned(), every });
                }
            }
            Object::HorizontalPodAutoscaler(autoscaler) => {
                // It may have a name of its own.
                let (namespace, _) = id();
                self.autoscalers.insert((namespace, autoscaler.spec.scale_target_ref.name.clone()));
            }
            Object::PersistentVolumeClaim(_) => self.has_volumes = true,
            _ => {}
        }
    }

    fn look_at(&mut self, pod: Option<&PodTemplateSpec>) {
        let containers = pod.and_then(|pod| pod.spec.as_ref()).into_iter().flat_map(|pod| &pod.containers);
        let limits = containers.filter_map(|container| container.resources.as_ref()?.limits.as_ref());
        self.has_gpus |= limits.flat_map(|limits| limits.keys()).any(|resource| resource.starts_with("nvidia.com/"));
    }

    /// Whether an entry has a pod of a role at any time, so that metrics that are missing are a fault.
    pub(super) fn always_runs(&self, entry: &str, role: &str) -> bool {
        let is_scaled = |workload: &Workload| self.autoscalers.contains(&(workload.namespace.clone(), workload.name.clone()));
        self.deployments
            .iter()
            .chain(&self.stateful_sets)
            .filter(|workload| workload.entry == entry && workload.role == role)
            .any(|workload| workload.replicas.map_or_else(|| is_scaled(workload), |replicas| replicas > 0))
    }
}

fn label<'a>(object: &'a Object, name: &str) -> &'a str {
    let labels = object.metadata().labels.as_ref();
    labels.and_then(|labels| labels.get(&format!("app.kubernetes.io/{name}"))).map_or("", String::as_str)
}

fn workload(object: &Object, replicas: Option<i32>) -> Workload {
    Workload {
        namespace: object.namespace().unwrap_or_default().to_owned(),
        name: object.name().to_owned(),
        entry: label(object, "name").to_owned(),
        role: label(object, "component").to_owned(),
        replicas,
    }
}

/// The most seconds that can pass between two runs of a schedule in the form of cron: what is said of months and days counts.
fn longest_wait(schedule: &str) -> u32 {
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    match fields.as_slice() {
        [_, _, "*", "*", "*"] | ["@daily" | "@midnight" | "@hourly"] => DAY,
        [_, _, "*", "*", _] | ["@weekly"] => 7 * DAY,
        [_, _, _, "*", "*"] | ["@monthly"] => 31 * DAY,
        _ => 366 * DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_have_a_longest_wait() {
        for (schedule, days) in [
            ("0 2 * * *", 1),
            ("*/30 * * * *", 1),
            ("0 2 * * 0", 7),
            ("0 2 1 * *", 31),
            ("0 2 1 1 *", 366),
            ("@daily", 1),
            ("@monthly", 31),
        ] {
            assert_eq!(longest_wait(schedule), days * DAY, "{schedule}");
        }
    }

    #[test]
    fn what_may_have_no_pods_is_not_missed() {
        let workload = |name: &str, replicas| Workload {
            namespace: "shop".to_owned(),
            name: name.to_owned(),
            entry: name.to_owned(),
            role: "worker".to_owned(),
            replicas,
        };
        let inventory = Inventory {
            deployments: vec![
                workload("two", Some(2)),
                workload("none", Some(0)),
                workload("queue", None),
                workload("load", None),
            ],
            autoscalers: BTreeSet::from([("shop".to_owned(), "load".to_owned())]),
            ..Inventory::default()
        };
        let runs = |entry| inventory.always_runs(entry, "worker");
        assert_eq!([runs("two"), runs("none"), runs("queue"), runs("load")], [true, false, false, true]);
        assert!(!inventory.always_runs("two", "exporter"));
    }
}
