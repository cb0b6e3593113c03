//! Claims for volumes of classes that the cluster does not have, or smaller than its classes make.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::k8s::graph::Graph;
use crate::k8s::quantity::Amount;
use crate::k8s::storage::claims;
use crate::k8s::{Entry, Object};
use crate::profile::Profile;
use k8s_openapi::api::core::v1::PersistentVolumeClaimSpec;
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    code: codes::STORAGE_CLASS,
    docs: "\
What: a claim that names a storage class which neither the profile nor the bundle has, or asks for less than the class makes.
Why: the claim waits forever, and with it every pod that mounts it; or the bill is for a larger volume than anybody asked for.
Example: `storageClassName: premium-rwo` in a file of `extra`, rendered for EKS.
Fix: name a class of the cluster, or write the class into a profile of the cluster's own.",
    rule: Rule::Cluster(run),
};

fn run(graph: &Graph<'_>, profile: &Profile, report: &mut Report) {
    // Of a cluster without known classes, each is taken at its word.
    if profile.storage.classes.is_empty() {
        return;
    }
    let is_class = |entry: &&Entry| matches!(entry.object, Object::StorageClass(_));
    let brought: HashSet<&str> = graph.entries().iter().filter(is_class).map(|entry| entry.object.name()).collect();
    for entry in graph.entries() {
        for claim in claims(&entry.object).iter().filter_map(|claim| claim.spec.as_ref()) {
            // Without a class, and for a volume that is there already, nothing is made.
            let class = claim.storage_class_name.as_deref().filter(|class| !class.is_empty() && claim.volume_name.is_none());
            if let Some(class) = class.filter(|class| !brought.contains(class)) {
                check(class, claim, entry, profile, report);
            }
        }
    }
}

fn check(class: &str, claim: &PersistentVolumeClaimSpec, entry: &Entry, profile: &Profile, report: &mut Report) {
    let known = &profile.storage.classes;
    let title = entry.object.title();
    let Some(facts) = known.get(class) else {
        let near = nearest(class, known.keys().map(String::as_str));
        report.push(
            Diagnostic::error(codes::STORAGE_CLASS, format!("{title}: the profile has no storage class `{class}`"))
                .at(entry.origin)
                .related(profile.fact(&["storage", "classes"]), "the classes that it has")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
                .help(profile.way_out(&format!("storage: {{classes: {{{class}: {{access: [ReadWriteOnce]}}}}}}"))),
        );
        return;
    };
    let size = claim.resources.as_ref().and_then(|resources| Amount::of(resources.requests.as_ref()?.get("storage")?));
    if let Some((size, minimum)) = size.zip(facts.minimum).filter(|(size, minimum)| *size < Amount::whole(minimum.number())) {
        report.push(
            Diagnostic::error(codes::STORAGE_CLASS, format!("{title}: `{class}` has no volume of {}", size.shown()))
                .at(entry.origin)
                .related(profile.fact(&["storage", "classes", class, "minimum"]), "its smallest volume")
                .help(format!("ask for {minimum} or more")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cluster, found_on, owner};
    use super::*;
    use crate::k8s::storage::{AccessMode, Claim, claim, storage_class};
    use std::collections::BTreeMap;

    fn wanted(class: &str, size: &str) -> Object {
        let wanted = Claim { class: Some(class.to_owned()), access: AccessMode::ReadWriteOnce, size: size.to_owned() };
        claim(owner().metadata("data", None), &wanted).into()
    }

    #[test]
    fn a_claim_names_a_class_that_is_there() {
        let own: Object = storage_class(&owner(), "fast", "ebs.csi.aws.com", BTreeMap::new()).into();
        let name = own.name().to_owned();
        assert_eq!(found_on(&cluster("eks"), &CHECK, [wanted("gp2", "2Gi"), wanted(&name, "2Gi"), own]), []);
        assert_eq!(found_on(&cluster("eks"), &CHECK, [wanted("premium-rwo", "2Gi")]), [codes::STORAGE_CLASS]);
        assert_eq!(found_on(&cluster("generic"), &CHECK, [wanted("premium-rwo", "2Gi")]), []);
    }

    #[test]
    fn a_claim_is_as_large_as_its_class_makes_it() {
        assert_eq!(found_on(&cluster("gke-gpu"), &CHECK, [wanted("standard-rwx", "10Gi")]), [codes::STORAGE_CLASS]);
        assert_eq!(found_on(&cluster("gke-gpu"), &CHECK, [wanted("standard-rwx", "1Ti")]), []);
    }
}
