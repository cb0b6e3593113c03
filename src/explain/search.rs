//! Finding out where fields come from: nothing is traced, everything is tried.
//!
//! The program itself knows which key gives which field. So one thing is changed at a time, and the fields that are then rendered
//! otherwise come from it: values and names of the spec first, then facts of the profile, what only has to be there, and last what the
//! spec leaves open. What nothing changes is a rule of mlkube's own. No builder has to say where a value comes from, none can say it
//! wrongly, and who does not ask pays nothing.

use super::change::{self, Change, Refusal};
use super::entries::is_section;
use super::field::Differences;
use super::origin::Origin;
use super::sample::{self, Unset};
use super::schema::Keys;
use super::subject::Subject;
use super::trial::Trial;
use super::tries::{self, Patience, Tried};
use super::{edit, vary};
use crate::diag::Report;
use crate::k8s::Entry;
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

/// How much is tried of what stands there.
const USUAL: Patience = Patience { tried: 12, fitting: 3, must_stay: false };

/// How much is tried of what is taken out: others in its place only if it has to be there.
const INSTEAD: Patience = Patience { tried: 1 + sample::MOST, fitting: 1, must_stay: false };

/// How much is tried of what is not there.
const OPEN: Patience = Patience { tried: sample::MOST, fitting: sample::MOST, must_stay: true };

