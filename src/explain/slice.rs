//! The part of a spec on which some objects depend. Trials on it are as good as trials on the whole, and cost as little as it is small.

use super::edit;
use crate::components::KINDS;
use crate::yaml::{Node, Step};
use std::collections::{BTreeMap, BTreeSet};

/// An entry: its section and its name.
type Entry = (&'static str, String);

/// How many trials finding the part may take.
const MOST_TRIALS: usize = 48;

/// Whether something is the section of a kind of entries.
pub(super) fn is_section(name: &str) -> bool {
    KINDS.iter().any(|kind| kind.section == name)
}

/// Takes out everything whose absence changes nothing. `own` is the entry that the objects belong to, and `same` tells whether
/// they are the same with another tree.
pub(super) fn slice(tree: &Node, own: Option<&[Step]>, same: impl Fn(&Node) -> bool) -> Node {
    let kept = neighbourhood(tree, own);
    let mut part = tree.clone();
    let others: Vec<Vec<Step>> = entries(tree).into_iter().filter(|entry| !kept.contains(entry)).map(path).collect();
    without(&mut part, &others);
    if !others.is_empty() && !same(&part) {
        part = tree.clone();
    }
    // What is still there goes too, half by half, then quarter by quarter, as far as nothing changes.
    let mut left: Vec<Vec<Step>> = entries(&part).into_iter().map(path).filter(|path| Some(path.as_slice()) != own).collect();
    let settings = part.as_mapping().into_iter().flat_map(crate::yaml::Mapping::keys).map(|key| key.name.to_string());
    left.extend(settings.filter(|name| !is_section(name)).map(|name| vec![Step::Key(name)]));
    let (mut size, mut trials) = (left.len().div_ceil(2).max(1), 0);
    loop {
        let mut needed = Vec::new();
        for chunk in left.chunks(size) {
            let mut smaller = part.clone();
            without(&mut smaller, chunk);
            trials += 1;
            if trials <= MOST_TRIALS && same(&smaller) {
                part = smaller;
            } else {
                needed.extend_from_slice(chunk);
            }
        }
        left = needed;
        if size == 1 || trials >= MOST_TRIALS || left.is_empty() {
            return part;
        }
        size = size.div_ceil(4);
    }
}

fn path((section, name): Entry) -> Vec<Step> {
    vec![Step::Key(section.to_owned()), Step::Key(name)]
}

/// Takes several entries and settings out at once.
fn without(tree: &mut Node, paths: &[Vec<Step>]) {
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
        if let Some(crate::yaml::Value::Mapping(mapping)) = edit::inside(tree, &place).map(|node| &mut node.value) {
            *mapping = std::mem::take(mapping).into_iter().filter(|(key, _)| !names.contains(&*key.name)).collect();
        }
    }
}

/// All entries.
fn entries(tree: &Node) -> Vec<Entry> {
    let mut found = Vec::new();
    for kind in KINDS {
        let names = tree.get(kind.section).and_then(Node::as_mapping).into_iter().flat_map(crate::yaml::Mapping::keys);
        found.extend(names.map(|key| (kind.section, key.name.to_string())));
    }
    found
}

/// The entry itself, those that name it, and those that any of them, or the project as a whole, names.
fn neighbourhood(tree: &Node, own: Option<&[Step]>) -> BTreeSet<Entry> {
    let all = entries(tree);
    let by_name: BTreeMap<&str, &Entry> = all.iter().map(|entry| (entry.1.as_str(), entry)).collect();
    let named = |node: &Node| -> Vec<Entry> {
        let mut found = Vec::new();
        edit::walk(node, &mut Vec::new(), &mut |_, node| {
            // `queue as CACHE` names `queue`.
            let word = node.as_str().and_then(|text| text.split_whitespace().next());
            found.extend(word.and_then(|word| by_name.get(word)).map(|entry| (*entry).clone()));
        });
        found
    };
    let node = |(section, name): &Entry| tree.get(section).and_then(|section| section.get(name));
    let own = all.iter().find(|entry| own.is_some_and(|own| own == path((*entry).clone())));
    let mut open: Vec<Entry> = own.into_iter().cloned().collect();
    if let Some(own) = own {
        open.extend(all.iter().filter(|entry| node(entry).is_some_and(|node| named(node).contains(own))).cloned());
    }
    for (key, setting) in tree.as_mapping().into_iter().flatten().filter(|(key, _)| !is_section(&key.name)) {
        if &*key.name != "project" && &*key.name != "namespace" {
            open.extend(named(setting));
        }
    }
    let mut kept = BTreeSet::new();
    while let Some(entry) = open.pop() {
        if let Some(node) = node(&entry) {
            open.extend(named(node).into_iter().filter(|entry| !kept.contains(entry)));
        }
        kept.insert(entry);
    }
    kept
}
