//! Two entries that are written alike: what stands in one of them where something stands in the other.

use super::Keys;
use crate::explain::entries::is_section;
use crate::yaml::{Node, Step, Value};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// What the keys of an entry are, as far as their words do not tell.
#[derive(Default)]
pub(super) struct Forms {
    /// Maps whose keys are the user's own words.
    pub(super) free: BTreeSet<Vec<Step>>,
    /// Values that are one of a few words.
    pub(super) words: BTreeSet<Vec<Step>>,
}

/// Two entries that are written alike.
pub(super) struct Pair<'a> {
    tree: &'a Node,
    own: &'a [Step],
    other: &'a [Step],
    /// For each name of the own entry that a user has given what the other entry has instead.
    names: BTreeMap<&'a str, &'a str>,
    /// For each entry that the own one names the entry that the other one names in its place.
    entries: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Pair<'a> {
    /// Compares two entries; none if they are not written alike.
    pub(super) fn new(tree: &'a Node, own: &'a [Step], other: &'a [Step], forms: &Forms) -> Option<Self> {
        let mut pair = Self { tree, own, other, names: BTreeMap::new(), entries: BTreeMap::new() };
        pair.add_name(own.last()?.as_key()?, other.last()?.as_key()?)?;
        pair.add_entry(own.last()?.as_key()?, other.last()?.as_key()?)?;
        pair.compare(forms, &mut Vec::new(), tree.at_path(own)?, tree.at_path(other)?)?;
        Some(pair)
    }

    fn compare(&mut self, forms: &Forms, path: &mut Vec<Step>, own: &'a Node, other: &'a Node) -> Option<()> {
        match (&own.value, &other.value) {
            (Value::Mapping(ours), Value::Mapping(theirs)) if ours.len() == theirs.len() => {
                let is_free = forms.free.contains(path);
                for ((key, inner), (other_key, other_inner)) in ours.iter().zip(theirs) {
                    if is_free {
                        self.add_name(&key.name, &other_key.name)?;
                        self.add_entry(&key.name, &other_key.name)?;
                    } else if key != other_key {
                        return None;
                    }
                    path.push(Step::Key(key.name.to_string()));
                    self.compare(forms, path, inner, other_inner)?;
                    path.pop();
                }
                Some(())
            }
            (Value::Sequence(ours), Value::Sequence(theirs)) if ours.len() == theirs.len() => {
                for (index, (inner, other_inner)) in ours.iter().zip(theirs).enumerate() {
                    path.push(Step::Index(index));
                    self.compare(forms, path, inner, other_inner)?;
                    path.pop();
                }
                Some(())
            }
            (Value::String { text, .. }, Value::String { text: other_text, .. }) => {
                if forms.words.contains(path) {
                    return (text == other_text).then_some(());
                }
                let name = |text: &'a str| text.split_whitespace().next().unwrap_or_default();
                self.add_entry(name(text), name(other_text))
            }
            (Value::Int(_) | Value::UInt(_), Value::Int(_) | Value::UInt(_)) | (Value::Float(_), Value::Float(_)) => Some(()),
            _ => (own == other).then_some(()),
        }
    }

    fn add_name(&mut self, own: &'a str, other: &'a str) -> Option<()> {
        (*self.names.entry(own).or_insert(other) == other).then_some(())
    }

    /// Notes that both name an entry, if any of them does.
    fn add_entry(&mut self, own: &'a str, other: &'a str) -> Option<()> {
        match (self.section(own), self.section(other)) {
            (None, None) => Some(()),
            (Some(section), Some(other_section)) if section == other_section => {
                (*self.entries.entry((section, own)).or_insert(other) == other).then_some(())
            }
            _ => None,
        }
    }

    /// The section of the entry of a name.
    fn section(&self, name: &str) -> Option<&'a str> {
        let sections = self.tree.as_mapping()?.iter().filter(|(key, _)| is_section(&key.name));
        sections.filter(|(_, entries)| entries.get(name).is_some()).map(|(key, _)| &*key.name).next()
    }

    /// What a user calls in the other entry what is called so in the own one.
    pub(super) fn renamed<'b>(&'b self, name: &'b str) -> &'b str {
        self.names.get(name).copied().unwrap_or(name)
    }

    /// The path that is for the other entry what a path is for the own one; none if it leads to an entry that only one of them knows.
    pub(super) fn path(&self, path: &[Step]) -> Option<Vec<Step>> {
        if let Some(inner) = path.strip_prefix(self.own) {
            return Some(self.other.iter().cloned().chain(self.inside(inner)?).collect());
        }
        match path {
            [Step::Key(section), Step::Key(name), rest @ ..] if is_section(section) => {
                let other = self.entries.get(&(section.as_str(), name.as_str()))?;
                let entry = [Step::Key(section.clone()), Step::Key((*other).to_owned())];
                Some(entry.into_iter().chain(rest.iter().cloned()).collect())
            }
            // Patches are for one object.
            [Step::Key(key), ..] if key == "patches" => None,
            path => Some(path.to_vec()),
        }
    }

    /// A path inside the entry. What only could be there is called alike in both.
    fn inside(&self, path: &[Step]) -> Option<Vec<Step>> {
        let (mut own, mut other) = (self.tree.at_path(self.own), self.tree.at_path(self.other));
        let mut steps = Vec::with_capacity(path.len());
        for step in path {
            let place = |name: &str| own.and_then(Node::as_mapping)?.keys().position(|key| key.name == name);
            let counterpart = step.as_key().and_then(place).map(|at| other.and_then(Node::as_mapping)?.keys().nth(at));
            let step_of_other = match counterpart {
                Some(key) => Step::Key(key?.name.to_string()),
                None => step.clone(),
            };
            own = own.and_then(|node| node.at_path(std::slice::from_ref(step)));
            other = other.and_then(|node| node.at_path(std::slice::from_ref(&step_of_other)));
            steps.push(step_of_other);
        }
        Some(steps)
    }

    /// The spec.
    pub(super) fn root(&self) -> &'a Node {
        self.tree
    }
}

impl Forms {
    /// What is known of the keys of an entry.
    pub(super) fn new(keys: &Keys, own: &[Step], node: &Node) -> Self {
        let mut forms = Self::default();
        let Some(root) = keys.at(own) else { return forms };
        forms.collect(keys, root, node, &mut Vec::new());
        forms
    }

    fn collect(&mut self, keys: &Keys, form: &Json, node: &Node, path: &mut Vec<Step>) {
        let steps: Vec<(Step, &Node)> = match &node.value {
            Value::Mapping(mapping) => {
                let fixed = keys.properties(form);
                if fixed.is_empty() && keys.values(form).is_some() {
                    self.free.insert(path.clone());
                }
                mapping.iter().map(|(key, inner)| (Step::Key(key.name.to_string()), inner)).collect()
            }
            Value::Sequence(items) => items.iter().enumerate().map(|(index, inner)| (Step::Index(index), inner)).collect(),
            Value::String { text, .. } => {
                if keys.choices(form).contains(&&**text) {
                    self.words.insert(path.clone());
                }
                return;
            }
            _ => return,
        };
        for (step, inner) in steps {
            let Some(form) = keys.step(form, &step) else { continue };
            path.push(step);
            self.collect(keys, form, inner, path);
            path.pop();
        }
    }
}
