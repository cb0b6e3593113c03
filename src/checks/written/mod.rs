//! Checks of the way in which an object is written: what it says otherwise than its author means. They need no schema.

mod file_mode;
mod leading_zero;
mod placeholder;
mod renamed_key;
mod server_field;
mod walk;

use super::{Check, Context};
use crate::diag::{Diagnostic, Report};
use crate::manifest::Object;
use crate::source::Sources;
use crate::yaml::Node;

/// The checks of this group.
pub(super) const CHECKS: &[Check] =
    &[file_mode::CHECK, renamed_key::CHECK, leading_zero::CHECK, placeholder::CHECK, server_field::CHECK];

/// A look at an object, whose places are in these sources.
type Look = fn(&Node, &Sources, &mut Vec<Diagnostic>);

/// Tells what a look finds in an object that somebody wrote; what is rendered is not written by hand.
fn told(object: Object<'_>, context: &Context<'_>, report: &mut Report, look: Look) {
    if object.is_rendered() {
        return;
    }
    let mut found = Vec::new();
    look(object.tree(), context.sources, &mut found);
    for problem in found {
        report.push(object.told(problem));
    }
}

#[cfg(test)]
mod testing {
    use super::CHECKS;
    use crate::checks::{Check, Context, Rule};
    use crate::diag::Report;
    use crate::fields::KubeVersion;
    use crate::manifest::read::read;
    use crate::manifest::{Manifest, Object};
    use crate::source::Sources;

    /// The findings of one code in a text: the text at each place, and the message.
    pub(super) fn found(code: &str, text: &str) -> Vec<(String, String)> {
        let mut sources = Sources::default();
        let source = sources.add("a.yaml", text);
        let mut report = Report::default();
        let documents = read(source, text, &mut report);
        assert!(report.is_empty() && !documents.is_empty(), "{text}\n{report:?}");
        let manifests: Vec<Manifest> = documents.into_iter().map(|document| Manifest::written(document.node)).collect();
        let newest = KubeVersion::NEWEST;
        let context = Context::open(newest..=newest, &sources);
        for (index, manifest) in manifests.iter().enumerate() {
            for Check { rule, .. } in CHECKS {
                if let Rule::Object(rule) = rule {
                    rule(Object::new(index, manifest), &context, &mut report);
                }
            }
        }
        let here = report.into_diagnostics().into_iter().filter(|found| found.code.id == code);
        here.map(|found| (sources.text(found.span.expect("a place")).to_owned(), found.message)).collect()
    }

    /// The texts at the places of the findings of one code.
    pub(super) fn places(code: &str, text: &str) -> Vec<String> {
        found(code, text).into_iter().map(|(place, _)| place).collect()
    }
}
