//! Claims that count on a default that the cluster does not have.

use super::{Check, Context, Rule, claims};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::NO_DEFAULT_CLASS,
        "\
What: a claim without `storageClassName`, for a cluster of which the profile says that new ones have no default class, as EKS since 1.30. \
Claims that mlkube renders name their class.
Why: nobody makes the volume: the claim waits, and with it every pod that mounts it.
Example: a StatefulSet from a chart with `volumeClaimTemplates` without a class, applied to EKS.
Fix: name a class, or bring one along with the annotation `storageclass.kubernetes.io/is-default-class: \"true\"`.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let Some(profile) = context.profile else { return };
    // A class that a new cluster has to be given is none that a claim gets by itself.
    let storage = &profile.storage;
    let Some(class) =
        storage.default.as_ref().filter(|class| storage.classes.get(*class).is_some_and(|facts| facts.create.is_some()))
    else {
        return;
    };
    if graph.of_kind("StorageClass").any(is_default) {
        return;
    }
    for (object, spec) in claims::specs(graph).into_iter().filter(|(object, _)| !object.is_rendered()) {
        let is_given = |key: &str| spec.get(key).is_some_and(|value| !value.is_null());
        // A selector or a name means volumes that somebody has made.
        if ["storageClassName", "volumeName", "selector"].iter().any(|key| is_given(key)) {
            continue;
        }
        found.push(
            object
                .warning(
                    codes::NO_DEFAULT_CLASS,
                    spec,
                    "the claim names no class, and new clusters of this kind have none by default",
                )
                .related(profile.fact(&["storage", "classes", class]), "the class has to be made first")
                .help(format!("make a class, such as `{class}`, and write `storageClassName: {class}`")),
        );
    }
}

fn is_default(class: Object<'_>) -> bool {
    let is_true = |key: &str| class.annotation(key) == Some("true");
    is_true("storageclass.kubernetes.io/is-default-class") || is_true("storageclass.beta.kubernetes.io/is-default-class")
}
