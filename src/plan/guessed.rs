//! What else is wrong with a spec of which some could not be decoded.
//!
//! A mistake must not hide another, and nothing may be told that only comes of one. So the rest is looked at by trying: keys that are
//! misspelt are read as what was meant, and what is missing or wrong is made up, twice and differently. What is found both times comes
//! of neither guess.

use super::mend::{Mended, mend};
use super::project::Plan;
use super::written::Written;
use crate::diag::{Diagnostic, Report, codes};
use crate::profile::Profile;
use crate::source::{SourceId, Span};
use crate::yaml::{Guess, Misspelt, Node};
use std::collections::HashSet;

/// Reports what is wrong beside what could not be decoded; that was reported, from the `first` on.
///
/// The plan is one with guesses in it: good for nothing but further looks.
pub(super) fn look_beyond<'a>(
    tree: &Node,
    spec: SourceId,
    misspelt: &[Misspelt],
    first: usize,
    profile: &'a Profile,
    report: &mut Report,
) -> Option<Plan<'a>> {
    let tree = mend_names(tree, spec, misspelt, first, report);
    let broken = report.spans_from(first);
    let (plan, one) = settle(&tree, spec, Guess::One, profile, report);
    let (_, other) = settle(&tree, spec, Guess::Other, profile, report);
    let found_again: HashSet<_> = other.iter().map(identity).collect();
    for found in one.iter().filter(|found| found_again.contains(&identity(found)) && !comes_of(&broken, found)) {
        report.push(found.clone());
    }
    plan
}

/// What makes a finding the same with another guess.
fn identity(found: &Diagnostic) -> (&str, Option<Span>, &str) {
    (found.code.id, found.span, &found.message)
}

/// Whether a finding is about a place that was not decoded.
fn comes_of(broken: &[Span], found: &Diagnostic) -> bool {
    let places = found.span.iter().chain(found.related.iter().map(|(span, _)| span));
    places.into_iter().any(|place| broken.iter().any(|broken| contains(*broken, *place)))
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}

/// Reads misspelt keys as what was meant, unless their values fit there even less.
///
/// What was found from the `first` on and comes of the spelling alone is taken back, and what is wrong inside such a value is reported.
fn mend_names(tree: &Node, spec: SourceId, misspelt: &[Misspelt], first: usize, report: &mut Report) -> Node {
    let (mended, found) = mend_and_decode(tree, spec, misspelt);
    let fits = |(_, value): &&(Misspelt, Span)| !found.iter().any(|found| found.span == Some(*value));
    let right: Vec<Misspelt> = mended.values.iter().filter(fits).map(|(misspelt, _)| misspelt.clone()).collect();
    let (mended, found) = if right.len() == mended.values.len() { (mended, found) } else { mend_and_decode(tree, spec, &right) };
    report.retain_from(first, |old| old.code == codes::UNKNOWN_KEY || found.contains(old));
    for new in found {
        let is_inside = |value: Span| new.span.is_some_and(|span| contains(value, span));
        if mended.values.iter().any(|(_, value)| is_inside(*value)) {
            report.push(new);
        }
    }
    mended.tree
}

fn mend_and_decode(tree: &Node, spec: SourceId, misspelt: &[Misspelt]) -> (Mended, Vec<Diagnostic>) {
    let (mended, mut found) = (mend(tree, misspelt), Report::default());
    Written::decode(&mended.tree, spec, Guess::Never, &mut found);
    (mended, found.into_diagnostics())
}

/// Settles a spec with guesses, and tells what is found then.
fn settle<'a>(
    tree: &Node,
    spec: SourceId,
    guess: Guess,
    profile: &'a Profile,
    report: &Report,
) -> (Option<Plan<'a>>, Vec<Diagnostic>) {
    // What is known to be wrong already keeps some checks from asking what nobody can answer.
    let mut own = report.clone();
    let known = own.len();
    let written = Written::decode(tree, spec, guess, &mut Report::default());
    let plan = Plan::of(written, tree, profile, &mut own);
    (plan, own.into_diagnostics().split_off(known))
}
