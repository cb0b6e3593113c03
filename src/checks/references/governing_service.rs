//! The Service that gives the pods of a StatefulSet their names.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference, place_of};
use crate::diag::{Report, codes};
use crate::manifest::{Answer, Graph};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::GOVERNING_SERVICE,
        "\
What: a StatefulSet whose `serviceName` is no Service, or one with an address of its own.
Why: its pods have no names such as `db-0.db`, by which their clients and each other find them.
Example: `serviceName: postgres` and a Service `postgres` without `clusterIP: None`.
Fix: add a headless Service with the labels of the pods, and name it.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for set in graph.of_kind("StatefulSet") {
        let Some(place) = set.spec().and_then(|spec| spec.get("serviceName")) else { continue };
        let name = place.as_str().unwrap_or_default();
        let reference = Reference { from: set, place, kind: "Service", namespace: set.namespace, name };
        let Answer::Here(service) = finder.follow(codes::GOVERNING_SERVICE, reference) else { continue };
        if service.spec().is_some_and(|spec| spec.text("clusterIP") != Some("None")) {
            finder.found.push(
                set.info(codes::GOVERNING_SERVICE, place, format!("the Service `{name}` is not headless, so pods have no names"))
                    .related(place_of(service), "it has an address of its own")
                    .help("write `clusterIP: None` there, or add a headless Service beside it"),
            );
        }
    }
}
