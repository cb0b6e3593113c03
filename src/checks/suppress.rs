//! Findings that a person has looked at: the annotation `mlkube.dev/ignore: CODE=reason`.

use super::{Check, Rule};
use crate::diag::{Allowed, Code, Diagnostic, Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;
use std::collections::{HashMap, HashSet};

/// The annotation: codes with reasons, `;` between two of them.
const IGNORE: &str = "mlkube.dev/ignore";

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_SUPPRESSION,
            "\
What: an item of the annotation `mlkube.dev/ignore` that is no `CODE=reason`, or whose code there is not.
Why: it silences nothing, and nobody can tell why it stands there.
Example: `mlkube.dev/ignore: MLK0504`, without a reason.
Fix: write `mlkube.dev/ignore: MLK0504=the agent reads the node's logs`; with `;` between several.",
        ),
        (
            codes::IDLE_SUPPRESSION,
            "\
What: an item of the annotation `mlkube.dev/ignore` for something that is not found in the object any more.
Why: it would hide the same mistake when it is made again.
Example: an ignored `MLK0504` on a pod that has become safe.
Fix: take the item out.",
        ),
    ],
    // It looks at what all others have found: see `apply`.
    rule: Rule::Object(|_, _, _| ()),
};

/// One item of the annotation.
struct Item<'a> {
    code: Code,
    /// The annotation.
    place: &'a Node,
}

/// Takes out what the objects' annotations say, from the findings that were added to a report since `first`.
pub(super) fn apply(graph: &Graph<'_>, first: usize, report: &mut Report) {
    let mut ignored: HashMap<usize, Vec<Item<'_>>> = HashMap::new();
    for object in graph.objects() {
        let annotation = object.metadata().and_then(|metadata| metadata.dig(&["annotations", IGNORE]));
        if let Some((place, text)) = annotation.and_then(|node| Some((node, node.as_str()?))) {
            ignored.insert(object.index, items(*object, place, text, report));
        }
    }
    if ignored.is_empty() {
        return;
    }
    let mut used = HashSet::new();
    report.retain_from(first, |found| {
        let Some(about) = &found.about else { return true };
        let hit = ignored.get(&about.index).is_some_and(|items| items.iter().any(|item| item.code == found.code));
        if hit {
            used.insert((about.index, found.code.id));
        }
        !hit
    });
    for object in graph.objects() {
        for item in ignored.get(&object.index).into_iter().flatten() {
            if !used.contains(&(object.index, item.code.id)) {
                let message = format!("{} is ignored, and it is not found here", item.code.id);
                report.push(object.warning(codes::IDLE_SUPPRESSION, item.place, message).help("take it out of the annotation"));
            }
        }
    }
}

/// Takes out what a spec allows, from the findings that were added since `first`.
pub(super) fn allow(allowed: &[Allowed], first: usize, report: &mut Report) {
    if allowed.is_empty() {
        return;
    }
    let mut used = vec![false; allowed.len()];
    report.retain_from(first, |found| {
        let mut hit = false;
        for (used, _) in used.iter_mut().zip(allowed).filter(|(_, allowed)| allowed.means(found)) {
            (*used, hit) = (true, true);
        }
        !hit
    });
    for (_, item) in used.iter().zip(allowed).filter(|(used, _)| !**used) {
        report.push(
            Diagnostic::warning(codes::IDLE_SUPPRESSION, format!("{} is allowed, and it is not found", item.code.id))
                .at(item.place)
                .help("take it out, or correct the name of the object: `Deployment/loan-api`"),
        );
    }
}

fn items<'a>(object: Object<'a>, place: &'a Node, text: &str, report: &mut Report) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for item in text.split([';', '\n']).map(str::trim).filter(|item| !item.is_empty()) {
        let (id, reason) = item.split_once('=').unwrap_or((item, ""));
        match Code::by_id(id.trim()) {
            Some(code) if !reason.trim().is_empty() => items.push(Item { code, place }),
            known => {
                let message = match known {
                    Some(code) => format!("{} is ignored without a reason", code.id),
                    None => format!("there is no code `{}` to ignore", id.trim()),
                };
                report.push(
                    object.warning(codes::BAD_SUPPRESSION, place, message).help("write `CODE=reason`, with `;` between several"),
                );
            }
        }
    }
    items
}
