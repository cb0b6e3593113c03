//! The fields of a rendered object: their paths, and which of them differ between two renders.

use super::echo;
use crate::yaml::{Node, Value};
use std::fmt;

/// A step into an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldStep {
    /// Into a map.
    Key(Box<str>),
    /// Into a list.
    Item {
        /// The position.
        index: usize,
        /// The name of the item, if it has one.
        name: Option<Box<str>>,
    },
}

/// The path of a field, `spec.template.spec.containers[loan-api].image`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldPath(pub Vec<FieldStep>);

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                FieldStep::Key(key) if key.contains(['.', '/', '[']) => write!(formatter, "[{key}]")?,
                FieldStep::Key(key) if position == 0 => write!(formatter, "{key}")?,
                FieldStep::Key(key) => write!(formatter, ".{key}")?,
                FieldStep::Item { name: Some(name), .. } => write!(formatter, "[{name}]")?,
                FieldStep::Item { index, name: None } => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl FieldPath {
    /// Whether this is the field that somebody asks for, or inside it. Items of lists are named or counted, or left out if all are meant;
    /// `*` is any step. A key with dots in it may also be asked for without brackets.
    pub fn is_within(&self, asked: &[String]) -> bool {
        covered(&self.0, asked).is_some()
    }

    /// Of a path that is asked for, or is around this one, the beginning of this path with one step more: what is right below.
    pub(super) fn below(&self, asked: &[String]) -> Option<Self> {
        let end = covered(&self.0, asked)? + 1;
        Some(Self(self.0.get(..end)?.to_vec()))
    }

    /// The path without the names of items, to be compared with patterns: `spec.template.spec.containers[].image`.
    pub fn pattern(&self) -> String {
        let mut text = String::new();
        for (position, step) in self.0.iter().enumerate() {
            match step {
                FieldStep::Key(key) if key.contains(['.', '/', '[']) => {
                    text.push('[');
                    text.push_str(key);
                    text.push(']');
                }
                FieldStep::Key(key) => {
                    if position > 0 {
                        text.push('.');
                    }
                    text.push_str(key);
                }
                FieldStep::Item { .. } => text.push_str("[]"),
            }
        }
        text
    }
}

/// How many steps of a path are covered by what somebody asks for; none if it leads elsewhere.
fn covered(path: &[FieldStep], asked: &[String]) -> Option<usize> {
    let Some((word, more)) = asked.split_first() else { return Some(0) };
    let (step, rest) = path.split_first()?;
    let found = match step {
        _ if word == "*" => covered(rest, more),
        FieldStep::Key(key) if **key == **word => covered(rest, more),
        FieldStep::Key(key) => {
            let parts = key.split('.').count();
            let is_asked = asked.len() >= parts && asked[..parts].join(".") == **key;
            is_asked.then(|| covered(rest, &asked[parts..])).flatten()
        }
        FieldStep::Item { index, name } => {
            let is_asked = name.as_deref() == Some(word.as_str()) || word.parse() == Ok(*index);
            is_asked.then(|| covered(rest, more)).flatten().or_else(|| covered(rest, asked))
        }
    };
    found.map(|steps| steps + 1)
}

/// A field with a value: a scalar, or a map or list with nothing inside.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its path.
    pub path: FieldPath,
    /// Its value, with its place in the text of the object.
    pub value: Node,
}

/// All fields of an object in the order in which they are written.
pub fn fields(object: &Node) -> Vec<Field> {
    let mut all = Vec::new();
    collect(object, &mut FieldPath::default(), &mut all);
    all
}

fn collect(node: &Node, path: &mut FieldPath, all: &mut Vec<Field>) {
    match &node.value {
        Value::Mapping(mapping) if !mapping.is_empty() => {
            for (key, inner) in mapping {
                path.0.push(FieldStep::Key((*key.name).into()));
                collect(inner, path, all);
                path.0.pop();
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            let names = names(items);
            for (index, inner) in items.iter().enumerate() {
                let name = names.as_ref().map(|names| names[index].0.into());
                path.0.push(FieldStep::Item { index, name });
                collect(inner, path, all);
                path.0.pop();
            }
        }
        _ => all.push(Field { path: path.clone(), value: node.clone() }),
    }
}

/// What tells items of a list apart: the name, and for mounts also the path, because a volume can be mounted twice.
type Identity<'a> = (&'a str, &'a str);

/// The identities of items; none if they have none, or two the same.
fn names(items: &[Node]) -> Option<Vec<Identity<'_>>> {
    items.iter().map(|item| item.get("name")?.as_str().map(|name| (name, part(item, "mountPath")))).collect()
}

