//! Storage classes that the bundle brings, because a new cluster of the profile does not have them.

use crate::components::contract::Objects;
use crate::k8s::{Entry, Owner, Stage, storage};
use crate::profile::Profile;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;

/// Builds the classes that some claim of `entries` names.
pub(super) fn classes(project: &Owner, entries: &[Entry], profile: &Profile) -> Vec<Entry> {
    let mut objects = Objects::new();
    objects.begin(Stage::Policies, None);
    for (name, class) in &profile.storage.classes {
        let Some(create) = &class.create else { continue };
        let cluster_name = project.cluster_name(name);
        if entries
            .iter()
            .flat_map(|entry| storage::claims(&entry.object))
            .any(|claim| class_of(claim) == Some(cluster_name.as_str()))
        {
            let parameters = create.parameters.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            objects.push(storage::storage_class(project, name, &create.provisioner, parameters));
        }
    }
    objects.into_entries()
}

fn class_of(claim: &PersistentVolumeClaim) -> Option<&str> {
    claim.spec.as_ref()?.storage_class_name.as_deref()
}
