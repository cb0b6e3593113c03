//! A profile: the facts that its files come to, and where each of them stands.

use super::builtin::Builtin;
use super::check::check;
use super::facts::Facts;
use super::schema::schema;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::KubeVersion;
use crate::layers::{self, Place};
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node, Step, Value};
use std::ops::Deref;

/// One file of a profile.
#[derive(Debug)]
pub(super) struct File {
    pub(super) source: SourceId,
    /// Whether it is one of the user's own.
    pub(super) is_own: bool,
    /// What it says, without `extends`.
    pub(super) tree: Node,
    /// Its first key.
    pub(super) head: Span,
    /// The profile that it extends, as it names it.
    pub(super) extends: Option<Node>,
}

/// A cluster, as far as rendering needs to know it. It is read as its facts.
#[derive(Debug)]
pub struct Profile {
    /// Its name.
    pub name: String,
    facts: Facts,
    tree: Node,
    head: Span,
    /// The files of the user's own.
    own: Vec<SourceId>,
    /// Whether somebody has said that the cluster runs another version than the files say.
    has_other_version: bool,
}

impl Deref for Profile {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Profile {
    /// Where a fact stands, to show it beside what it contradicts: `["storage", "classes", "gp3"]`. Of what is not there, the nearest
    /// thing around it; at last the top of the profile's own file.
    pub fn fact(&self, path: &[&str]) -> Span {
        path.iter().fold(Place::root(&self.tree), |place, key| place.key(key)).span().unwrap_or(self.head)
    }

    /// The same cluster with another version of Kubernetes.
    #[must_use]
    pub fn with_kubernetes(self, version: KubeVersion) -> Self {
        Self { facts: Facts { kubernetes: version, ..self.facts }, has_other_version: true, ..self }
    }

    /// The same cluster with other facts; none if they are none.
    pub fn with_tree(&self, tree: Node, report: &mut Report) -> Option<Self> {
        let Self { name, head, own, has_other_version, .. } = self;
        let mut facts: Facts = yaml::decode(&tree, *head, report)?;
        if *has_other_version {
            facts.kubernetes = self.kubernetes;
        }
        Some(Self { name: name.clone(), facts, tree, head: *head, own: own.clone(), has_other_version: *has_other_version })
    }

    /// Whether a file of the user's own says any part of a fact.
    pub fn is_own(&self, path: &[&str]) -> bool {
        let steps: Vec<Step> = path.iter().map(|key| Step::Key((*key).to_owned())).collect();
        self.tree.at_path(&steps).is_some_and(|fact| self.has_own(fact))
    }

    fn has_own(&self, node: &Node) -> bool {
        let inner: Vec<&Node> = match &node.value {
            Value::Mapping(mapping) => mapping.iter().map(|(_, value)| value).collect(),
            Value::Sequence(items) => items.iter().collect(),
            _ => Vec::new(),
        };
        if inner.is_empty() { self.own.contains(&node.span.source) } else { inner.iter().any(|inner| self.has_own(inner)) }
    }

    /// Where the version of Kubernetes stands; none if it is another one than the files say.
    pub fn place_of_kubernetes(&self) -> Option<Span> {
        (!self.has_other_version).then(|| self.fact(&["kubernetes"]))
    }

    /// Everything that its files say, the one that extends over the one that is extended.
    pub fn tree(&self) -> &Node {
        &self.tree
    }
}

/// Merges the files of a profile, of which the first extends the second and so on, and decodes what they come to.
pub(super) fn merge(name: &str, files: &[File], report: &mut Report) -> Option<Profile> {
    let (last, others) = files.split_last()?;
    let head = files.first()?.head;
    let mut tree = last.tree.clone();
    for file in others.iter().rev() {
        layers::merge_node(&mut tree, &file.tree, report);
    }
    let mut found = Report::default();
    let facts = yaml::decode(&tree, head, &mut found);
    let lacks = if facts.is_some() { Vec::new() } else { lacking(&tree) };
    let is_whole = others.is_empty() && Builtin::named(name).is_none();
    if is_whole && !lacks.is_empty() {
        report.push(incomplete(&lacks, head));
    } else {
        lacks.iter().filter_map(|name| removal(others, name)).for_each(|place| report.push(removed(place)));
    }
    for found in found.into_diagnostics() {
        // That a file lacks most of a profile is one mistake, not ten; and decoding stops at the first fact that was taken out.
        if lacks.is_empty() || found.code != codes::MISSING_KEY || found.span != Some(head) {
            report.push(blame_removal(found, others));
        }
    }
    let own = files.iter().filter(|file| file.is_own).map(|file| file.source).collect();
    let profile = Profile { name: name.to_owned(), facts: facts?, tree, head, own, has_other_version: false };
    check(&profile, files, report);
    Some(profile)
}

/// The facts that every profile has to say and this one does not.
fn lacking(tree: &Node) -> Vec<String> {
    let schema = schema();
    let required = schema.get("required").and_then(serde_json::Value::as_array);
    let names = required.into_iter().flatten().filter_map(serde_json::Value::as_str);
    names.filter(|name| tree.get(name).is_none()).map(str::to_owned).collect()
}

fn incomplete(lacks: &[String], head: Span) -> Diagnostic {
    let list = lacks.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::MISSING_KEY, format!("a profile that extends no other has to say everything; missing: {list}"))
        .at(head)
        .help("begin with `extends: generic`, or the profile that is most like your cluster, and write what differs")
}

/// The `null` by which a file takes out one of the facts that every profile has to say.
fn removal(files: &[File], name: &str) -> Option<Span> {
    files.iter().find_map(|file| file.tree.get(name).filter(|value| value.is_null())).map(|value| value.span)
}

fn removed(place: Span) -> Diagnostic {
    Diagnostic::error(codes::MISSING_KEY, "a fact that every profile has to say")
        .at(place)
        .help("give the value that holds for your cluster: it cannot be taken out")
}

/// A fact that is missing because some file took it out: that is the place to change.
fn blame_removal(found: Diagnostic, files: &[File]) -> Diagnostic {
    let is_lack = found.code == codes::MISSING_KEY;
    let place = is_lack.then(|| files.iter().find_map(|file| removal_below(&file.tree, &found.message))).flatten();
    place.map_or(found, removed)
}

/// The `null` behind the key that a message names.
fn removal_below(tree: &Node, message: &str) -> Option<Span> {
    tree.as_mapping()?.iter().find_map(|(key, value)| {
        if value.is_null() {
            message.ends_with(&format!(" `{}`", key.name)).then_some(value.span)
        } else {
            removal_below(value, message)
        }
    })
}
