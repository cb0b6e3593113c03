//! Checks over typed objects, which move to the groups one by one.
//!
//! A check has a code, a text that explains it, and a rule that looks at each pod or at all objects. To add one, write a file with
//! `pub(super) const CHECK`, give it a firing and a silent test, and add its line to [`CHECKS`].

mod limit_range;
mod measured_pods;
mod quota;
mod resources;

use crate::diag::{Code, Report};
use crate::k8s::Entry;
use crate::k8s::graph::{Graph, PodTemplate};
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
    /// One pod at a time. All such rules look at a pod before the next: in a large bundle fetching it takes longer than looking.
    Pod(fn(&PodTemplate<'_>, &mut Report)),
    /// All objects.
    Graph(fn(&Graph<'_>, &mut Report)),
    /// All objects, and the cluster that they are for.
    Cluster(fn(&Graph<'_>, &Profile, &mut Report)),
}

/// The table of checks, by code.
pub(super) const CHECKS: &[Check] = &[quota::CHECK, limit_range::CHECK, measured_pods::CHECK, resources::CHECK];

/// Runs every check on objects for a cluster.
pub(super) fn run(entries: &[Entry], profile: &Profile, report: &mut Report) {
    look(CHECKS, &Graph::new(entries), profile, report);
}

fn look(checks: &[Check], graph: &Graph<'_>, profile: &Profile, report: &mut Report) {
    for pod in graph.pods() {
        for check in checks {
            if let Rule::Pod(rule) = check.rule {
                rule(pod, report);
            }
        }
    }
    for check in checks {
        match check.rule {
            Rule::Pod(_) => {}
            Rule::Graph(rule) => rule(graph, report),
            Rule::Cluster(rule) => rule(graph, profile, report),
        }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Objects for tests of checks.

    use super::{Check, look};
    use crate::components::contract::Objects;
    use crate::diag::{Code, Report};
    use crate::k8s::graph::Graph;
    use crate::k8s::pod::{self, Pod, Resources};
    use crate::k8s::workload::{Rollout, deployment};
    use crate::k8s::{Entry, Object, Owner};
    use crate::profile::{self, Profile};
    use crate::source::Sources;

    /// The owner of all test objects.
    pub(crate) fn owner() -> Owner {
        Owner { project: "shop".to_owned(), name: "api".to_owned(), version: None, namespace: "shop".to_owned() }
    }

    /// A pod in which no check finds anything.
    pub(crate) fn good_pod() -> Pod {
        let pair = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        Pod::new("api", pod::container("api", "acme/api:1", Resources { cpu: pair("100m", "1"), memory: pair("64Mi", "128Mi") }))
    }

    /// The Deployment of a pod.
    pub(crate) fn workload(pod: Pod) -> Object {
        deployment(&owner(), "service", Some(1), Rollout::Surge, pod).into()
    }

    /// A built-in profile.
    pub(crate) fn cluster(name: &str) -> Profile {
        profile::load(name, None, &mut Sources::default(), &mut Report::default()).expect("a profile")
    }

    /// The codes that a check finds in some objects.
    pub(crate) fn found(check: &Check, objects: impl IntoIterator<Item = Object>) -> Vec<Code> {
        found_on(&cluster("minikube"), check, objects)
    }

    /// [`found`] on a cluster.
    pub(crate) fn found_on(profile: &Profile, check: &Check, objects: impl IntoIterator<Item = Object>) -> Vec<Code> {
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
