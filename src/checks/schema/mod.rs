//! The check of each object against the schema of its kind.

use super::{Check, Context, Rule};
use crate::diag::Report;
use crate::manifest::Object;
use crate::schema::{self, PAGES, Versions};

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[Check { pages: PAGES, rule: Rule::Shape(run) }];

/// Whether a server can decode the object.
fn run(object: Object<'_>, context: &Context<'_>, report: &mut Report) -> bool {
    let mut found = Vec::new();
    let checked = schema::check(object.tree(), Versions::of(&context.versions), context.definitions, &mut found);
    for problem in found {
        report.push(object.told(problem));
    }
    checked.type_faults == 0
}
