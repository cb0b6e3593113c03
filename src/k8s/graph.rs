//! The objects of a bundle as a graph: who is there, which pods there are, and which of them a selector means.

use super::custom::jobset::ReplicatedJob;
use super::custom::ray::RayClusterSpec;
use super::meta::Labels;
use super::object::{Entry, Object};
use k8s_openapi::api::batch::v1::JobTemplateSpec;
use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec};
use std::collections::{HashMap, HashSet};

/// The objects of a bundle, ready to be asked.
#[derive(Debug)]
pub struct Graph<'a> {
    entries: &'a [Entry],
    objects: HashSet<(&'a str, &'a str, &'a str)>,
    pods: Vec<PodTemplate<'a>>,
    /// For each label of a namespace the pods that carry it.
    by_label: HashMap<(&'a str, &'a str, &'a str), Vec<usize>>,
}

/// A pod template and the workload that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct PodTemplate<'a> {
    /// The workload.
    pub entry: &'a Entry,
    /// The template.
    pub template: &'a PodTemplateSpec,
}

impl<'a> PodTemplate<'a> {
    /// The pod's spec; every workload that is built has one.
    pub fn spec(&self) -> Option<&'a PodSpec> {
        self.template.spec.as_ref()
    }

    /// All containers, those that run first included.
    pub fn containers(&self) -> impl Iterator<Item = &'a Container> {
        self.spec().into_iter().flat_map(|spec| spec.init_containers.iter().flatten().chain(&spec.containers))
    }

    fn labels(&self) -> Option<&'a Labels> {
        self.template.metadata.as_ref()?.labels.as_ref()
    }
}

impl<'a> Graph<'a> {
    /// Looks at every object once.
    pub fn new(entries: &'a [Entry]) -> Self {
        let objects = entries.iter().map(|entry| id(&entry.object)).collect();
        let pods: Vec<PodTemplate<'a>> = entries.iter().flat_map(pod_templates).collect();
        let mut by_label: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, pod) in pods.iter().enumerate() {
            let namespace = pod.entry.object.namespace().unwrap_or_default();
            for (key, value) in pod.labels().into_iter().flatten() {
                by_label.entry((namespace, key.as_str(), value.as_str())).or_default().push(index);
            }
        }
        Self { entries, objects, pods, by_label }
    }

    /// All objects in order.
    pub fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// All pod templates.
    pub fn pods(&self) -> &[PodTemplate<'a>] {
        &self.pods
    }

    /// Whether there is an object of this kind and name; the namespace of an object of the cluster is empty.
    pub fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.objects.contains(&(kind, namespace, name))
    }

    /// The pods of a namespace that carry all these labels. The rarest label decides how many have to be looked at.
    pub fn selected<'b>(&'b self, namespace: &'b str, labels: &'b Labels) -> impl Iterator<Item = &'b PodTemplate<'a>> {
        let candidates = |(key, value): (&'b String, &'b String)| self.by_label.get(&(namespace, key.as_str(), value.as_str()));
        let rarest = labels.iter().map(candidates).min_by_key(|found| found.map_or(0, Vec::len)).flatten();
        rarest.into_iter().flatten().map(|index| &self.pods[*index]).filter(move |pod| {
            let own = pod.labels();
            labels.iter().all(|(key, value)| own.is_some_and(|own| own.get(key) == Some(value)))
        })
    }
}

/// Kind, namespace and name: what makes an object the same object.
pub fn id(object: &Object) -> (&str, &str, &str) {
    (object.kind(), object.namespace().unwrap_or_default(), object.name())
}

fn template_of(job: &JobTemplateSpec) -> Option<&PodTemplateSpec> {
    job.spec.as_ref().map(|spec| &spec.template)
}

/// All Jobs of the groups that are built are alike.
fn template_of_first(jobs: &[ReplicatedJob]) -> Option<&PodTemplateSpec> {
    template_of(&jobs.first()?.template)
}

/// The pod templates of a workload.
pub fn pod_templates(entry: &Entry) -> impl Iterator<Item = PodTemplate<'_>> {
    // No kind has more than two that differ.
    let (first, second) = match &entry.object {
        Object::Deployment(deployment) => (Some(&deployment.spec.template), None),
        Object::StatefulSet(set) => (Some(&set.spec.template), None),
        Object::Job(job) => (job.spec.as_ref().map(|spec| &spec.template), None),
        Object::CronJob(cron) => (template_of(&cron.spec.job_template), None),
        Object::JobSet(set) => (template_of_first(&set.spec.replicated_jobs), None),
        Object::TrainingRuntime(runtime) => (template_of_first(&runtime.spec.template.spec.replicated_jobs), None),
        Object::RayJob(job) => {
            let RayClusterSpec { head_group_spec, worker_group_specs } = &job.spec.ray_cluster_spec;
            (Some(&head_group_spec.template), worker_group_specs.first().map(|group| &group.template))
        }
        _ => (None, None),
    };
    first.into_iter().chain(second).map(move |template| PodTemplate { entry, template })
}
