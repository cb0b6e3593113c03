//! Claims for volumes that more pods may mount than the storage class can let.

use super::{Check, Context, Rule, claims};
use crate::diag::{Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::ACCESS_MODE,
        "\
What: a claim with an access mode that no volume of its storage class has.
Why: the claim waits forever, or its volume is made and attaches to one node only; then pods on other nodes do not start.
Example: `accessModes: [ReadWriteMany]` with `storageClassName: gp2` in a file of `extra`.
Fix: name a class whose volumes can, or keep shared files in an object store.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let Some(profile) = context.profile else { return };
    for (object, spec) in claims::specs(graph) {
        let Some(class) = spec.text("storageClassName") else { continue };
        let Some(facts) = profile.storage.classes.get(class) else { continue };
        // A class that the input brings along is what the input says that it is.
        if graph.find("StorageClass", "", class).is_some() || spec.text("volumeMode") == Some("Block") {
            continue;
        }
        let has = |mode: &str| facts.access.iter().any(|known| known.to_string() == mode);
        let Some((place, mode)) = claims::modes(spec).find(|(_, mode)| !has(mode)) else { continue };
        let able = profile.storage.classes.iter().filter(|(_, facts)| facts.access.iter().any(|known| known.to_string() == mode));
        let able: Vec<String> = able.map(|(name, _)| format!("`{name}`")).collect();
        found.push(
            object
                .error(codes::ACCESS_MODE, place, format!("volumes of the class `{class}` cannot be {mode}"))
                .related(profile.fact(&["storage", "classes", class, "access"]), "what its volumes can be")
                .help(if able.is_empty() {
                    "no class of this profile can; keep shared files in an object store".to_owned()
                } else {
                    format!("it can be had with {}", able.join(" or "))
                }),
        );
    }
}
