//! The check of what stands inside objects as text.

use super::{Check, Context, Rule};
use crate::contents::{PAGES, check, texts_of};
use crate::diag::Report;
use crate::manifest::Object;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[Check { pages: PAGES, rule: Rule::Object(run) }];

fn run(object: Object<'_>, context: &Context<'_>, report: &mut Report) {
    let mut found = Vec::new();
    for text in texts_of(object.tree()) {
        check(&text, context.sources, &mut found);
    }
    for problem in found {
        report.push(object.told(problem));
    }
}
