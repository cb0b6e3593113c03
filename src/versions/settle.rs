//! Older forms for older versions.

use super::{Before, Change, Feature, features};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::KubeVersion;
use crate::k8s::template::{change_jobs, change_template};
use crate::k8s::{Entry, Object};

/// The objects that a finding names; the others are counted.
const NAMED: usize = 3;

/// Writes older forms wherever the version lacks what an object says, and tells what is lost, once for each feature.
pub fn settle(entries: &mut [Entry], version: KubeVersion, report: &mut Report) {
    let mut lost = Vec::new();
    for feature in features::all().filter(|feature| !feature.is_in(version)) {
        let Before::Older { form, less, change } = feature.before else { continue };
        let changed: Vec<usize> = (0..entries.len()).filter(|index| apply(change, &mut entries[*index].object)).collect();
        // What loses nothing needs no word.
        lost.extend(less.map(|less| (feature, form, less, changed)));
    }
    // A change gives a Job another name, so that objects are named once all is changed.
    for (feature, form, less, changed) in lost {
        let changed: Vec<&Entry> = changed.into_iter().map(|index| &entries[index]).collect();
        if !changed.is_empty() {
            report.push(lesser(feature, version, &changed).help(format!("they get {form} instead; {less}")));
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
fn lesser(feature: &Feature, version: KubeVersion, changed: &[&Entry]) -> Diagnostic {
    let mut titles: Vec<String> = changed.iter().map(|entry| entry.object.title()).collect();
    titles.sort();
    let more = titles.len().saturating_sub(NAMED);
    titles.truncate(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("Kubernetes {version} has no {} for {}{more}", feature.name, titles.join(", "));
    Diagnostic::warning(codes::OLDER_FORM, message).at(changed.iter().filter_map(|entry| entry.origin).min())
}
