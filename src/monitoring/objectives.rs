//! Objectives: from what the spec promises to what is measured.

use super::settings::{Good, Objective, Seen};
use super::spec::ObjectiveSpec;
use crate::components::KINDS;
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::Name;
use crate::layers::Place;
use indexmap::IndexMap;

/// Settles objectives, or reports why they cannot be measured; `place` is the map of all.
pub(super) fn resolve_objectives(
    objectives: IndexMap<Name, ObjectiveSpec>,
    seen: &[Seen<'_>],
    place: &Place<'_>,
    report: &mut Report,
) -> Vec<Objective> {
    let settle = |(name, spec): (Name, ObjectiveSpec)| resolve(&name, spec, seen, &place.key(name.as_str()), report);
    let mut settled: Vec<Objective> = objectives.into_iter().filter_map(settle).collect();
    settled.sort_by(|one, two| one.name.cmp(&two.name));
    settled
}

fn resolve(name: &Name, spec: ObjectiveSpec, seen: &[Seen<'_>], place: &Place<'_>, report: &mut Report) -> Option<Objective> {
    let ObjectiveSpec { service, objective, below } = spec;
    let place = place.key("service");
    let Some(found) = seen.iter().find(|seen| seen.owner.name == service.as_str()) else {
        // What stands in the spec but could not be settled has errors of its own.
        if !KINDS.iter().any(|kind| place.top().key(kind.section).key(service.as_str()).exists()) {
            report.push(unknown(&service, seen, &place));
        }
        return None;
    };
    let Some((counter, histogram)) = found.metrics.iter().find_map(|metrics| metrics.about.counted_requests()) else {
        report.push(
            Diagnostic::error(codes::UNMEASURED, format!("`{service}` counts no requests, so nothing can be promised of them"))
                .at(place.span())
                .related(found.key, "it stands here")
                .help("a service needs `metrics: /metrics`, the path at which it shows them"),
        );
        return None;
    };
    let good = match below {
        None => Good::Answered { counter: counter.to_owned() },
        Some(below) => Good::InTime { histogram: histogram.to_owned(), below },
    };
    Some(Objective { name: name.to_string(), owner: found.owner.clone(), share: objective, good })
}

fn unknown(service: &Name, seen: &[Seen<'_>], place: &Place<'_>) -> Diagnostic {
    let measured = || {
        let counts = |seen: &&Seen<'_>| seen.metrics.iter().any(|metrics| metrics.about.counted_requests().is_some());
        seen.iter().filter(counts).map(|seen| seen.owner.name.as_str())
    };
    let list = measured().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::UNKNOWN_USE, format!("there is no entry `{service}`"))
        .at(place.span())
        .maybe_help(nearest(service.as_str(), measured()).map(|near| format!("did you mean `{near}`?")))
        .help(if list.is_empty() {
            "name a service that has `metrics`".to_owned()
        } else {
            format!("requests are counted of {list}")
        })
}
