//! The check of each object against the schema of its kind.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::k8s;
use crate::manifest::Object;
use crate::schema::{self, PAGES, Versions};

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[Check { pages: PAGES, rule: Rule::Shape(run) }];

/// Whether a server can decode the object.
fn run(object: Object<'_>, context: &Context<'_>, report: &mut Report) -> bool {
    let mut found = Vec::new();
    let checked = schema::check(object.tree(), Versions::of(&context.versions), context.definitions, &mut found);
    // The program writes some kinds whose schema nobody publishes: their structs hold what the documents of their authors say.
    let is_own = object.is_rendered() && k8s::Object::facts(object.api_version, object.kind).is_some();
    for problem in found.into_iter().filter(|problem| !(is_own && problem.code == codes::UNCHECKED_KIND)) {
        report.push(object.told(problem));
    }
    checked.type_faults == 0
}
