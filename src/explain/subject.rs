//! The objects that are explained, found again in every trial whatever they are called there.

use super::counterpart;
use super::field::{self, Differences, Field};
use super::left_out::LeftOut;
use super::rules;
use crate::diag::Report;
use crate::k8s::{Entry, Object};
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node, Value};
use std::collections::BTreeMap;

/// An object that is explained.
pub(super) struct Subject {
    kind: String,
    name: String,
    namespace: Option<String>,
    origin: Option<Span>,
    /// Namespaces and names of the objects of the same kind and origin, this one among them, in order.
    siblings: Vec<(Option<String>, String)>,
    /// As people read it, with places in its own text.
    pub(super) node: Node,
    pub(super) fields: Vec<Field>,
}

/// Objects of the same kind and origin, by namespace and name.
fn siblings<'a>(kind: &str, origin: Option<Span>, entries: &'a [Entry]) -> Vec<&'a Object> {
    let mut found: Vec<&Object> =
        entries.iter().filter(|entry| entry.origin == origin && entry.object.kind() == kind).map(|entry| &entry.object).collect();
    found.sort_by_key(|object| (object.namespace(), object.name()));
    found
}

/// The namespace and the name of an object.
fn identity(object: &Object) -> (Option<String>, String) {
    (object.namespace().map(str::to_owned), object.name().to_owned())
}

/// An object as it is compared.
fn tree(object: &Object) -> Option<Node> {
    yaml::to_node(object, Span::default()).ok()
}

/// Other letters wherever texts have some.
fn replace(node: &mut Node, old: &str, new: &str) {
    match &mut node.value {
        Value::String { text, .. } => *text = text.replace(old, new).into(),
        Value::Sequence(items) => items.iter_mut().for_each(|item| replace(item, old, new)),
        Value::Mapping(mapping) => mapping.iter_mut().for_each(|(_, value)| replace(value, old, new)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) => {}
    }
}

impl Subject {
    /// The object of an entry, which is one of `entries`.
    pub(super) fn new(entry: &Entry, entries: &[Entry]) -> Option<Self> {
        let Entry { object, origin, .. } = entry;
        let siblings = siblings(object.kind(), *origin, entries);
        let text = yaml::to_text(object).ok()?;
        let node = yaml::read_document(SourceId::default(), &text, &mut Report::default())?;
        Some(Self {
            kind: object.kind().to_owned(),
            name: object.name().to_owned(),
            namespace: object.namespace().map(str::to_owned),
            origin: *origin,
            siblings: siblings.into_iter().map(identity).collect(),
            fields: field::fields(&node),
            node,
        })
    }

    /// Whether this is the object of an entry.
    pub(super) fn is(&self, object: &Object) -> bool {
        object.kind() == self.kind && object.name() == self.name && object.namespace() == self.namespace.as_deref()
    }

    /// Whether another render has just this object, with no field more and none less.
    pub(super) fn is_same(&self, entries: &[Entry]) -> bool {
        let other = entries.iter().find(|entry| self.is(&entry.object));
        other.and_then(|entry| tree(&entry.object)).is_some_and(|tree| tree == self.node)
    }

    /// The object of the same name in another render.
    pub(super) fn find_same<'a>(&self, entries: &'a [Entry]) -> Option<(&'a Entry, Self)> {
        let entry = entries.iter().find(|entry| self.is(&entry.object))?;
        Some((entry, Self::new(entry, entries)?))
    }

    /// The object in another render: by its name, or, if that has changed, by where it comes from, and of several from there by its
    /// place among those whose names have changed.
    fn find<'a>(&self, entries: &'a [Entry]) -> Option<&'a Object> {
        if let Some(entry) = entries.iter().find(|entry| self.is(&entry.object)) {
            return Some(&entry.object);
        }
        let others = siblings(&self.kind, self.origin, entries);
        let names: Vec<(Option<String>, String)> = others.iter().map(|other| identity(other)).collect();
        let gone: Vec<_> = self.siblings.iter().filter(|sibling| !names.contains(sibling)).collect();
        let new: Vec<&Object> =
            others.iter().zip(&names).filter(|(_, name)| !self.siblings.contains(name)).map(|(other, _)| *other).collect();
        let at = gone.iter().position(|(namespace, name)| *namespace == self.namespace && *name == self.name)?;
        (new.len() == gone.len()).then(|| new[at])
    }

    /// Its own fields for those of the same object in a part of its project, with what was found out of these; and what the part does
    /// not give.
    pub(super) fn in_whole<T>(&self, part: &Self, found: Vec<T>, entries: usize) -> (Vec<(Field, T)>, LeftOut) {
        let by_place: BTreeMap<u32, usize> =
            self.fields.iter().enumerate().map(|(index, field)| (field.value.span.start, index)).collect();
        let of_node = |node: Option<&Node>| by_place.get(&node?.span.start).copied();
        let places = counterpart::counterparts(&part.node, &self.node).into_iter().map(of_node);
        let told = part.fields.iter().zip(places).zip(found);
        let mut told: BTreeMap<usize, (&Field, T)> =
            told.filter_map(|((field, index), found)| Some((index?, (field, found)))).collect();
        let (mut fields, mut left_out) = (Vec::new(), LeftOut { entries, fields: Vec::new(), partly: Vec::new() });
        for (index, field) in self.fields.iter().cloned().enumerate() {
            match told.remove(&index) {
                Some((of_part, found)) => {
                    if of_part.value.value != field.value.value {
                        left_out.partly.push(field.clone());
                    }
                    fields.push((field, found));
                }
                None => left_out.fields.push(field),
            }
        }
        (fields, left_out)
    }

    /// Whether the name has a sum in it of what is in the object.
    fn has_sum(&self) -> bool {
        rules::find(&self.kind, "metadata.name").is_some_and(|rule| rule.is_sum)
    }

    /// Puts the sum in its own name in place of that of another render, wherever the fields of that have it: it changes with whatever
    /// changes.
    fn put_own_sum(&self, other: &str, tree: &mut Node) {
        let sums = self.name.rsplit_once('-').zip(other.rsplit_once('-'));
        if let Some(((_, own), (_, other))) = sums.filter(|((_, own), (_, other))| own != other && self.has_sum()) {
            replace(tree, &format!("-{other}"), &format!("-{own}"));
        }
    }

    /// The fields that differ in another render; none if the object is not there.
    pub(super) fn changed(&self, entries: &[Entry]) -> Option<Differences> {
        self.changed_by(entries, &[])
    }

    /// The fields that differ in another render, after a change that put in some words; none if the object is not there.
    pub(super) fn changed_by(&self, entries: &[Entry], words: &[String]) -> Option<Differences> {
        self.differences(self.find(entries)?, words)
    }

    /// The same, if the object keeps its name; one whose name has a sum never does.
    pub(super) fn changed_in_place(&self, entries: &[Entry], words: &[String]) -> Option<Differences> {
        let stem = |name: &str| name.rsplit_once('-').map(|(stem, _)| stem.to_owned());
        let is_same_but_sum = |object: &Object| {
            self.has_sum() && object.namespace() == self.namespace.as_deref() && stem(object.name()) == stem(&self.name)
        };
        self.differences(self.find(entries).filter(|object| self.is(object) || is_same_but_sum(object))?, words)
    }

    fn differences(&self, other: &Object, words: &[String]) -> Option<Differences> {
        let mut tree = tree(other)?;
        self.put_own_sum(other.name(), &mut tree);
        Some(if tree == self.node { Differences::default() } else { field::changed(&self.node, Some(&tree), words) })
    }
}
