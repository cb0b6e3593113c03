//! An entry that was searched, and the lines of entries that are like it.

use super::likeness::{Texts, is_like};
use super::pair::{Forms, Pair};
use super::{Examined, Group, Keys, Letters, Lines, Origin, Word};
use crate::diag::Report;
use crate::explain::{Explained, Extent, FEW, echo};
use crate::k8s::Entry;
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node, Step, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An entry that was searched.
#[derive(Default)]
pub(super) struct Model {
    own: Vec<Step>,
    forms: Forms,
    /// Its objects; none if it says nothing of other entries.
    objects: Vec<Object>,
    /// All origins of all fields, each once.
    origins: Vec<Origin>,
}

/// An object of the model.
struct Object {
    kind: String,
    node: Node,
    /// The positions of the origins of each field, the nearest first.
    fields: Vec<Vec<usize>>,
}

/// An origin as it is for another entry.
struct Counterpart<'a> {
    letters: Arc<str>,
    /// What stands there; none if that is not what makes the field.
    texts: Option<(Cow<'a, str>, Cow<'a, str>)>,
    /// A sum of everything, which is another one wherever anything is.
    is_sum: bool,
}

impl Model {
    /// Searches the objects of an entry.
    pub(super) fn search(examined: &Examined, keys: &Keys, group: &Group<'_>, letters: Letters<'_>) -> (Vec<Lines>, Self) {
        let chosen: Vec<&Entry> = group.objects.iter().map(|(_, entry)| *entry).collect();
        let explained = examined.explain(keys, &chosen, Extent { most: FEW, field: None });
        let lines = explained.iter().map(|explained| lines(explained, letters)).collect();
        (lines, Self::new(examined, keys, group, &explained).unwrap_or_default())
    }

    fn new(examined: &Examined, keys: &Keys, group: &Group<'_>, explained: &[Explained]) -> Option<Self> {
        let own = group.owner.as_ref()?.0.clone();
        if explained.iter().any(|explained| !explained.left_out.is_nothing()) {
            return None;
        }
        let (mut origins, mut positions) = (Vec::new(), BTreeMap::new());
        let mut position = |origin: &Origin| {
            *positions.entry(format!("{origin:?}")).or_insert_with(|| {
                origins.push(origin.clone());
                origins.len() - 1
            })
        };
        let of_object = |((_, entry), explained): (&(usize, &Entry), &Explained)| {
            let fields = explained.fields.iter().map(|(_, origins)| origins.iter().map(&mut position).collect()).collect();
            Some(Object { kind: entry.object.kind().to_owned(), node: written(entry)?, fields })
        };
        let objects = group.objects.iter().zip(explained).map(of_object).collect::<Option<Vec<_>>>()?;
        let forms = Forms::new(keys, &own, examined.tree.as_ref()?.at_path(&own)?);
        Some(Self { own, forms, objects, origins })
    }

    /// The lines of the objects of another entry; none if these are not like the model's.
    pub(super) fn lines(&self, examined: &Examined, group: &Group<'_>, letters: Letters<'_>) -> Option<Vec<Lines>> {
        let (tree, (other, _)) = (examined.tree.as_ref()?, group.owner.as_ref()?);
        if self.objects.len() != group.objects.len() {
            return None;
        }
        let pair = Pair::new(tree, &self.own, other, &self.forms)?;
        let origins: Vec<Option<Counterpart<'_>>> =
            self.origins.iter().map(|origin| counterpart(origin, &pair, letters)).collect();
        let rule = letters(&Word::Rule);
        let of_object = |(model, (_, entry)): (&Object, &(usize, &Entry))| {
            let node = written(entry).filter(|_| entry.object.kind() == model.kind)?;
            let mut walk =
                Walk { pair: &pair, origins: &origins, fields: &model.fields, rule: &rule, next: 0, lines: Vec::new() };
            walk.compare(&model.node, &node)?;
            walk.lines.sort_unstable_by_key(|(place, _)| *place);
            Some(walk.lines)
        };
        self.objects.iter().zip(&group.objects).map(of_object).collect()
    }
}

/// What is said of an object that was searched.
fn lines(explained: &Explained, letters: Letters<'_>) -> Lines {
    let told = explained.fields.iter().map(|(field, origins)| (field, origins.first().map_or(Word::Rule, Word::Origin)));
    let alike = explained.left_out.fields.iter().map(|field| (field, Word::Alike));
    let mut lines: Lines = told.chain(alike).map(|(field, word)| (field.value.span.range().start, letters(&word))).collect();
    lines.sort_unstable_by_key(|(place, _)| *place);
    lines
}