fn part<'a>(item: &'a Node, key: &str) -> &'a str {
    item.get(key).and_then(Node::as_str).unwrap_or_default()
}

/// The positions, in [`fields`], of the fields that another render does not write alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// Those that have another value.
    pub(super) changed: Vec<usize>,
    /// Those that are not there.
    pub(super) gone: Vec<usize>,
    /// Of those that have another value, those in which a word of the change is read.
    pub(super) echoes: Vec<usize>,
    /// Whether the other render has fields that are not here.
    pub(super) grows: bool,
}

impl Differences {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.changed.len() + self.gone.len()
    }
}

/// The positions, in [`fields`], of the fields that another render of the object writes otherwise, or not at all, after a change that
/// put in some words.
pub(super) fn changed(object: &Node, other: Option<&Node>, words: &[String]) -> Differences {
    let mut found = Differences::default();
    compare(object, other, words, &mut 0, &mut found);
    found
}

fn compare(node: &Node, other: Option<&Node>, words: &[String], next: &mut usize, found: &mut Differences) {
    match &node.value {
        Value::Mapping(mapping) if !mapping.is_empty() => {
            let other = other.and_then(Node::as_mapping);
            found.grows |= other.is_some_and(|other| other.keys().any(|key| mapping.get(&key.name).is_none()));
            for (key, inner) in mapping {
                compare(inner, other.and_then(|other| other.get(&key.name)), words, next, found);
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            let others = other.and_then(Node::as_sequence).unwrap_or_default();
            let partners = partners(items, others);
            found.grows |= others.len() > partners.iter().flatten().count();
            for (inner, at) in items.iter().zip(partners) {
                compare(inner, at.map(|at| &others[at]), words, next, found);
            }
        }
        _ => {
            match other {
                None => found.gone.push(*next),
                Some(other) if node != other => {
                    found.changed.push(*next);
                    if echo::text(other).is_some_and(|text| echo::shows(&text, words)) {
                        found.echoes.push(*next);
                    }
                }
                Some(_) => {}
            }
            *next += 1;
        }
    }
}

/// For each item of a list the position of the one in another list that stands for it: by name where items have names, else by what is equal on both
/// sides. Items between equal ones stand for each other if there are as many on both sides.
pub(super) fn partners(items: &[Node], others: &[Node]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; items.len()];
    if let Some(names) = names(items) {
        for (index, name) in names.iter().enumerate() {
            found[index] = others.iter().position(|other| (part(other, "name"), part(other, "mountPath")) == *name);
        }
        let left: Vec<usize> = (0..others.len()).filter(|at| !found.contains(&Some(*at))).collect();
        let lone: Vec<usize> = (0..items.len()).filter(|index| found[*index].is_none()).collect();
        if left.len() == lone.len() {
            for (index, at) in lone.into_iter().zip(left) {
                found[index] = Some(at);
            }
        }
    } else {
        align(items, others, &mut found);
    }
    found
}

/// The most that is compared item by item.
const MOST_PAIRS: usize = 10_000;

fn align(items: &[Node], others: &[Node], found: &mut [Option<usize>]) {
    let first = items.iter().zip(others).take_while(|(item, other)| item == other).count();
    let last = items[first..].iter().rev().zip(others[first..].iter().rev()).take_while(|(item, other)| item == other).count();
    let (end, other_end) = (items.len() - last, others.len() - last);
    for (index, at) in (0..first).map(|at| (at, at)).chain((0..last).map(|back| (end + back, other_end + back))) {
        found[index] = Some(at);
    }
    if let Some(positions) = scattered(&items[first..end], &others[first..other_end]) {
        for (index, at) in (first..end).zip(positions) {
            found[index] = at.map(|at| first + at);
        }
        return;
    }
    let (mut start, mut other_start) = (first, first);
    if (end - start) * (other_end - other_start) <= MOST_PAIRS {
        for (index, at) in equal_pairs(&items[first..end], &others[first..other_end]) {
            found[first + index] = Some(first + at);
            pair_gap(start..first + index, other_start..first + at, found);
            (start, other_start) = (first + index + 1, first + at + 1);
        }
    }
    pair_gap(start..end, other_start..other_end, found);
}

