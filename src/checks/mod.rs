//! Checks over objects, whoever wrote them: one file each, and one line in the table of its group.
//!
//! A check has pages, one for each code that it finds, and a rule that looks at one object, at one pod, or at all of them. To add
//! one, write a file with `pub(super) const CHECK` in the folder of a group, add its line to the `CHECKS` of that folder, and give it a
//! manifest in `tests/manifests` that makes it fire.

mod amounts;
mod applications;
mod contents;
mod context;
mod nothing;
mod references;
mod schema;
mod security;
mod server;
mod share;
mod suppress;
#[cfg(test)]
pub(crate) mod testing;
mod unreadable;
mod workloads;
mod written;

pub use context::Context;

use crate::diag::{Code, Report, Severity};
use crate::manifest::{Graph, Manifest, Object, Pod};
use crate::parallel::in_parallel;
use crate::schema::Definitions;
use unreadable::Unreadable;

/// A rule about objects.
#[derive(Debug)]
pub struct Check {
    /// What its findings are called, and what there is to say about each: what it finds, why that is bad, an example, what to do.
    pub pages: &'static [(Code, &'static str)],
    /// Looks at the objects.
    pub rule: Rule,
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Rule {
    /// One object at a time, before all others: whether a server can decode it. Of one that it cannot, nothing else is told.
    Shape(fn(Object<'_>, &Context<'_>, &mut Report) -> bool),
    /// One object at a time.
    Object(fn(Object<'_>, &Context<'_>, &mut Report)),
    /// One pod at a time.
    Pod(fn(&Pod<'_>, &Context<'_>, &mut Report)),
    /// All objects.
    Graph(fn(&Graph<'_>, &Context<'_>, &mut Report)),
}

/// The groups of checks, by the names of their folders.
pub const GROUPS: &[(&str, &[Check])] = &[
    ("input", &[nothing::CHECK, suppress::CHECK]),
    ("written", written::CHECKS),
    ("schema", schema::CHECKS),
    ("server", server::CHECKS),
    ("references", references::CHECKS),
    ("workloads", workloads::CHECKS),
    ("security", security::CHECKS),
    ("amounts", amounts::CHECKS),
    ("applications", applications::CHECKS),
    ("contents", contents::CHECKS),
];

/// All checks, group by group.
pub fn all() -> impl Iterator<Item = &'static Check> {
    GROUPS.iter().flat_map(|(_, checks)| *checks)
}

/// The page of a code that a check finds.
pub fn page(code: Code) -> Option<&'static str> {
    all().flat_map(|check| check.pages).find(|(own, _)| *own == code).map(|(_, page)| *page)
}

/// How many objects one thread looks at before it takes the next ones.
const PORTION: usize = 128;

/// Runs every check on objects. Several threads share the work; the findings stand in the order of the objects all the same.
pub fn run(manifests: &[Manifest], context: &Context<'_>, report: &mut Report) {
    let graph = Graph::new(manifests);
    let first = report.len();
    let portions: Vec<&[Object<'_>]> = graph.objects().chunks(PORTION).collect();
    let mut unreadable = Unreadable::default();
    for (found, of_portion) in in_parallel(&portions, |objects| look_at_each(objects, &graph, context)) {
        report.append(found);
        unreadable.append(of_portion);
    }
    let together = report.len();
    if unreadable.hidden().is_empty() {
        look_at_all(&graph, context, report);
    } else {
        look_at_all(&Graph::with_unreadable(manifests, unreadable.hidden()), context, report);
    }
    // What follows from a value that no server can decode is not told besides.
    report.retain_from(together, |found| !unreadable.explains(found));
    suppress::apply(&graph, first, report);
    suppress::allow(context.allowed, first, report);
    if !context.advice {
        report.retain_from(first, |found| found.severity > Severity::Info);
    }
}

/// Runs the rules that look at one object or one pod; tells which objects no server can decode.
fn look_at_each(objects: &[Object<'_>], graph: &Graph<'_>, context: &Context<'_>) -> (Report, Unreadable) {
    let (mut report, mut unreadable) = (Report::default(), Unreadable::default());
    for object in objects {
        let (mut is_readable, first) = (true, report.len());
        for check in all() {
            if let Rule::Shape(rule) = check.rule {
                is_readable &= rule(*object, context, &mut report);
            }
        }
        if is_readable {
            let pods: Vec<&Pod<'_>> = graph.pods_of(*object).collect();
            for check in all() {
                match check.rule {
                    Rule::Object(rule) => rule(*object, context, &mut report),
                    Rule::Pod(rule) => pods.iter().for_each(|pod| rule(pod, context, &mut report)),
                    Rule::Shape(_) | Rule::Graph(_) => {}
                }
            }
        } else {
            unreadable.note(object.index, first, &mut report);
        }
    }
    (report, unreadable)
}

/// Runs the rules that look at all objects.
fn look_at_all(graph: &Graph<'_>, context: &Context<'_>, report: &mut Report) {
    let rules: Vec<_> = all()
        .filter_map(|check| match check.rule {
            Rule::Graph(rule) => Some(rule),
            _ => None,
        })
        .collect();
    let look = |rule: &fn(&Graph<'_>, &Context<'_>, &mut Report)| {
        let mut found = Report::default();
        rule(graph, context, &mut found);
        found
    };
    let is_small = graph.objects().len() <= PORTION;
    let all_found: Vec<Report> = if is_small { rules.iter().map(look).collect() } else { in_parallel(&rules, look) };
    for found in all_found {
        report.append(found);
    }
}

/// Runs every check on the objects of a bundle.
pub fn run_on_bundle(manifests: &[Manifest], context: &Context<'_>, report: &mut Report) {
    let mut definitions = Definitions::default();
    for manifest in manifests {
        definitions.add_crd(&manifest.tree);
    }
    run(manifests, &Context { definitions: &definitions, ..context.clone() }, report);
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn every_check_is_explained() {
        for (code, page) in all().flat_map(|check| check.pages) {
            for section in ["What:", "Why:", "Example:", "Fix:"] {
                assert!(page.contains(section), "{} lacks {section}", code.id);
            }
        }
    }

    #[test]
    fn every_code_is_explained_once() {
        let mut codes: Vec<&str> = all().flat_map(|check| check.pages).map(|(code, _)| code.id).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
