//! What stands around an object, in a project of any size: the entry that it belongs to, what that needs, and a few of many alike.

use super::entries::{Entries, Entry, Names};
use super::subject::Subject;
use crate::k8s;
use crate::yaml::{Mapping, Node, Step};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a project a search looks at.
#[derive(Clone, Copy, Debug)]
pub struct Extent<'a> {
    /// How many of the entries around an object, if there are more. Projects that are no larger are looked at as a whole.
    pub most: usize,
    /// The steps of the field that somebody wants to know: the entries that it comes from are among the few.
    pub field: Option<&'a [String]>,
}

impl Extent<'_> {
    /// Everything on which an object depends.
    pub const WHOLE: Self = Self { most: usize::MAX, field: None };
}

/// As many entries as show how they are alike, and can be tried in a moment.
pub const FEW: usize = 6;

/// How many of those are added that do not name the object's own entry.
const MOST_OTHERS: usize = 4;

/// How many fields are searched for in entries beyond the few, and how often.
const MOST_WANTED: usize = 12;
const MOST_ROUNDS: usize = 3;

/// A part of a spec that has the objects.
pub(super) struct Excerpt {
    pub(super) tree: Node,
    /// How many entries are not in it that may have a part in the objects.
    pub(super) left_out: usize,
}

/// Renders a tree.
type Render<'a> = &'a dyn Fn(&Node) -> Option<Vec<k8s::Entry>>;

/// A project around some objects.
struct Around<'a> {
    entries: &'a Entries<'a>,
    names: &'a Names<'a>,
    own: Option<&'a Entry>,
    /// Those that name the own entry.
    users: BTreeSet<&'a Entry>,
    objects: &'a [Subject],
    render: Render<'a>,
}

/// The part of a spec that is enough for some objects, which belong to the entry `own`.
pub(super) fn take(tree: &Node, own: Option<&[Step]>, objects: &[Subject], extent: Extent<'_>, render: Render<'_>) -> Excerpt {
    let entries = Entries::new(tree);
    let names = entries.names();
    let own = own.and_then(|own| entries.at(own));
    let users = own.map(|own| names.users(own)).unwrap_or_default();
    let around = Around { entries: &entries, names: &names, own, users, objects, render };
    let all_near = |tree| Excerpt { tree, left_out: 0 };
    let Extent { most, field } = extent;
    let are_few = around.users.len() <= most;
    if are_few && let Some(near) = around.near() {
        return all_near(near);
    }
    if entries.all.len() > most
        && let Some(few) = around.few(most, field)
    {
        return few;
    }
    let near = if are_few { None } else { around.near() };
    all_near(near.unwrap_or_else(|| tree.clone()))
}

/// Whether objects are there, and just the same.
pub(super) fn are_same(objects: &[Subject], entries: &[k8s::Entry]) -> bool {
    objects.iter().all(|object| object.is_same(entries))
}

impl<'a> Around<'a> {
    /// The own entry, those that name it, and what any of them names, if nothing else changes the objects.
    fn near(&self) -> Option<Node> {
        let near = self.names.with_named(self.users.iter().copied().chain(self.own));
        let part = self.entries.only(&near);
        (self.render)(&part).is_some_and(|entries| are_same(self.objects, &entries)).then_some(part)
    }

    /// The own entry and a few others with what they name; none if the objects are not there then.
    fn few(&self, most: usize, field: Option<&[String]>) -> Option<Excerpt> {
        let base = self.names.with_named(self.own);
        let of = |is_user: bool| {
            let all = self.entries.all.iter().filter(|entry| !base.contains(entry));
            all.filter(|entry| self.users.contains(entry) == is_user).collect::<Vec<_>>()
        };
        let (users, others) = (of(true), of(false));
        let most_others = if users.is_empty() { most } else { MOST_OTHERS.min(most) };
        let chosen = self.unlike(&users, most).into_iter().chain(self.unlike(&others, most_others));
        let mut kept = self.names.with_named(chosen.chain(self.own));
        let alike = if users.is_empty() { others } else { users };
        for _ in 0..MOST_ROUNDS {
            let entries = (self.render)(&self.entries.only(&kept))?;
            if are_same(self.objects, &entries) {
                return Some(Excerpt { tree: self.entries.only(&kept), left_out: 0 });
            }
            let wanted = self.wanted(&entries, field)?;
            let rest: Vec<&Entry> = alike.iter().copied().filter(|entry| !kept.contains(entry)).collect();
            let Some(more) = self.decisive(&kept, rest, &wanted) else { break };
            kept = self.names.with_named(kept.into_iter().chain([more]));
        }
        self.has_field(&(self.render)(&self.entries.only(&kept))?, field).then(|| Excerpt {
            tree: self.entries.only(&kept),
            left_out: alike.iter().filter(|entry| !kept.contains(*entry)).count(),
        })
    }

