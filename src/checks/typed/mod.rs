//! Checks over typed objects, which move to the groups one by one.
//!
//! A check has a code, a text that explains it, and a rule that looks at each pod or at all objects. To add one, write a file with
//! `pub(super) const CHECK`, give it a firing and a silent test, and add its line to [`CHECKS`].

mod claim_access;
mod claim_class;

use crate::diag::{Code, Report};
use crate::k8s::Entry;
use crate::k8s::graph::Graph;
use crate::profile::Profile;

/// A rule about objects.
#[derive(Debug)]
pub(crate) struct Check {
    /// What its findings are called.
    pub(crate) code: Code,
    /// What it finds, why that is bad, an example, and what to do.
    pub(crate) docs: &'static str,
    /// Looks at the objects.
    pub(crate) rule: Rule,
}

/// What a rule looks at.
#[derive(Debug)]
pub(crate) enum Rule {
    /// All objects, and the cluster that they are for.
    Cluster(fn(&Graph<'_>, &Profile, &mut Report)),
}

/// The table of checks, by code.
pub(super) const CHECKS: &[Check] = &[claim_class::CHECK, claim_access::CHECK];

/// Runs every check on objects for a cluster.
pub(super) fn run(entries: &[Entry], profile: &Profile, report: &mut Report) {
    look(CHECKS, &Graph::new(entries), profile, report);
}

fn look(checks: &[Check], graph: &Graph<'_>, profile: &Profile, report: &mut Report) {
    for check in checks {
        let Rule::Cluster(rule) = check.rule;
        rule(graph, profile, report);
    }
}

#[cfg(test)]
mod testing {
    //! What a check finds on a cluster.

    pub(super) use super::super::testing::owner;
    use super::{Check, look};
    use crate::components::contract::Objects;
    use crate::diag::{Code, Report};
    use crate::k8s::graph::Graph;
    use crate::k8s::{Entry, Object};
    use crate::profile::{self, Profile};
    use crate::source::Sources;

    /// A built-in profile.
    pub(super) fn cluster(name: &str) -> Profile {
        profile::load(name, None, &mut Sources::default(), &mut Report::default()).expect("a profile")
    }

    /// The codes that a check finds in some objects on a cluster.
    pub(super) fn found_on(profile: &Profile, check: &Check, objects: impl IntoIterator<Item = Object>) -> Vec<Code> {
        let mut all = Objects::new();
        for object in objects {
            all.push(object);
        }
        let entries: Vec<Entry> = all.into_entries();
        let mut report = Report::default();
        look(std::slice::from_ref(check), &Graph::new(&entries), profile, &mut report);
        report.sorted().iter().map(|found| found.code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::CHECKS;

    #[test]
    fn the_table_is_sorted() {
        assert!(CHECKS.windows(2).all(|pair| pair[0].code.id < pair[1].code.id));
    }

    #[test]
    fn every_check_is_explained() {
        for check in CHECKS {
            for section in ["What:", "Why:", "Example:", "Fix:"] {
                assert!(check.docs.contains(section), "{} lacks {section}", check.code.id);
            }
        }
    }
}
