//! Claims for volumes that more pods may mount than the storage class can let.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::graph::Graph;
use crate::k8s::storage::claims;
use crate::profile::Profile;

pub(super) const CHECK: Check = Check {
    code: codes::ACCESS_MODE,
    docs: "\
What: a claim with an access mode that no volume of its storage class has.
Why: the claim waits forever, or its volume is made and attaches to one node only; then pods on other nodes do not start.
Example: `accessModes: [ReadWriteMany]` with `storageClassName: gp2` in a file of `extra`.
Fix: name a class whose volumes can, or keep shared files in an object store.",
    rule: Rule::Cluster(run),
};

fn run(graph: &Graph<'_>, profile: &Profile, report: &mut Report) {
    for entry in graph.entries() {
        for claim in claims(&entry.object).iter().filter_map(|claim| claim.spec.as_ref()) {
            let Some(class) = &claim.storage_class_name else { continue };
            let Some(facts) = profile.storage.classes.get(class) else { continue };
            let has = |mode: &&String| facts.access.iter().any(|known| known.to_string() == **mode);
            let Some(mode) = claim.access_modes.iter().flatten().find(|mode| !has(mode)) else { continue };
            let able =
                profile.storage.classes.iter().filter(|(_, facts)| facts.access.iter().any(|known| known.to_string() == *mode));
            let able: Vec<String> = able.map(|(name, _)| format!("`{name}`")).collect();
            let message = format!("{}: volumes of the class `{class}` cannot be {mode}", entry.object.title());
            report.push(
                Diagnostic::error(codes::ACCESS_MODE, message)
                    .at(entry.origin)
                    .related(profile.fact(&["storage", "classes", class, "access"]), "what its volumes can be")
                    .help(if able.is_empty() {
                        "no class of this profile can; keep shared files in an object store".to_owned()
                    } else {
                        format!("it can be had with {}", able.join(" or "))
                    }),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cluster, found_on, owner};
    use super::*;
    use crate::k8s::storage::{AccessMode, Claim, claim};

    #[test]
    fn a_claim_asks_for_what_its_class_can() {
        for (class, access, fires) in [
            ("gp2", AccessMode::ReadWriteMany, true),
            ("gp2", AccessMode::ReadWriteOnce, false),
            ("efs-sc", AccessMode::ReadWriteMany, false),
            ("unknown", AccessMode::ReadWriteMany, false),
        ] {
            let wanted = Claim { class: Some(class.to_owned()), access, size: "2Gi".to_owned() };
            let found = found_on(&cluster("eks"), &CHECK, [claim(owner().metadata("data", None), &wanted).into()]);
            assert_eq!(found, if fires { vec![codes::ACCESS_MODE] } else { vec![] }, "{access} of {class}");
        }
    }
}