    /// A few of some entries, as different as they can be: of each section, and with each set of keys.
    fn unlike(&self, entries: &[&'a Entry], most: usize) -> Vec<&'a Entry> {
        let keys = |entry: &Entry| -> Vec<&str> {
            let mapping = self.entries.node(entry).and_then(Node::as_mapping);
            let mut keys: Vec<&str> = mapping.into_iter().flat_map(Mapping::keys).map(|key| &*key.name).collect();
            keys.sort_unstable();
            keys
        };
        let mut seen: BTreeMap<(&str, Vec<&str>), usize> = BTreeMap::new();
        let mut ranked: Vec<(usize, &Entry)> = Vec::new();
        for entry in entries {
            let before = seen.entry((entry.0, keys(entry))).or_default();
            ranked.push((*before, entry));
            *before += 1;
        }
        ranked.sort_by_key(|(before, _)| *before);
        ranked.into_iter().take(most).map(|(_, entry)| entry).collect()
    }

    /// The fields of each object that the few entries do not give, and that are worth a search: those that somebody asks for, or those
    /// that are there with another value. None if an object is not there.
    fn wanted(&self, entries: &[k8s::Entry], field: Option<&[String]>) -> Option<Vec<Vec<usize>>> {
        let of_object = |object: &Subject| {
            let mut found = object.changed(entries).filter(|_| entries.iter().any(|entry| object.is(&entry.object)))?;
            if let Some(field) = field {
                found.changed.append(&mut found.gone);
                found.changed.retain(|at| object.fields[*at].path.is_within(field));
            }
            Some(if found.changed.len() > MOST_WANTED { Vec::new() } else { found.changed })
        };
        self.objects.iter().map(of_object).collect()
    }

    /// The entry, of those that are not among the few, that gives any of these fields; none if no single one does.
    fn decisive(&self, kept: &BTreeSet<&'a Entry>, rest: Vec<&'a Entry>, wanted: &[Vec<usize>]) -> Option<&'a Entry> {
        if wanted.iter().all(Vec::is_empty) {
            return None;
        }
        let gives = |some: &[&'a Entry]| {
            let part = self.entries.only(&self.names.with_named(kept.iter().copied().chain(some.iter().copied())));
            (self.render)(&part).is_some_and(|entries| {
                self.objects.iter().zip(wanted).any(|(object, wanted)| {
                    let Some(found) = object.changed(&entries) else { return false };
                    wanted.iter().any(|at| found.changed.binary_search(at).is_err() && found.gone.binary_search(at).is_err())
                })
            })
        };
        let mut within = rest;
        while within.len() > 1 {
            let two = within.split_off(within.len() / 2);
            if !gives(&within) {
                within = two;
                if within.len() > 1 && !gives(&within) {
                    return None;
                }
            }
        }
        within.pop().filter(|last| gives(&[*last]))
    }

    /// Whether any of the fields is there that somebody asks for.
    fn has_field(&self, entries: &[k8s::Entry], field: Option<&[String]>) -> bool {
        let Some(field) = field else { return true };
        self.objects.iter().all(|object| {
            let asked = |at: &usize| object.fields[*at].path.is_within(field);
            let count = (0..object.fields.len()).filter(asked).count();
            let gone = object.changed(entries).map(|found| found.gone.iter().filter(|at| asked(at)).count());
            // What no object has is refused later, with the names of what it has.
            count == 0 || gone.is_some_and(|gone| gone < count)
        })
    }
}
