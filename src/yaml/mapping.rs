//! The entries of a map: a list in the order in which they were written, with an index as soon as there are many.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Node, scalar};
use crate::source::Span;

/// The key of an entry and where it was written. Two keys are equal when their names are.
#[derive(Clone, Debug)]
pub struct Key {
    /// Where the key was written.
    pub span: Span,
    /// The key's text as written, without quotes: `on` stays `on`.
    pub name: Cow<'static, str>,
    /// Whether the key was marked as a string, as a value can be.
    pub quoted: bool,
}

impl Key {
    /// A key, as if written in quotes.
    pub fn new(span: Span, name: impl Into<Cow<'static, str>>) -> Self {
        Self { span, name: name.into(), quoted: true }
    }

    /// The name that Kubernetes gives this key: `on` becomes `true`, `0x10` becomes `16`; none for a key that it refuses.
    pub fn kubernetes_name(&self) -> Option<Cow<'_, str>> {
        if self.quoted { Some(Cow::Borrowed(&self.name)) } else { scalar::key_name(&self.name) }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Key {}

/// The entries of a map, in the order in which they were written. Two maps are equal in any order.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    entries: Vec<(Key, Node)>,
    /// What nearly no map has, and every map would be as large as.
    rare: Option<Box<Rare>>,
}

/// What is known of few maps.
#[derive(Clone, Debug, Default)]
struct Rare {
    /// Where each name stands; only kept for many entries, among which a search from the front would take long.
    index: Option<HashMap<Box<str>, usize>>,
    /// The keys by which entries were taken out.
    removals: Vec<Key>,
}

/// The most entries without an index. Nearly every map of a manifest has fewer, and comparing so many names takes no longer than
/// computing one hash.
const MOST_WITHOUT_INDEX: usize = 16;

impl Mapping {
    /// A map without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// A map of entries whose keys all differ, in this order.
    pub(super) fn from_distinct(entries: Vec<(Key, Node)>) -> Self {
        let mut mapping = Self { entries, rare: None };
        mapping.build_index();
        mapping
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|(_, node)| node)
    }

    /// The value of a key, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        let position = self.position(name)?;
        self.entries.get_mut(position).map(|(_, node)| node)
    }

    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.entry(name).map(|(key, _)| key)
    }

    /// The key of this name and its value.
    pub fn entry(&self, name: &str) -> Option<(&Key, &Node)> {
        self.entries.get(self.position(name)?).map(|(key, node)| (key, node))
    }

    /// Sets an entry: in its old position if the key exists, else as the last. Returns the value that it replaced.
    pub fn insert(&mut self, key: Key, node: Node) -> Option<Node> {
        if let Some(position) = self.position(&key.name) {
            return Some(std::mem::replace(&mut self.entries[position], (key, node)).1);
        }
        self.push(key, node);
        None
    }

    /// Takes an entry out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<(Key, Node)> {
        let position = self.position(name)?;
        let entry = self.entries.remove(position);
        if let Some(index) = self.index_mut() {
            index.remove(name);
            index.values_mut().filter(|other| **other > position).for_each(|other| *other -= 1);
        }
        Some(entry)
    }

    /// Takes an entry out, and remembers the key that asked for it.
    pub fn remove_by(&mut self, key: &Key) -> Option<(Key, Node)> {
        let entry = self.remove(&key.name)?;
        self.rare.get_or_insert_default().removals.push(key.clone());
        Some(entry)
    }

    /// The key by which the entry of this name was taken out last, if it is not there.
    pub fn removal(&self, name: &str) -> Option<&Key> {
        let removals = &self.rare.as_ref()?.removals;
        removals.iter().rev().find(|key| *key.name == *name).filter(|_| self.get(name).is_none())
    }

    /// A map with these entries, from which the same was taken out.
    #[must_use]
    pub fn with_entries(&self, entries: impl IntoIterator<Item = (Key, Node)>) -> Self {
        let mut mapping = Self::from_iter(entries);
        if let Some(rare) = self.rare.as_ref().filter(|rare| !rare.removals.is_empty()) {
            mapping.rare.get_or_insert_default().removals.clone_from(&rare.removals);
        }
        mapping
    }

    /// The entries in order.
    pub fn iter(&self) -> Entries<'_> {
        Entries(self.entries.iter())
    }

    /// The entries in order, with values to change.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&Key, &mut Node)> {
        self.entries.iter_mut().map(|(key, node)| (&*key, node))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> + Clone {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The values in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Node> + Clone {
        self.entries.iter().map(|(_, node)| node)
    }

    /// Adds an entry whose key is new; changes nothing and tells the key that is there already if it is not.
    pub(super) fn add(&mut self, key: Key, node: Node) -> Result<(), &Key> {
        if let Some(position) = self.position(&key.name) {
            return Err(&self.entries[position].0);
        }
        self.push(key, node);
        Ok(())
    }

    /// Gives back the memory that was kept for further entries.
    pub(super) fn shrink(&mut self) {
        self.entries.shrink_to_fit();
    }

    /// Where the entry of this name stands.
    fn position(&self, name: &str) -> Option<usize> {
        match self.rare.as_ref().and_then(|rare| rare.index.as_ref()) {
            Some(index) => index.get(name).copied(),
            None => self.entries.iter().position(|(key, _)| *key.name == *name),
        }
    }

    /// Adds an entry whose key is known to be new.
    fn push(&mut self, key: Key, node: Node) {
        let position = self.entries.len();
        if let Some(index) = self.index_mut() {
            index.insert((*key.name).into(), position);
        }
        self.entries.push((key, node));
        self.build_index();
    }

    fn index_mut(&mut self) -> Option<&mut HashMap<Box<str>, usize>> {
        self.rare.as_mut()?.index.as_mut()
    }

    /// Builds the index if there is need for one.
    fn build_index(&mut self) {
        if self.entries.len() > MOST_WITHOUT_INDEX && self.index_mut().is_none() {
            let names = self.entries.iter().enumerate().map(|(position, (key, _))| ((*key.name).into(), position));
            self.rare.get_or_insert_default().index = Some(names.collect());
        }
    }
}

impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, node)| other.get(&key.name) == Some(node))
    }
}

impl FromIterator<(Key, Node)> for Mapping {
    fn from_iter<I: IntoIterator<Item = (Key, Node)>>(entries: I) -> Self {
        let mut mapping = Self::new();
        for (key, node) in entries {
            mapping.insert(key, node);
        }
        mapping
    }
}

impl IntoIterator for Mapping {
    type Item = (Key, Node);
    type IntoIter = std::vec::IntoIter<(Key, Node)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = (&'a Key, &'a Node);
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The entries of a [`Mapping`] in order.
#[derive(Clone, Debug)]
pub struct Entries<'a>(std::slice::Iter<'a, (Key, Node)>);

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a Key, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, node)| (key, node))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Value;

    fn number(value: i64) -> Node {
        Node { span: Span::default(), value: Value::Int(value) }
    }

    fn key(name: i64) -> Key {
        Key::new(Span::default(), name.to_string())
    }

    #[test]
    fn entries_are_found_before_and_behind_the_limit_of_the_index() {
        for count in [0, 1, 16, 17, 18, 100] {
            let mut mapping: Mapping = (0..count).map(|name| (key(name), number(name))).collect();
            assert_eq!(mapping.insert(key(0), number(-1)), (count > 0).then(|| number(0)), "{count}");
            assert!((1..count).all(|name| mapping.get(&name.to_string()) == Some(&number(name))), "{count}");
            assert_eq!(mapping.get("x"), None);
            let reversed: Vec<(Key, Node)> = mapping.clone().into_iter().collect();
            assert_eq!(reversed.into_iter().rev().collect::<Mapping>(), mapping, "order does not count");
            for name in 1..count {
                assert_eq!(mapping.remove(&name.to_string()).map(|(_, node)| node), Some(number(name)));
                assert_eq!(mapping.get(&(count - 1).to_string()).is_some(), name < count - 1);
            }
        }
    }

    #[test]
    fn who_took_an_entry_out_is_known_until_it_is_back() {
        let mut mapping: Mapping = (0..20).map(|name| (key(name), number(name))).collect();
        let asking = Key { span: Span { start: 7, ..Span::default() }, ..key(3) };
        assert_eq!(mapping.remove_by(&asking).map(|(_, node)| node), Some(number(3)));
        assert_eq!(mapping.remove_by(&key(30)), None);
        assert_eq!(mapping.removal("3").map(|key| key.span.start), Some(7));
        assert!(mapping.removal("30").is_none() && mapping.removal("4").is_none());
        let mut copy = mapping.with_entries(mapping.clone());
        assert_eq!(copy.removal("3").map(|key| key.span.start), Some(7));
        copy.insert(key(3), number(3));
        assert!(copy.removal("3").is_none());
    }

    #[test]
    fn a_key_is_added_once() {
        let mut mapping = Mapping::new();
        for name in 0..40 {
            assert!(mapping.add(key(name), number(name)).is_ok());
            assert_eq!(mapping.add(key(name), number(-1)).map_err(|first| first.name.to_string()), Err(name.to_string()));
        }
        assert_eq!(mapping.len(), 40);
    }
}
