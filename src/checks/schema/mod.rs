//! The check of each object against the schema of its kind.

use super::{Check, Context, Rule};
use crate::diag::{Change, Code, Report, codes};
use crate::k8s;
use crate::manifest::Object;
use crate::schema::{self, PAGES, Versions};
use crate::yaml::Node;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[Check { pages: PAGES, rule: Rule::Shape(run) }];

/// Whether a server can decode the object.
fn run(object: Object<'_>, context: &Context<'_>, report: &mut Report) -> bool {
    let mut found = Vec::new();
    let checked = schema::check(object.tree(), Versions::of(&context.versions), context.definitions, &mut found);
    // The program writes some kinds whose schema nobody publishes: their structs hold what the documents of their authors say.
    let is_own = object.is_rendered() && k8s::Object::facts(object.api_version, object.kind).is_some();
    // Of kinds that the cluster is said to serve nobody has to be told that they are strange.
    let is_served = || context.profile.is_some_and(|profile| profile.serves(object.group()));
    let is_idle = |code: Code| code == codes::UNCHECKED_KIND && (is_own || is_served());
    for problem in found.into_iter().filter(|problem| !is_idle(problem.code)) {
        let problem = if OF_OLD_APIS.contains(&problem.code) && !object.is_rendered() {
            let place = problem.span;
            problem.fixed_by(place, newer(object, context))
        } else {
            problem
        };
        report.push(object.told(problem));
    }
    checked.type_faults == 0
}

/// What is told of API versions that a newer one may follow.
const OF_OLD_APIS: [Code; 3] = [codes::API_GONE, codes::API_DEPRECATED, codes::API_SWITCHED_OFF];

/// The newer API version, where that is all that has to change.
fn newer(object: Object<'_>, context: &Context<'_>) -> Option<Change> {
    // The items of a list of one kind have theirs from the list.
    let kind = object.tree().get("kind").map(|node: &Node| context.sources.text(node.span).trim_matches(['"', '\'']));
    if kind != Some(object.kind) {
        return None;
    }
    let new = schema::renamed(object.tree(), Versions::of(&context.fix_versions), context.definitions)?;
    Some(Change::Word { old: object.api_version.into(), new: new.into() })
}
