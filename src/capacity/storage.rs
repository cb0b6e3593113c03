//! The storage that a project claims, by class.

use super::groups::Group;
use super::scenario::Scenario;
use super::totals::Totals;
use crate::k8s::demand::claimed_size;
use crate::k8s::{Entry, Object};
use crate::profile::Profile;
use k8s_openapi::api::core::v1::PersistentVolumeClaimSpec;

/// What claims are called that name no class, on a cluster of which no default is known.
const DEFAULT_CLASS: &str = "the default class";

/// Adds the claims of an object to the totals of its namespace.
pub(super) fn add_claim(entry: &Entry, profile: &Profile, totals: &mut [Totals; 3]) {
    if let Object::PersistentVolumeClaim(claim) = &entry.object {
        for total in totals {
            add(claim.spec.as_ref(), 1, profile, total);
        }
    }
}

/// Adds the claims that pods bring along: those of StatefulSets, and volumes that live as long as their pod.
pub(super) fn add_claims_of_pods(group: &Group<'_>, scenario: Scenario, pods: u64, profile: &Profile, totals: &mut Totals) {
    // A rollout of a StatefulSet gives its claims to the new pods.
    for claim in group.claims {
        add(claim.spec.as_ref(), group.pods[scenario.index()], profile, totals);
    }
    let volumes = group.template.spec.iter().flat_map(|spec| spec.volumes.iter().flatten());
    for template in volumes.filter_map(|volume| volume.ephemeral.as_ref()?.volume_claim_template.as_ref()) {
        add(Some(&template.spec), pods, profile, totals);
    }
}

fn add(claim: Option<&PersistentVolumeClaimSpec>, count: u64, profile: &Profile, totals: &mut Totals) {
    let Some(claim) = claim else { return };
    // A claim to a volume that is there already, such as a mounted bucket, takes nothing new; nor does one that wants no class, for which
    // none is made.
    let is_bound = claim.volume_name.is_some() || claim.storage_class_name.as_deref() == Some("");
    if let Some(size) = claimed_size(claim).filter(|_| !is_bound && count > 0) {
        let class = totals.storage.entry(class_name(claim.storage_class_name.as_deref(), profile)).or_default();
        class.claims = class.claims.saturating_add(count);
        class.size = class.size + size.times(count);
    }
}

/// The class as the profile calls it: the name of one that the bundle brings starts with the project's.
fn class_name(name: Option<&str>, profile: &Profile) -> String {
    let Some(name) = name else { return profile.storage.default.clone().unwrap_or_else(|| DEFAULT_CLASS.to_owned()) };
    let brought = profile.storage.classes.iter().filter(|(_, class)| class.create.is_some());
    let own =
        brought.map(|(class, _)| class).find(|class| name.strip_suffix(class.as_str()).is_some_and(|rest| rest.ends_with('-')));
    own.map_or(name, String::as_str).to_owned()
}
