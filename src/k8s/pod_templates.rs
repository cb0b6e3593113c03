//! The pod templates of the objects of a bundle.

use super::custom::jobset::ReplicatedJob;
use super::custom::ray::RayClusterSpec;
use super::object::{Entry, Object};
use k8s_openapi::api::batch::v1::JobTemplateSpec;
use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec};

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
