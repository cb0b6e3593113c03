//! Finding out where fields come from: nothing is traced, everything is tried.
//!
//! The program itself knows which key gives which field. So one thing is changed at a time, and the fields that are then rendered
//! otherwise come from it: values and names of the spec first, then facts of the profile, what only has to be there, and last what the
//! spec leaves open. What nothing changes is a rule of mlkube's own. No builder has to say where a value comes from, none can say it
//! wrongly, and who does not ask pays nothing.

use super::field::Differences;
use super::origin::Origin;
use super::sample::{self, Unset};
use super::schema::Keys;
use super::slice::is_section;
use super::subject::Subject;
use super::trial::Trial;
use super::{edit, vary};
use crate::profile::Profile;
use crate::yaml::{Node, Step, Value};

/// For each object the fields that are not as they were; none if the object was gone.
pub(super) type Effect = Vec<Option<Differences>>;

/// A change that has an effect on the objects that are explained.
pub(super) struct Hit {
    pub(super) origin: Origin,
    pub(super) effect: Effect,
}

impl Hit {
    /// How many fields it changed: the fewer, the nearer.
    pub(super) fn size(&self) -> usize {
        self.effect.iter().flatten().map(Differences::len).sum()
    }
}

/// How many values of one key are tried, and how many of those that fit.
const MOST_TRIED: usize = 12;
const MOST_FITTING: usize = 3;

/// A search for the origins of some objects.
pub(super) struct Search<'a> {
    pub(super) trial: &'a Trial<'a>,
    pub(super) keys: &'a Keys,
    /// The part of the spec that matters.
    pub(super) tree: &'a Node,
    pub(super) profile: &'a Profile,
    /// The facts of all other profiles, as they were written.
    pub(super) other_facts: &'a [Node],
    /// The entry that the objects belong to.
    pub(super) own: Option<&'a [Step]>,
    pub(super) subjects: &'a [Subject],
    /// What is known of each field of each object.
    pub(super) known: Vec<Vec<bool>>,
    pub(super) hits: Vec<Hit>,
}

