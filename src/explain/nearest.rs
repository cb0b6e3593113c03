//! Of everything that changes a field the origins that say most.

use super::field::Field;
use super::origin::Origin;
use super::rules;
use super::search::Hit;
use super::subject::Subject;
use crate::k8s::Entry;
use crate::source::Span;

/// Without which the object is not there at all.
pub(super) fn needs(hits: &[Hit], index: usize) -> Vec<Origin> {
    let gone = hits.iter().filter(|hit| hit.effect[index].is_none());
    let found: Vec<&Origin> = gone.map(|hit| &hit.origin).filter(|origin| !matches!(origin, Origin::Name { .. })).collect();
    let nearest = found.iter().filter(|origin| !found.iter().any(|other| is_around(origin, other)));
    nearest.map(|origin| (*origin).clone()).collect()
}

/// The origins of each field: those of the kind that says most, the nearest first.
pub(super) fn origins(entry: &Entry, subject: &Subject, index: usize, hits: &[Hit], files: &[Option<Span>]) -> Vec<Vec<Origin>> {
    let mut sorted: Vec<&Hit> = hits.iter().collect();
    sorted.sort_by_key(|hit| hit.size());
    let of_field = |(position, field): (usize, &Field)| {
        if let Some(place) = files[position] {
            return vec![Origin::File { place }];
        }
        let rule = rules::find(entry.object.kind(), &field.path.pattern());
        if let Some(rule) = rule.filter(|rule| rule.is_sum) {
            return vec![Origin::Rule(rule)];
        }
        let told = sorted.iter().filter_map(|hit| tells(hit, index, position));
        let mut told: Vec<(u8, Origin)> = told.collect();
        told.sort_by_key(|(rank, _)| *rank);
        let best = told.first().map(|(rank, _)| *rank);
        told.retain(|(rank, _)| Some(*rank) == best);
        if matches!(told.first(), Some((_, Origin::Default { .. }))) {
            // Of what could be set, only the nearest is worth a line.
            told.truncate(1);
        }
        let all: Vec<Origin> = told.into_iter().map(|(_, origin)| origin).collect();
        let mut found: Vec<Origin> =
            all.iter().filter(|origin| !all.iter().any(|other| is_around(origin, other))).cloned().collect();
        if found.is_empty() {
            found.extend(rule.map(Origin::Rule));
        }
        found
    };
    subject.fields.iter().enumerate().map(of_field).collect()
}

/// What a change tells of a field, and how much that is: the less the number, the more.
fn tells(hit: &Hit, index: usize, position: usize) -> Option<(u8, Origin)> {
    let fields = hit.effect[index].as_ref()?;
    let is_changed = fields.changed.binary_search(&position).is_ok();
    if !is_changed && fields.gone.binary_search(&position).is_err() {
        return None;
    }
    let told = match (&hit.origin, is_changed) {
        (Origin::Value { .. } | Origin::Name { .. } | Origin::Fact { .. }, true) => (0, hit.origin.clone()),
        (Origin::Value { path, place } | Origin::Name { path, place }, false) => {
            (1, Origin::Presence { path: path.clone(), place: *place })
        }
        (Origin::Presence { .. }, _) => (1, hit.origin.clone()),
        (Origin::Fact { .. }, false) => (2, hit.origin.clone()),
        (Origin::Default { .. }, true) => (3, hit.origin.clone()),
        (Origin::Default { .. }, false) => (4, hit.origin.clone()),
        (Origin::File { .. } | Origin::Rule(_), _) => return None,
    };
    Some(told)
}

/// Whether one origin is around another, and so says less, or is the same.
fn is_around(outer: &Origin, inner: &Origin) -> bool {
    match (outer, inner) {
        (
            Origin::Presence { path: outer, .. } | Origin::Value { path: outer, .. },
            Origin::Presence { path: inner, .. } | Origin::Value { path: inner, .. },
        )
        | (Origin::Fact { path: outer, .. }, Origin::Fact { path: inner, .. }) => {
            inner.len() > outer.len() && inner.starts_with(outer)
        }
        _ => false,
    }
}
