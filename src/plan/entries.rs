//! The entries of a spec: decoded one by one, so that the mistakes of one hide nothing of another.

use super::links::MOST_SUGGESTIONS;
use crate::components::{AnyWritten, KINDS, Kind, parts};
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::{Image, Name, Use, Word};
use crate::layers::Place;
use crate::profile::Profile;
use crate::source::{SourceId, Span};
use crate::yaml::{Mapping, Node, Recovery};
use std::collections::{HashMap, HashSet};

/// An entry as it was written.
pub(super) struct Decoded {
    pub(super) kind: &'static Kind,
    pub(super) name: Name,
    /// Where its name stands.
    pub(super) key: Span,
    /// None if it could not be decoded, which was reported.
    pub(super) written: Option<Box<dyn AnyWritten>>,
}

/// Decodes all entries. `spec` is the text of the project's own file, as opposed to overlays.
pub(super) fn decode(tree: &Node, spec: SourceId, recovery: &mut Recovery, report: &mut Report) -> Vec<Decoded> {
    let mut decoded = Vec::new();
    for kind in KINDS {
        let Some(section) = tree.get(kind.section).filter(|section| !section.is_null()) else { continue };
        let Some(entries) = section.as_mapping() else {
            report.push(no_map(kind, section));
            recovery.is_broken = true;
            continue;
        };
        for (key, entry) in entries {
            match Name::parse(&key.name) {
                Ok(name) => {
                    let mut own = Recovery::with(recovery.guess);
                    let written = decode_entry(kind, entry, key.span, entries, spec, &mut own, report);
                    let written = written.filter(|_| !own.is_in_vain());
                    recovery.add(Recovery { is_unsure: false, ..own });
                    decoded.push(Decoded { kind, name, key: key.span, written });
                }
                Err(invalid) => {
                    report.push(Diagnostic::error(invalid.code, invalid.message).at(key.span).help(invalid.help));
                    recovery.is_broken = true;
                }
            }
        }
    }
    decoded
}

fn no_map(kind: &Kind, section: &Node) -> Diagnostic {
    let example = kind.noun.replace(' ', "-");
    Diagnostic::error(codes::WRONG_KIND, format!("`{}` is a map from names to entries, this is {}", kind.section, section.kind()))
        .at(section.span)
        .help(format!("write the name of the entry, a colon, and below it its keys: `{}: {{my-{example}: ...}}`", kind.section))
}

/// Decodes an entry. One that only an overlay brings has to be whole: if it lacks a key, it was most likely meant for another.
fn decode_entry(
    kind: &Kind,
    entry: &Node,
    key: Span,
    entries: &Mapping,
    spec: SourceId,
    recovery: &mut Recovery,
    report: &mut Report,
) -> Option<Box<dyn AnyWritten>> {
    if key.source == spec {
        return (kind.decode)(entry, key, recovery, report);
    }
    let mut own = Report::default();
    let written = (kind.decode)(entry, key, recovery, &mut own);
    let known: Vec<String> =
        entries.keys().filter(|other| other.span.source == spec).map(|other| format!("`{}`", other.name)).collect();
    let (missing, others): (Vec<_>, Vec<_>) =
        own.into_diagnostics().into_iter().partition(|found| found.code == codes::MISSING_KEY);
    for found in others {
        report.push(found);
    }
    if !missing.is_empty() {
        let faults = missing.iter().map(|found| found.message.as_str()).collect::<Vec<_>>().join(", ");
        let name = entries.keys().find(|other| other.span == key).map(|key| &*key.name).unwrap_or_default();
        let near = nearest(name, entries.keys().filter(|other| other.span.source == spec).map(|other| &*other.name));
        report.push(
            Diagnostic::error(
                codes::OVERLAY_UNREACHED,
                format!("the spec has no {} `{name}` to change, and this is not a whole one: {faults}", kind.noun),
            )
            .at(key)
            .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
            .maybe_help((!known.is_empty()).then(|| format!("the spec has {}", known.join(", "))))
            .help("correct the name, or give all keys that a new entry needs"),
        );
        // Most of it would be guessed.
        return None;
    }
    written
}

/// Reports names that are used twice: they are unique over the whole project, so that `uses: [queue]` says it all.
pub(super) fn check_names(entries: &[Decoded], report: &mut Report) {
    let mut first: HashMap<&str, &Decoded> = HashMap::new();
    for entry in entries {
        if let Some(other) = first.get(entry.name.as_str()) {
            report.push(
                Diagnostic::error(codes::NAME_TWICE, format!("two entries are called `{}`", entry.name))
                    .at(entry.key)
                    .related(other.key, format!("this {} has the name already", other.kind.noun))
                    .help("names are unique over the whole project, so that `uses` needs no section: rename one"),
            );
        } else {
            first.insert(entry.name.as_str(), entry);
        }
    }
}

/// Reports what can be said of entries that could not be decoded: the words that stand in their images and uses are there all the
/// same.
pub(super) fn check_undecoded(entries: &[Decoded], root: &Place<'_>, profile: Option<&Profile>, report: &mut Report) {
    let names: HashSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let mut suggestions = 0;
    for entry in entries.iter().filter(|entry| entry.written.is_none()) {
        let place = root.key(entry.kind.section).key(entry.name.as_str());
        let image = place.key("image");
        if let (Some(Ok(parsed)), Some(profile)) = (image.text().map(Image::parse), profile) {
            parts::check_image(&parsed, profile, &image, report);
        }
        for used in (0..).map(|index| place.key("uses").index(index)).take_while(Place::exists) {
            if let Some(Ok(Use { name, .. })) = used.text().map(Use::parse)
                && !names.contains(name.as_str())
            {
                suggestions += 1;
                let candidates = if suggestions <= MOST_SUGGESTIONS { entries } else { &[] };
                let near = nearest(name.as_str(), candidates.iter().map(|other| other.name.as_str()));
                report.push(
                    Diagnostic::error(codes::UNKNOWN_USE, format!("there is no entry `{name}`"))
                        .at(used.span())
                        .help(near.map_or("name an entry of the spec".to_owned(), |near| format!("did you mean `{near}`?"))),
                );
            }
        }
    }
}
