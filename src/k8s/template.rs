//! Changes to the pods of a workload that was built already.

use super::config::hash;
use super::object::Object;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::PodTemplateSpec;

/// Changes the pod template of a workload, and the name of a Job that ends in the hash of its template; other objects stay.
pub fn change_template(object: &mut Object, change: impl FnOnce(&mut PodTemplateSpec)) {
    match object {
        Object::Deployment(deployment) => change(&mut deployment.spec.template),
        Object::StatefulSet(set) => change(&mut set.spec.template),
        Object::Job(job) => {
            let before = template_hash(job);
            if let Some(spec) = &mut job.spec {
                change(&mut spec.template);
            }
            rename(job, before);
        }
        _ => {}
    }
}

/// The hash of a Job's template.
pub fn template_hash(job: &Job) -> Option<String> {
    let template = &job.spec.as_ref()?.template;
    Some(hash([serde_json::to_string(template).ok()?.as_str()]))
}

/// Gives a Job whose name ended in the hash of its template the name that ends in the hash of the new one: a template is
/// immutable, so a changed one needs a Job of its own.
pub fn rename(job: &mut Job, before: Option<String>) {
    let (Some(before), Some(after)) = (before, template_hash(job)) else { return };
    if let Some(stem) = job.metadata.name.as_deref().and_then(|name| name.strip_suffix(before.as_str())) {
        job.metadata.name = Some(format!("{stem}{after}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::Owner;
    use crate::k8s::pod::{Pod, Resources, container};
    use crate::k8s::workload::job;

    #[test]
    fn a_changed_job_has_a_name_of_its_own() {
        let owner = Owner { project: "shop".to_owned(), name: "train".to_owned(), namespace: "shop".to_owned() };
        let pair = || ("1".to_owned(), "1".to_owned());
        let pod = Pod::new("train", container("train", "acme/train:1", Resources { cpu: pair(), memory: pair() }));
        let mut object = Object::from(job(&owner, "job", 1, 60, pod));
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