/// The positions of items among others if one of the lists has all of what the other has, in its order: a long list is soon compared with
/// a part of it.
fn scattered(items: &[Node], others: &[Node]) -> Option<Vec<Option<usize>>> {
    let (mut found, mut at) = (vec![None; items.len()], 0);
    if items.len() > others.len() {
        for (index, item) in items.iter().enumerate() {
            if others.get(at).is_some_and(|other| item == other) {
                found[index] = Some(at);
                at += 1;
            }
        }
        return (at == others.len() && at > 0).then_some(found);
    }
    for (index, item) in items.iter().enumerate() {
        at += others[at..].iter().position(|other| item == other)?;
        found[index] = Some(at);
        at += 1;
    }
    (!items.is_empty()).then_some(found)
}

fn pair_gap(gap: std::ops::Range<usize>, other: std::ops::Range<usize>, found: &mut [Option<usize>]) {
    if gap.len() == other.len() {
        for (index, at) in gap.zip(other) {
            found[index] = Some(at);
        }
    }
}

/// The longest common subsequence.
fn equal_pairs(items: &[Node], others: &[Node]) -> Vec<(usize, usize)> {
    let mut lengths = vec![vec![0_usize; others.len() + 1]; items.len() + 1];
    for (index, item) in items.iter().enumerate().rev() {
        for (at, other) in others.iter().enumerate().rev() {
            lengths[index][at] =
                if item == other { lengths[index + 1][at + 1] + 1 } else { lengths[index + 1][at].max(lengths[index][at + 1]) };
        }
    }
    let (mut pairs, mut index, mut at) = (Vec::new(), 0, 0);
    while index < items.len() && at < others.len() {
        if items[index] == others[at] {
            pairs.push((index, at));
            (index, at) = (index + 1, at + 1);
        } else if lengths[index + 1][at] >= lengths[index][at + 1] {
            index += 1;
        } else {
            at += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::explain::parse_field;
    use crate::source::Sources;
    use crate::yaml::read_document;

    fn read(text: &str) -> Node {
        let source = Sources::default().add("test.yaml", text);
        read_document(source, text, &mut Report::default()).unwrap()
    }

    fn names_of_changed(text: &str, other: &str) -> Vec<String> {
        let (object, all) = (read(text), fields(&read(text)));
        let Differences { changed, gone, .. } = changed(&object, Some(&read(other)), &[]);
        changed.into_iter().chain(gone).map(|at| all[at].path.to_string()).collect()
    }

    #[test]
    fn items_are_known_by_their_names() {
        let text = "containers: [{name: a, image: one, env: [{name: ONE, value: '1'}, {name: TWO, value: '2'}]}]";
        let renamed = "{'containers': [{'name': 'b', 'image': 'one', 'env': [{'name': 'TWO', 'value': '2'}]}]}";
        assert_eq!(
            names_of_changed(text, renamed),
            ["containers[a].name", "containers[a].env[ONE].name", "containers[a].env[ONE].value"]
        );
    }

    #[test]
    fn items_without_names_are_known_by_their_neighbours() {
        assert_eq!(names_of_changed("a: [1, 2, 3]", "{'a': [1, 3]}"), ["a[1]"]);
        assert_eq!(names_of_changed("a: [1, 2, 3]", "{'a': [0, 1, 5, 3]}"), ["a[1]"]);
        assert_eq!(names_of_changed("a: {b.c/d: 1, e: {}}", "{'a': {'e': {'f': 1}}}"), ["a.e", "a[b.c/d]"]);
    }

    #[test]
    fn paths_are_read_as_they_are_shown() {
        let path = FieldPath(vec![
            FieldStep::Key("metadata".into()),
            FieldStep::Key("app.kubernetes.io/name".into()),
            FieldStep::Item { index: 2, name: Some("api".into()) },
        ]);
        assert_eq!(path.to_string(), "metadata[app.kubernetes.io/name][api]");
        for asked in
            ["", "metadata", "metadata[app.kubernetes.io/name]", "metadata[app.kubernetes.io/name][2]", &path.to_string()]
        {
            assert!(path.is_within(&parse_field(asked)), "{asked}");
        }
        for asked in ["metadata[app.kubernetes.io/name][1]", "metadata[app.kubernetes.io/name].1", "metadata.app", "api.app"] {
            assert!(!path.is_within(&parse_field(asked)), "{asked}");
        }
        for asked in ["metadata.app.kubernetes.io/name", "metadata.*.api", "metadata[app.kubernetes.io/name][*]", "*"] {
            assert!(path.is_within(&parse_field(asked)), "{asked}");
        }
    }
}
