//! Older forms for older versions.

use super::{Before, Change, Feature, features};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::KubeVersion;
use crate::k8s::template::{change_jobs, change_template};
use crate::k8s::{Entry, Object};
use crate::source::Span;

/// The objects that a finding names; the others are counted.
const NAMED: usize = 3;

/// Writes older forms wherever the version lacks what an object says, and tells what is lost, once for each feature.
pub fn settle(entries: &mut [Entry], version: KubeVersion, report: &mut Report) {
    for feature in features::all().filter(|feature| !feature.is_in(version)) {
        let Before::Older { form, less, change } = feature.before else { continue };
        let (mut titles, mut places) = (Vec::new(), Vec::new());
        for entry in entries.iter_mut() {
            if apply(change, &mut entry.object) {
                titles.push(entry.object.title());
                places.extend(entry.origin);
            }
        }
        // What loses nothing needs no word, and objects that keep what they say lose nothing either.
        let Some(less) = less else { continue };
        if !titles.is_empty() {
            report.push(lesser(feature, version, titles, places).help(format!("they get {form} instead; {less}")));
        }
        refuse_untyped(entries, feature, version, form, report);
    }
}

/// Objects that are trees keep what their users wrote: they can only be told.
fn refuse_untyped(entries: &[Entry], feature: &Feature, version: KubeVersion, form: &str, report: &mut Report) {
    for entry in entries {
        let Object::Other(other) = &entry.object else { continue };
        for place in feature.places(&other.tree()) {
            let message = format!("Kubernetes {version} has no {} for {}", feature.name, entry.object.title());
            report.push(Diagnostic::error(codes::FIELD_TOO_NEW, message).at(place).help(format!("let it have {form} instead")));
        }
    }
}

fn apply(change: Change, object: &mut Object) -> bool {
    let mut changed = false;
    match change {
        Change::Pod(change) => change_template(object, |template| changed |= template.spec.as_mut().is_some_and(change)),
        Change::Job(change) => change_jobs(object, |job| changed |= change(job)),
        Change::Object(change) => changed = change(object),
    }
    changed
}

/// One finding for all objects, at the first place of a spec that leads to one.
fn lesser(feature: &Feature, version: KubeVersion, mut titles: Vec<String>, places: Vec<Span>) -> Diagnostic {
    titles.sort();
    let more = titles.len().saturating_sub(NAMED);
    titles.truncate(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("Kubernetes {version} has no {} for {}{more}", feature.name, titles.join(", "));
    Diagnostic::warning(codes::OLDER_FORM, message).at(places.into_iter().min())
}
