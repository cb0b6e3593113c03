//! Of everything that changes a field the origins that say most.

use super::field::{Differences, Field};
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
        let mut told: Vec<(Telling, Origin)> = told.collect();
        told.sort_by_key(|(telling, _)| *telling);
        let best = told.first().map(|(telling, _)| *telling);
        if let Some(rule) = rule.filter(|_| best.is_none_or(|best| best == Telling::Elsewhere)) {
            return vec![Origin::Rule(rule)];
        }
        told.retain(|(telling, _)| Some(*telling) == best);
        if matches!(told.first(), Some((_, Origin::Default { .. }))) {
            // Of what could be set, only the nearest is worth a line.
            told.truncate(1);
        }
        let all: Vec<Origin> = told.into_iter().map(|(_, origin)| origin).collect();
        let mut found: Vec<Origin> = Vec::new();
        for origin in &all {
            if !all.iter().any(|other| is_around(origin, other)) && !found.iter().any(|known| is_same(known, origin)) {
                found.push(origin.clone());
            }
        }
        found
    };
    subject.fields.iter().enumerate().map(of_field).collect()
}

/// How much a change tells of a field, the most first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Telling {
    /// Another value gives another field.
    Value,
    /// Without it there is no such field.
    Presence,
    /// Without the fact there is no such field.
    FactPresence,
    /// The field shows what a key is set to that is not there.
    Shown,
    /// A key that is not there gives another field.
    Open,
    /// A key that is not there takes the field away.
    Away,
    /// A key that is not there makes something else of the object, and the field changes with it.
    Elsewhere,
}

/// What a change tells of a field.
fn tells(hit: &Hit, index: usize, position: usize) -> Option<(Telling, Origin)> {
    let fields = hit.effect[index].as_ref()?;
    let is_changed = fields.changed.binary_search(&position).is_ok();
    if !is_changed && fields.gone.binary_search(&position).is_err() {
        return None;
    }
    let told = match (&hit.origin, is_changed) {
        (Origin::Value { .. } | Origin::Name { .. } | Origin::Fact { .. }, true) => (Telling::Value, hit.origin.clone()),
        (Origin::Value { path, place } | Origin::Name { path, place }, false) => {
            (Telling::Presence, Origin::Presence { path: path.clone(), place: *place })
        }
        (Origin::Presence { .. }, _) => (Telling::Presence, hit.origin.clone()),
        (Origin::Fact { .. }, false) => (Telling::FactPresence, hit.origin.clone()),
        (Origin::Default { .. }, _) => (of_default(fields, position), hit.origin.clone()),
        (Origin::File { .. } | Origin::Rule(_), _) => return None,
    };
    Some(told)
}

/// What a key tells of a field that is set where it was open. One that brings other fields along does not decide
/// about this one: without `gpu` a rollout is as it is, but not because of that.
fn of_default(fields: &Differences, position: usize) -> Telling {
    let is_changed = fields.changed.binary_search(&position).is_ok();
    match () {
        () if fields.echoes.binary_search(&position).is_ok() => Telling::Shown,
        () if fields.grows => Telling::Elsewhere,
        () if is_changed => Telling::Open,
        () => Telling::Away,
    }
}

/// Whether two origins say the same.
fn is_same(one: &Origin, two: &Origin) -> bool {
    match (one, two) {
        (Origin::Presence { path: one, .. }, Origin::Presence { path: two, .. })
        | (Origin::Value { path: one, .. }, Origin::Value { path: two, .. })
        | (Origin::Name { path: one, .. }, Origin::Name { path: two, .. })
        | (Origin::Fact { path: one, .. }, Origin::Fact { path: two, .. }) => one == two,
        _ => false,
    }
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