/// An object as people read it.
fn written(entry: &Entry) -> Option<Node> {
    let text = yaml::to_text(&entry.object).ok()?;
    yaml::read_document(SourceId::default(), &text, &mut Report::default())
}

/// The origin that is for another entry what an origin is for the model; none if there is none.
fn counterpart<'a>(origin: &'a Origin, pair: &Pair<'a>, letters: Letters<'_>) -> Option<Counterpart<'a>> {
    let place = |own: &[Step], path: &[Step], place: Span| {
        let is_key = pair.root().key_at_path(own) == Some(place);
        if is_key { pair.root().key_at_path(path) } else { Some(pair.root().at_path(path)?.span) }
    };
    let (mut texts, mut is_sum) = (None, false);
    let moved = match origin {
        Origin::Value { path: own, place: at } => {
            let path = pair.path(own)?;
            texts = Some((echo::text(pair.root().at_path(own)?)?, echo::text(pair.root().at_path(&path)?)?));
            Origin::Value { place: place(own, &path, *at)?, path }
        }
        Origin::Name { path: own, place: at } => {
            let path = pair.path(own)?;
            let other = pair.root().at_path(path.split_last()?.1)?.as_mapping()?.key(path.last()?.as_key()?)?;
            texts = Some((Cow::Borrowed(own.last()?.as_key()?), Cow::Borrowed(&*other.name)));
            Origin::Name { place: place(own, &path, *at)?, path }
        }
        Origin::Presence { path: own, place: at } => {
            let path = pair.path(own)?;
            Origin::Presence { place: place(own, &path, *at)?, path }
        }
        Origin::Default { path, doc } => Origin::Default { path: pair.path(path)?, doc: doc.clone() },
        Origin::File { .. } => return None,
        Origin::Fact { .. } => origin.clone(),
        Origin::Rule(rule) => {
            is_sum = rule.is_sum;
            origin.clone()
        }
    };
    Some(Counterpart { letters: letters(&Word::Origin(&moved)), texts, is_sum })
}

/// The way through an object beside that of the model.
struct Walk<'a> {
    pair: &'a Pair<'a>,
    origins: &'a [Option<Counterpart<'a>>],
    /// Those of the model's fields.
    fields: &'a [Vec<usize>],
    rule: &'a Arc<str>,
    /// The position of the next field.
    next: usize,
    lines: Lines,
}

impl Walk<'_> {
    /// Goes on inside two values; none if they are not alike.
    fn compare(&mut self, own: &Node, other: &Node) -> Option<()> {
        match (&own.value, &other.value) {
            (Value::Mapping(ours), Value::Mapping(theirs)) if !ours.is_empty() => {
                if ours.len() != theirs.len() {
                    return None;
                }
                ours.iter().try_for_each(|(key, inner)| self.compare(inner, theirs.get(self.pair.renamed(&key.name))?))
            }
            (Value::Sequence(ours), Value::Sequence(theirs)) if !ours.is_empty() => {
                if ours.len() != theirs.len() {
                    return None;
                }
                let by_name = |item: &Node| {
                    let name = self.pair.renamed(item.text("name")?);
                    let mut found = theirs.iter().filter(|other| other.text("name") == Some(name));
                    found.next().filter(|_| found.next().is_none())
                };
                let partners: Vec<&Node> = ours.iter().zip(theirs).map(|(item, other)| by_name(item).unwrap_or(other)).collect();
                ours.iter().zip(partners).try_for_each(|(item, other)| self.compare(item, other))
            }
            _ => self.field(own, other),
        }
    }

    fn field(&mut self, own: &Node, other: &Node) -> Option<()> {
        let origins: Vec<&Counterpart<'_>> =
            self.fields.get(self.next)?.iter().map(|at| self.origins[*at].as_ref()).collect::<Option<_>>()?;
        self.next += 1;
        let texts: Vec<Texts<'_>> =
            origins.iter().filter_map(|origin| origin.texts.as_ref()).map(|(own, other)| (&**own, &**other)).collect();
        let is_like = match (echo::text(own), echo::text(other)) {
            _ if origins.iter().any(|origin| origin.is_sum) => true,
            (Some(own), Some(other)) => is_like(&own, &other, &texts),
            _ => own == other,
        };
        let letters = origins.first().map_or(self.rule, |origin| &origin.letters);
        self.lines.push((other.span.range().start, letters.clone()));
        is_like.then_some(())
    }
}
