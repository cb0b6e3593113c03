//! What stands behind each line of a whole bundle.
//!
//! Most entries of a large project are written like another one, and so are their objects. One of them, the model, is searched; of the
//! others it is only looked whether everything in which their objects differ from those of the model is something in which that differs
//! from which it comes. Where it is not, they are searched themselves.

mod likeness;
mod model;
mod pair;

use super::Examined;
use super::origin::Origin;
use super::schema::Keys;
use crate::k8s::Entry;
use crate::parallel::in_parallel;
use crate::source::Span;
use crate::yaml::{Node, Step, Value};
use model::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The objects of one entry, or those of none.
pub(super) struct Group<'a> {
    /// The entry, and where its name stands.
    pub(super) owner: Option<(Vec<Step>, Span)>,
    /// The objects with their positions in the bundle.
    pub(super) objects: Vec<(usize, &'a Entry)>,
}

/// What is said of a line.
pub(super) enum Word<'a> {
    /// Its nearest origin.
    Origin(&'a Origin),
    /// Nothing changes it.
    Rule,
    /// It is like others of its object, and comes from another entry than they.
    Alike,
}

/// What is said of the lines of an object, by the byte of its text where the value begins.
pub(super) type Lines = Vec<(usize, Arc<str>)>;

/// Puts a word into letters.
pub(super) type Letters<'a> = &'a (dyn Fn(&Word<'_>) -> Arc<str> + Sync);

/// How many models entries that are written alike may have. Where these do not do, each entry is searched.
const MOST_MODELS: usize = 8;

/// What is said of all lines of all objects, in the order of the bundle.
pub(super) fn lines(examined: &Examined, keys: &Keys, letters: Letters<'_>) -> Vec<Lines> {
    let mut open: Vec<(String, Group<'_>)> =
        examined.groups().into_iter().map(|group| (class(examined, &group), group)).collect();
    let mut found: BTreeMap<usize, Lines> = BTreeMap::new();
    let mut round = 0;
    while !open.is_empty() {
        round += 1;
        let mut led = BTreeSet::new();
        let leads = |(class, _): &(String, Group<'_>)| led.insert(class.clone()) || round > MOST_MODELS;
        let (leaders, others): (Vec<_>, Vec<_>) = open.into_iter().partition(leads);
        let models = in_parallel(&leaders, |(_, group)| Model::search(examined, keys, group, letters));
        let by_class: BTreeMap<&str, &Model> =
            leaders.iter().map(|(class, _)| class.as_str()).zip(models.iter().map(|(_, model)| model)).collect();
        let followed = in_parallel(&others, |(class, group)| by_class[class.as_str()].lines(examined, group, letters));
        let mut rest = Vec::new();
        for (other, lines) in others.into_iter().zip(followed) {
            match lines {
                Some(lines) => found.extend(other.1.positions().zip(lines)),
                None => rest.push(other),
            }
        }
        for ((_, group), (lines, _)) in leaders.iter().zip(models) {
            found.extend(group.positions().zip(lines));
        }
        open = rest;
    }
    found.into_values().collect()
}

impl Group<'_> {
    fn positions(&self) -> impl Iterator<Item = usize> {
        self.objects.iter().map(|(position, _)| *position)
    }
}

/// What entries have in common that are written alike: the kinds of their objects, their keys, and how much stands behind each. It only
/// has to be the same for those that are alike.
fn class(examined: &Examined, group: &Group<'_>) -> String {
    let mut text = String::new();
    let Some((path, _)) = &group.owner else { return text };
    let entry = examined.tree.as_ref().and_then(|tree| tree.at_path(path));
    let kinds = group.objects.iter().map(|(_, entry)| entry.object.kind());
    let section = path.first().and_then(Step::as_key);
    for word in section.into_iter().chain(kinds) {
        text.push_str(word);
        text.push(' ');
    }
    for (key, value) in entry.and_then(Node::as_mapping).into_iter().flatten() {
        text.push_str(&key.name);
        shape(value, &mut text);
    }
    text
}

fn shape(node: &Node, text: &mut String) {
    match &node.value {
        Value::Null => text.push('-'),
        Value::Bool(value) => text.push(if *value { '+' } else { '!' }),
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => text.push('0'),
        Value::String { .. } => text.push('\''),
        Value::Sequence(items) => {
            text.push('[');
            for item in items {
                shape(item, text);
            }
            text.push(']');
        }
        Value::Mapping(mapping) => {
            text.push('{');
            for (_, inner) in mapping {
                shape(inner, text);
            }
            text.push('}');
        }
    }
}
