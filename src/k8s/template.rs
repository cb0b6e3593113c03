//! Changes to the pods of a workload that was built already.

use super::custom::jobset::ReplicatedJob;
use super::job::immutable_hash;
use super::object::Object;
use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::PodTemplateSpec;

/// Changes the pod templates of a workload, and the name of a Job that ends in the hash of its template; other objects stay.
pub fn change_template(object: &mut Object, mut change: impl FnMut(&mut PodTemplateSpec)) {
    match object {
        Object::Deployment(deployment) => change(&mut deployment.spec.template),
        Object::StatefulSet(set) => change(&mut set.spec.template),
        Object::RayJob(job) => {
            let cluster = &mut job.spec.ray_cluster_spec;
            change(&mut cluster.head_group_spec.template);
            for group in &mut cluster.worker_group_specs {
                change(&mut group.template);
            }
        }
        _ => change_jobs(object, |spec| change(&mut spec.template)),
    }
}

/// Changes the specs of the Jobs that an object is or makes, and the name of a Job that ends in the hash of its spec.
pub fn change_jobs(object: &mut Object, mut change: impl FnMut(&mut JobSpec)) {
    match object {
        Object::Job(job) => {
            let before = name_hash(job);
            if let Some(spec) = &mut job.spec {
                change(spec);
            }
            rename(job, before);
        }
        Object::CronJob(cron) => {
            if let Some(spec) = &mut cron.spec.job_template.spec {
                change(spec);
            }
        }
        Object::JobSet(set) => change_jobs_of(&mut set.spec.replicated_jobs, change),
        Object::TrainingRuntime(runtime) => change_jobs_of(&mut runtime.spec.template.spec.replicated_jobs, change),
        _ => {}
    }
}

fn change_jobs_of(jobs: &mut [ReplicatedJob], change: impl FnMut(&mut JobSpec)) {
    jobs.iter_mut().filter_map(|job| job.template.spec.as_mut()).for_each(change);
}

/// The hash in which the name of a Job ends, if mlkube named it.
pub fn name_hash(job: &Job) -> Option<String> {
    job.spec.as_ref().map(immutable_hash)
}

/// Gives a Job whose name ended in the hash of what it was the name that ends in the hash of what it is: a changed template needs a
/// Job of its own.
pub fn rename(job: &mut Job, before: Option<String>) {
    let (Some(before), Some(after)) = (before, name_hash(job)) else { return };
    if let Some(stem) = job.metadata.name.as_deref().and_then(|name| name.strip_suffix(before.as_str())) {
        job.metadata.name = Some(format!("{stem}{after}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::Owner;
    use crate::k8s::job::{Run, job};
    use crate::k8s::pod::{Pod, Resources, container};

    #[test]
    fn a_changed_job_has_a_name_of_its_own() {
        let owner = Owner { project: "shop".to_owned(), name: "train".to_owned(), namespace: "shop".to_owned(), version: None };
        let pair = || ("1".to_owned(), "1".to_owned());
        let pod = Pod::new("train", container("train", "acme/train:1", Resources { cpu: pair(), memory: pair() }));
        let mut object = Object::from(job(&owner, "job", None, &Run::once(1, 60), pod));
        let before = object.name().to_owned();
        change_template(&mut object, |_| {});
        assert_eq!(object.name(), before, "nothing has changed");
        change_template(&mut object, |template| {
            template.spec.get_or_insert_default().priority_class_name = Some("low".to_owned());
        });
        assert_ne!(object.name(), before);
        assert_eq!(object.name().len(), before.len());
    }
}