/// How the objects are found in another render, and compared.
type Compare = fn(&Subject, &[Entry], &[String]) -> Option<Differences>;

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

    /// What changes of the spec come to.
    fn with_spec(&self, changes: &[&Change]) -> Tried {
        self.attempt(changes, &change::apply(self.tree, changes), self.profile, Subject::changed_by)
    }

    /// What changes of the facts come to.
    fn with_facts(&self, changes: &[&Change]) -> Tried {
        let mut report = Report::default();
        match self.profile.with_tree(change::apply(self.profile.tree(), changes), &mut report) {
            Some(profile) => self.attempt(changes, self.tree, &profile, Subject::changed_by),
            None => Tried::Refused(Refusal::new(&report.into_diagnostics())),
        }
    }

    fn attempt(&self, changes: &[&Change], tree: &Node, profile: &Profile, compare: Compare) -> Tried {
        let words: Vec<String> = changes.iter().flat_map(|change| change.words()).collect();
        match self.trial.render(tree, profile) {
            Ok(entries) => Tried::Fits(self.subjects.iter().map(|subject| compare(subject, &entries, &words)).collect()),
            Err(found) => Tried::Refused(Refusal::new(&found)),
        }
    }

    /// Tries what can be changed, each thing in its ways, and keeps what does anything.
    fn keep(&mut self, all: Vec<(Origin, Vec<Change>)>, patience: Patience, attempt: fn(&Self, &[&Change]) -> Tried) {
        let (origins, ways): (Vec<Origin>, Vec<Vec<Change>>) = all.into_iter().unzip();
        let effects = tries::effects(&ways, patience, &|effect| !is_nothing(effect), &|changes| attempt(self, changes));
        self.add(origins, effects);
    }

    /// The same, for what says less than what is known: what changes only known fields is not looked at any closer.
    fn keep_of_unknown(&mut self, all: Vec<(Origin, Vec<Change>)>, patience: Patience, compare: Compare) {
        let (origins, ways): (Vec<Origin>, Vec<Vec<Change>>) = all.into_iter().unzip();
        let counts = |effect: &Effect| {
            effect.iter().zip(&self.known).any(|(fields, known)| {
                fields.as_ref().is_none_or(|fields| fields.changed.iter().chain(&fields.gone).any(|field| !known[*field]))
            })
        };
        let attempt = |changes: &[&Change]| self.attempt(changes, &change::apply(self.tree, changes), self.profile, compare);
        let effects = tries::effects(&ways, patience, &counts, &attempt);
        self.add(origins, effects);
    }

    fn add(&mut self, origins: Vec<Origin>, effects: Vec<Option<Effect>>) {
        let found = origins.into_iter().zip(effects);
        self.hits.extend(found.filter_map(|(origin, effect)| Some(Hit { origin, effect: effect? })));
    }

    /// Gives every scalar of the spec another value.
    fn values(&mut self) {
        let scalars = nodes(self.tree)
            .into_iter()
            .filter(|(_, node)| node.as_mapping().is_none() && node.as_sequence().is_none() && !node.is_null());
        let all = scalars.map(|(path, node)| {
            let variants = vary::variants(&node, self.keys, self.keys.at(&path)).into_iter().take(USUAL.tried);
            let ways = variants.map(|value| Change::set(&path, Node { span: node.span, value })).collect();
            (Origin::Value { place: node.span, path }, ways)
        });
        self.keep(all.collect(), USUAL, Self::with_spec);
    }

    /// Gives every key that is a name of the user's own another name, and names of entries wherever they are used.
    fn names(&mut self) {
        let nodes = nodes(self.tree);
        let mut all = Vec::new();
        for (path, node) in &nodes {
            let (Some(mapping), Some(form)) = (node.as_mapping(), self.keys.at(path)) else { continue };
            let is_section = matches!(path.as_slice(), [Step::Key(section)] if is_section(section));
            if path.is_empty() || self.keys.values(form).is_none() {
                continue;
            }
            for (key, _) in mapping {
                let path: Vec<Step> = path.iter().cloned().chain([Step::Key(key.name.to_string())]).collect();
                let ways = ["x", "X"].into_iter().map(|end| {
                    let new = format!("{}{end}", key.name);
                    let uses = if is_section { self.renamed_uses(&nodes, &key.name, &new) } else { Change::default() };
                    let own = (path.clone(), new);
                    Change { renamed: [own].into_iter().chain(uses.renamed).collect(), ..uses }
                });
                all.push((Origin::Name { place: key.span, path: path.clone() }, ways.collect()));
            }
        }
        self.keep(all, USUAL, Self::with_spec);
    }

    /// The new name of an entry wherever the spec names it.
    fn renamed_uses(&self, nodes: &[(Vec<Step>, Node)], old: &str, new: &str) -> Change {
        let mut uses = Change::default();
        for (path, node) in nodes {
            if let Some(Step::Key(key)) = path.last()
                && let Some(kind) = key.strip_suffix(old).filter(|kind| kind.ends_with('/'))
            {
                uses.renamed.push((path.clone(), format!("{kind}{new}")));
            }
            let Some(rest) = node.as_str().and_then(|text| text.strip_prefix(old)) else { continue };
            let names_entry = || self.keys.at(path).is_some_and(|form| names_entry(form, path));
            if (rest.is_empty() || rest.starts_with(" as ")) && names_entry() {
                uses.set.push((path.clone(), Node { span: node.span, value: vary::string(&format!("{new}{rest}")) }));
            }
        }
        uses
    }

    /// Takes everything out, one at a time. In the place of a map that has to be there, another one is put.
    fn presence(&mut self) {
        let is_around_own = |path: &[Step]| self.own.is_some_and(|own| own.starts_with(path));
        let inside = nodes(self.tree).into_iter().filter(|(path, _)| !path.is_empty() && !is_around_own(path));
        let all = inside.map(|(path, node)| {
            let form = self.keys.at(&path).filter(|_| node.as_mapping().is_some());
            let others = form.map(|form| sample::others(self.keys, form)).unwrap_or_default();
            let others = others.into_iter().map(|value| Change::set(&path, value));
            let ways = [Change::remove(&path)].into_iter().chain(others).collect();
            (Origin::Presence { place: self.tree.key_at_path(&path).unwrap_or(node.span), path }, ways)
        });
        self.keep_of_unknown(all.collect(), INSTEAD, Subject::changed_by);
    }

    /// Changes every fact of the profile: to what another profile says, or to something else, or its name wherever facts have it.
    fn facts(&mut self) {
        let nodes = nodes(self.profile.tree());
        let all = nodes.iter().filter(|(path, _)| !path.is_empty()).map(|(path, node)| {
            let mut ways = Vec::new();
            if node.as_mapping().is_none() {
                let own = self.profile.tree().at_path(path);
                let mut others: Vec<&Node> = Vec::new();
                for other in self.other_facts.iter().filter_map(|other| other.at_path(path)) {
                    if Some(other) != own && !others.contains(&other) {
                        others.push(other);
                    }
                }
                let variants = vary::variants(node, self.keys, None).into_iter().map(|value| Node { span: node.span, value });
                let changed = others.into_iter().cloned().chain(variants).map(|node| Change::set(path, node));
                ways.extend(changed.take(USUAL.tried - 2));
            }
            let name = match path.last() {
                Some(Step::Key(key)) if node.as_mapping().is_some() => Some(key.as_str()),
                _ => node.as_str(),
            };
            ways.extend(name.and_then(|name| self.renamed_fact(&nodes, name)));
            ways.push(Change::remove(path));
            (Origin::Fact { path: path.clone(), place: node.span }, ways)
        });
        let all = all.collect();
        self.keep(all, USUAL, Self::with_facts);
    }

    /// Another name for a fact that has one, as a key and wherever other facts name it: a class of storage is named twice. What only
    /// happens to be called alike can be changed alone, and stays.
    fn renamed_fact(&self, nodes: &[(Vec<Step>, Node)], name: &str) -> Option<Change> {
        let new = format!("{name}x");
        let is_key = |path: &[Step]| matches!(path.last(), Some(Step::Key(key)) if key == name);
        let renamed: Vec<(Vec<Step>, String)> =
            nodes.iter().filter(|(path, _)| is_key(path)).map(|(path, _)| (path.clone(), new.clone())).collect();
        if renamed.is_empty() {
            return None;
        }
        let change = |node: &Node| Node { span: node.span, value: vary::string(&new) };
        let fits = |change: &Change| matches!(self.with_facts(&[change]), Tried::Fits(_));
        let named = nodes.iter().filter(|(_, node)| node.as_str() == Some(name));
        let set =
            named.filter(|(path, node)| !fits(&Change::set(path, change(node)))).map(|(path, node)| (path.clone(), change(node)));
        Some(Change { set: set.collect(), renamed, ..Change::default() })
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
        let all = unset.into_iter().map(|Unset { path, outer, values }| {
            let doc = self.keys.at(&path).map(|form| self.keys.description(form)).unwrap_or_default();
            let ways = values.into_iter().map(|value| Change::set(&outer, value)).collect();
            (Origin::Default { path, doc }, ways)
        });
        // A key that makes another object of it says nothing about the fields.
        self.keep_of_unknown(all.collect(), OPEN, Subject::changed_in_place);
    }
}

/// Whether nothing changed.
fn is_nothing(effect: &Effect) -> bool {
    effect.iter().all(|fields| fields.as_ref().is_some_and(Differences::is_empty))
}

/// Whether a key of this form names an entry, as opposed to something that may be called alike.
fn names_entry(form: &serde_json::Value, path: &[Step]) -> bool {
    let text = form.to_string();
    let is_name = ["/Name\"", "/Use\"", "/Mount\"", "/WordOrMap"].iter().any(|word| text.contains(word));
    let is_other = |key: &str| ["project", "container", "namespace", "name", "config", "secret", "pullSecrets"].contains(&key);
    is_name && !path.iter().any(|step| matches!(step, Step::Key(key) if is_other(key)))
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
