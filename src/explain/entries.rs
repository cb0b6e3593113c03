//! The entries of a spec, and which of them name which.

use super::edit;
use crate::components::KINDS;
use crate::yaml::{Mapping, Node, Step, Value};
use std::collections::{BTreeMap, BTreeSet};

/// An entry: its section and its name.
pub(super) type Entry = (&'static str, String);

/// Whether something is the section of a kind of entries.
pub(super) fn is_section(name: &str) -> bool {
    KINDS.iter().any(|kind| kind.section == name)
}

/// The path of an entry.
pub(super) fn path((section, name): &Entry) -> Vec<Step> {
    vec![Step::Key((*section).to_owned()), Step::Key(name.clone())]
}

/// The entries of a spec.
pub(super) struct Entries<'a> {
    tree: &'a Node,
    /// All of them, in the order of their kinds.
    pub(super) all: Vec<Entry>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(tree: &'a Node) -> Self {
        let mut all = Vec::new();
        for kind in KINDS {
            let names = tree.get(kind.section).and_then(Node::as_mapping).into_iter().flat_map(Mapping::keys);
            all.extend(names.map(|key| (kind.section, key.name.to_string())));
        }
        Self { tree, all }
    }

    /// What is written of an entry.
    pub(super) fn node(&self, (section, name): &Entry) -> Option<&'a Node> {
        self.tree.get(section)?.get(name)
    }

    /// The entry at a path.
    pub(super) fn at(&self, asked: &[Step]) -> Option<&Entry> {
        self.all.iter().find(|entry| path(entry) == asked)
    }

    /// Who names whom.
    pub(super) fn names(&self) -> Names<'_> {
        let by_name: BTreeMap<&str, &Entry> = self.all.iter().map(|entry| (entry.1.as_str(), entry)).collect();
        let named = |node: &Node| {
            let mut found = BTreeSet::new();
            edit::walk(node, &mut Vec::new(), &mut |_, node| {
                // `queue as CACHE` names `queue`.
                let word = node.as_str().and_then(|text| text.split_whitespace().next());
                found.extend(word.and_then(|word| by_name.get(word)).copied());
            });
            found
        };
        let by_entry = self.all.iter().filter_map(|entry| Some((entry, named(self.node(entry)?)))).collect();
        let settings = self.tree.as_mapping().into_iter().flatten().filter(|(key, _)| !is_section(&key.name));
        let settings = settings.filter(|(key, _)| &*key.name != "project" && &*key.name != "namespace");
        Names { by_entry, by_project: settings.flat_map(|(_, setting)| named(setting)).collect() }
    }

    /// The tree with these entries only.
    pub(super) fn only(&self, kept: &BTreeSet<&Entry>) -> Node {
        let others: Vec<Vec<Step>> = self.all.iter().filter(|entry| !kept.contains(entry)).map(path).collect();
        let mut part = self.tree.clone();
        without(&mut part, &others);
        part
    }
}

/// Which entries name which.
pub(super) struct Names<'a> {
    by_entry: BTreeMap<&'a Entry, BTreeSet<&'a Entry>>,
    by_project: BTreeSet<&'a Entry>,
}

impl<'a> Names<'a> {
    /// Who names an entry.
    pub(super) fn users(&self, of: &Entry) -> BTreeSet<&'a Entry> {
        self.by_entry.iter().filter(|(user, named)| **user != of && named.contains(of)).map(|(user, _)| *user).collect()
    }

    /// These entries, and those that any of them, or the project as a whole, names.
    pub(super) fn with_named(&self, entries: impl IntoIterator<Item = &'a Entry>) -> BTreeSet<&'a Entry> {
        let mut open: Vec<&Entry> = entries.into_iter().chain(self.by_project.iter().copied()).collect();
        let mut kept = BTreeSet::new();
        while let Some(entry) = open.pop() {
            if kept.insert(entry) {
                open.extend(self.by_entry.get(entry).into_iter().flatten());
            }
        }
        kept
    }
}

/// Takes several entries and settings out at once.
pub(super) fn without(tree: &mut Node, paths: &[Vec<Step>]) {
    let mut gone: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for path in paths {
        match path.as_slice() {
            [Step::Key(section), Step::Key(name)] => {
                gone.entry(section).or_default().insert(name);
            }
            path => edit::remove(tree, path),
        }
    }
    for (section, names) in gone {
        let place = [Step::Key(section.to_owned())];
        if let Some(Value::Mapping(mapping)) = edit::inside(tree, &place).map(|node| &mut node.value) {
            *mapping = std::mem::take(mapping).into_iter().filter(|(key, _)| !names.contains(&*key.name)).collect();
        }
    }
}