impl Search<'_> {
    /// Tries everything until every field has an origin, or nothing is left to try.
    pub(super) fn run(&mut self) {
        for phase in [Self::values, Self::names, Self::facts] {
            if self.is_done() {
                return;
            }
            phase(self);
            self.settle(false);
        }
        for phase in [Self::presence, Self::own_defaults, Self::other_defaults] {
            phase(self);
            self.settle(true);
            if self.is_done() {
                return;
            }
        }
    }

    fn is_done(&self) -> bool {
        self.known.iter().flatten().all(|known| *known)
    }

    /// Marks what was found so far; the kinds of origins that follow say less. A field that went away with something is there because
    /// of it, which is not yet to say where its value comes from.
    fn settle(&mut self, is_presence_enough: bool) {
        for hit in &self.hits {
            for (known, fields) in self.known.iter_mut().zip(&hit.effect) {
                for field in fields
                    .iter()
                    .flat_map(|fields| fields.changed.iter().chain(fields.gone.iter().filter(|_| is_presence_enough)))
                {
                    known[*field] = true;
                }
            }
        }
    }

    /// What another tree and other facts change; none if they cannot be rendered.
    fn attempt(&self, tree: &Node, profile: &Profile) -> Option<Effect> {
        let entries = self.trial.render(tree, profile)?;
        Some(self.subjects.iter().map(|subject| subject.changed(&entries)).collect())
    }

    /// Tries trees until one changes something.
    fn first_change(&self, trees: impl Iterator<Item = Node>) -> Option<Effect> {
        let tried = trees.take(MOST_TRIED).filter_map(|tree| self.attempt(&tree, self.profile)).take(MOST_FITTING);
        first_effect(tried)
    }

    fn hit(&mut self, origin: Origin, effect: Option<Effect>) {
        self.hits.extend(effect.map(|effect| Hit { origin, effect }));
    }

    fn with(&self, path: &[Step], change: impl FnOnce(&mut Node)) -> Node {
        let mut tree = self.tree.clone();
        if let Some(node) = edit::inside(&mut tree, path) {
            change(node);
        }
        tree
    }

    /// Gives every scalar of the spec another value.
    fn values(&mut self) {
        for (path, node) in nodes(self.tree) {
            if node.as_mapping().is_some() || node.as_sequence().is_some() || node.is_null() {
                continue;
            }
            let variants = vary::variants(&node, self.keys, self.keys.at(&path));
            let trees = variants.into_iter().map(|value| self.with(&path, |node| node.value = value));
            let found = self.first_change(trees);
            self.hit(Origin::Value { place: node.span, path }, found);
        }
    }

    /// Gives every key that is a name of the user's own another name, and names of entries wherever they are used.
    fn names(&mut self) {
        for (path, node) in nodes(self.tree) {
            let (Some(mapping), Some(form)) = (node.as_mapping(), self.keys.at(&path)) else { continue };
            let is_section = matches!(path.as_slice(), [Step::Key(section)] if is_section(section));
            if path.is_empty() || self.keys.values(form).is_none() {
                continue;
            }
            for (key, _) in mapping {
                let path: Vec<Step> = path.iter().cloned().chain([Step::Key(key.name.to_string())]).collect();
                let trees = ["x", "X"].into_iter().map(|end| {
                    let mut tree = self.tree.clone();
                    let new = format!("{}{end}", key.name);
                    edit::rename(&mut tree, &path, &new);
                    if is_section {
                        self.rename_uses(&mut tree, &key.name, &new);
                    }
                    tree
                });
                let found = self.first_change(trees);
                self.hit(Origin::Name { place: key.span, path }, found);
            }
        }
    }

    /// Gives an entry its new name wherever the spec names it.
    fn rename_uses(&self, tree: &mut Node, old: &str, new: &str) {
        for (path, node) in nodes(self.tree) {
            if let Some(Step::Key(key)) = path.last()
                && key.ends_with(&format!("/{old}"))
            {
                edit::rename(tree, &path, &format!("{}{new}", &key[..key.len() - old.len()]));
            }
            let Some(rest) = node.as_str().and_then(|text| text.strip_prefix(old)) else { continue };
            let names_entry = || self.keys.at(&path).is_some_and(|form| names_entry(form, &path));
            if (rest.is_empty() || rest.starts_with(" as ")) && names_entry() {
                let value = vary::string(&format!("{new}{rest}"));
                if let Some(place) = edit::inside(tree, &path) {
                    place.value = value;
                }
            }
        }
    }

    /// Takes everything out, one at a time.
    fn presence(&mut self) {
        for (path, node) in nodes(self.tree) {
            let is_around_own = self.own.is_some_and(|own| own.starts_with(&path));
            if path.is_empty() || is_around_own {
                continue;
            }
            let mut tree = self.tree.clone();
            edit::remove(&mut tree, &path);
            let found = first_effect(self.attempt(&tree, self.profile).into_iter());
            let place = self.tree.key_at_path(&path).unwrap_or(node.span);
            self.hit(Origin::Presence { path, place }, found);
        }
    }

    /// Changes every fact of the profile: to what another profile says, or to something else.
    fn facts(&mut self) {
        let facts = self.profile.tree();
        for (path, node) in nodes(facts) {
            if path.is_empty() {
                continue;
            }
            let others = self.other_facts.iter().filter_map(|other| other.at_path(&path)).filter(|other| **other != node);
            let variants = vary::variants(&node, self.keys, None).into_iter().map(|value| Node { span: node.span, value });
            let changed = others.cloned().chain(variants).map(|node| {
                let mut facts = facts.clone();
                edit::set(&mut facts, &path, node);
                facts
            });
            let without = std::iter::once_with(|| {
                let mut facts = facts.clone();
                edit::remove(&mut facts, &path);
                facts
            });
            let renamed = node.as_str().map(|name| renamed_everywhere(facts, name));
            let profiles = renamed
                .into_iter()
                .chain(changed)
                .chain(without)
                .take(MOST_TRIED)
                .filter_map(|facts| self.profile.with_tree(facts));
            let tried = profiles.filter_map(|profile| self.attempt(self.tree, &profile)).take(MOST_FITTING);
            let found = first_effect(tried);
            self.hit(Origin::Fact { path, place: node.span }, found);
        }
    }

    /// Sets what the entry leaves open.
    fn own_defaults(&mut self) {
        let Some(own) = self.own else { return };
        let (Some(form), node) = (self.keys.at(own), self.tree.at_path(own)) else { return };
        let mut unset = Vec::new();
        sample::unset(self.keys, form, node, own, &mut unset);
        self.defaults(unset);
    }

    /// Sets what the project as a whole leaves open.
    fn other_defaults(&mut self) {
        let mut unset = Vec::new();
        sample::unset(self.keys, self.keys.root(), Some(self.tree), &[], &mut unset);
        let of_project = |path: &[Step]| matches!(path.first(), Some(Step::Key(key)) if !is_section(key) && key != "patches");
        unset.retain(|unset| of_project(&unset.path));
        self.defaults(unset);
    }

    fn defaults(&mut self, unset: Vec<Unset>) {
        for Unset { path, outer, values } in unset {
            let tried = values.into_iter().filter_map(|value| {
                let mut tree = self.tree.clone();
                edit::set(&mut tree, &outer, value);
                self.attempt(&tree, self.profile)
            });
            // A key that makes another object of it says nothing about the fields.
            let found = first_effect(tried.filter(|effect| effect.iter().all(Option::is_some)));
            let doc = self.keys.at(&path).map(|form| self.keys.description(form)).unwrap_or_default();
            self.hit(Origin::Default { path, doc }, found);
        }
    }
}

