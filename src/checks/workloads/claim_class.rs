//! Claims for volumes of classes that the cluster does not have, or smaller than its classes make.

use super::{Check, Context, Rule, claims};
use crate::diag::{Report, codes, nearest};
use crate::k8s::quantity::Amount;
use crate::manifest::{Graph, Object};
use crate::profile::Profile;
use crate::yaml::Node;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::STORAGE_CLASS,
        "\
What: a claim that names a storage class which neither the profile nor the input has, or asks for less than the class makes. In manifests \
of others a class that is not known is a warning: somebody may have made it.
Why: the claim waits forever, and with it every pod that mounts it; or the bill is for a larger volume than anybody asked for.
Example: `storageClassName: premium-rwo` in a file of `extra`, rendered for EKS.
Fix: name a class of the cluster, or write the class into a profile of the cluster's own.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    // Of a cluster without known classes, each is taken at its word.
    let Some(profile) = context.profile.filter(|profile| !profile.storage.classes.is_empty()) else { return };
    for (object, spec) in claims::specs(graph) {
        if let Some((place, class)) = claims::class(spec).filter(|(_, class)| graph.find("StorageClass", "", class).is_none()) {
            check(object, spec, place, class, profile, found);
        }
    }
}

fn check<'a>(object: Object<'a>, spec: &'a Node, place: &'a Node, class: &str, profile: &Profile, found: &mut Report) {
    let known = &profile.storage.classes;
    let Some(facts) = known.get(class) else {
        let near = nearest(class, known.keys().map(String::as_str));
        let message = format!("the profile has no storage class `{class}`");
        let told = if object.is_rendered() {
            object.error(codes::STORAGE_CLASS, place, message)
        } else {
            object.warning(codes::STORAGE_CLASS, place, message)
        };
        found.push(
            told.related(profile.fact(&["storage", "classes"]), "the classes that it has")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
                .help(profile.way_out(&format!("storage: {{classes: {{{class}: {{access: [ReadWriteOnce]}}}}}}"))),
        );
        return;
    };
    let Some(wanted) = spec.dig(&["resources", "requests", "storage"]) else { return };
    let size = wanted.scalar_text().and_then(|text| Amount::of(&Quantity(text)));
    if let Some((size, minimum)) = size.zip(facts.minimum).filter(|(size, minimum)| *size < Amount::whole(minimum.number())) {
        found.push(
            object
                .error(codes::STORAGE_CLASS, wanted, format!("`{class}` has no volume of {}", size.shown()))
                .related(profile.fact(&["storage", "classes", class, "minimum"]), "its smallest volume")
                .help(format!("ask for {minimum} or more")),
        );
    }
}