/// Whether a key of this form names an entry, as opposed to something that may be called alike.
fn names_entry(form: &serde_json::Value, path: &[Step]) -> bool {
    let text = form.to_string();
    let is_name = ["/Name\"", "/Use\"", "/WordOrMap"].iter().any(|word| text.contains(word));
    let is_other = |key: &str| ["project", "container", "namespace", "name", "config", "secret", "pullSecrets"].contains(&key);
    is_name && !path.iter().any(|step| matches!(step, Step::Key(key) if is_other(key)))
}

/// Facts in which a name is another one, as a key and wherever it stands: a class of storage is named twice.
fn renamed_everywhere(facts: &Node, name: &str) -> Node {
    let (mut changed, new) = (facts.clone(), format!("{name}x"));
    for (path, node) in nodes(facts) {
        if node.as_str() == Some(name)
            && let Some(place) = edit::inside(&mut changed, &path)
        {
            place.value = vary::string(&new);
        }
    }
    for (path, _) in nodes(facts) {
        if matches!(path.last(), Some(Step::Key(key)) if key == name) {
            edit::rename(&mut changed, &path, &new);
        }
    }
    changed
}

/// The first outcome in which anything changed.
fn first_effect(mut tried: impl Iterator<Item = Effect>) -> Option<Effect> {
    tried.find(|effect| effect.iter().any(|fields| fields.as_ref().is_none_or(|fields| !fields.is_empty())))
}

/// Every node of a tree with its path.
fn nodes(tree: &Node) -> Vec<(Vec<Step>, Node)> {
    let mut found = Vec::new();
    edit::walk(tree, &mut Vec::new(), &mut |path, node| {
        let shallow = match &node.value {
            // Only what is inside matters, and comes by itself.
            Value::Sequence(_) => Node { span: node.span, value: Value::Sequence(Vec::new()) },
            _ => node.clone(),
        };
        found.push((path.to_vec(), shallow));
    });
    found
}
