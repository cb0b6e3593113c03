//! Where things come from: values, fields of rendered objects, and findings.
//!
//! Values keep their layers, so who set one can be looked up. Fields of objects keep nothing: for them the project is rendered
//! again and again, each time a little different, and what changes tells where it comes from. See `search.rs`.

mod alike;
mod annotate;
mod change;
pub mod codes;
mod counterpart;
mod echo;
mod edit;
mod entries;
mod excerpt;
mod fact;
mod field;
mod field_path;
mod json;
mod key;
mod kind_word;
mod left_out;
mod nearest;
mod object;
mod origin;
mod path;
mod place;
mod rules;
mod sample;
mod schema;
mod search;
mod slice;
mod subject;
mod text;
mod trial;
mod tries;
mod vary;

pub use annotate::annotate;
pub use excerpt::{Extent, FEW};
pub use field::{Field, FieldPath, FieldStep, fields};
pub use field_path::parse_field;
pub use json::{layers_json, object_json};
pub use key::{KeyPage, KeyRow, form_text, key_page, key_text};
pub use left_out::LeftOut;
pub use object::{choose, field_of_nothing, names_object, unknown_field};
pub use origin::Origin;
pub use path::{Flags, Layered, Setting, layered};
pub use place::{path_text, place_text, value_text};
pub use rules::{RULES, Rule};
pub use schema::Keys;
pub use text::{layers_text, text};

use crate::bundle::Bundle;
use crate::diag::Report;
use crate::extra::ExtraFile;
use crate::k8s::Entry;
use crate::layers;
use crate::layers::Layer;
use crate::profile::{self, BUILTIN, Profile};
use crate::project::{Outcome, Project};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Limits, Node, Step};
use alike::Group;
use entries::is_section;
use excerpt::Excerpt;
use search::Search;
use std::collections::BTreeMap;
use subject::Subject;
use trial::Trial;

/// A project that was rendered, with everything that it takes to render it again.
#[derive(Debug)]
pub struct Examined {
    /// What the render came to.
    pub outcome: Outcome,
    layers: Vec<Layer>,
    /// The merged layers.
    tree: Option<Node>,
    spec: Option<SourceId>,
    profile: Option<Profile>,
    extra: Vec<ExtraFile>,
    /// The facts of all other profiles, as they were written.
    other_facts: Vec<Node>,
}

/// An object with the origins of its fields.
#[derive(Debug)]
pub struct Explained {
    /// What people call it.
    pub title: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// The entry that it belongs to, and where its name stands.
    pub owner: Option<(Vec<Step>, Span)>,
    /// Keys and facts without which there is no such object.
    pub needs: Vec<Origin>,
    /// Its fields in the order in which they are written, each with its origins, the nearest first.
    pub fields: Vec<(Field, Vec<Origin>)>,
    /// What was not looked at because it is like the rest.
    pub left_out: LeftOut,
}

impl Examined {
    /// Renders a project and keeps what it was made of.
    pub fn new(project: Project, extra: Vec<ExtraFile>) -> Self {
        let (layers, spec) = (project.layers.clone(), project.spec);
        let tree = layers::merge(&layers, &mut Report::default()).map(std::borrow::Cow::into_owned);
        let others = BUILTIN.iter().filter(|builtin| builtin.name != project.profile());
        let load = |name| profile::load(name, None, &mut Sources::default(), &mut Report::default());
        let other_facts = others.filter_map(|builtin| Some(load(builtin.name)?.tree().clone())).collect();
        let profile = project.cluster(&mut Report::default());
        let outcome = project.render(extra.clone());
        Self { outcome, layers, tree, spec, profile, extra, other_facts }
    }

    /// Finds out where the fields of some objects of the bundle come from, which belong to the same entry.
    pub fn explain(&self, keys: &Keys, chosen: &[&Entry], extent: Extent<'_>) -> Vec<Explained> {
        let (Some(bundle), Some(tree), Some(spec), Some(profile)) = (&self.outcome.bundle, &self.tree, self.spec, &self.profile)
        else {
            return Vec::new();
        };
        let trial = Trial { spec, blank: self.outcome.sources.blank(), extra: &self.extra };
        let render = |tree: &Node| trial.render(tree, profile).ok();
        let owner = chosen.first().and_then(|entry| self.owner(entry));
        let own = owner.as_ref().map(|(path, _)| path.as_slice());
        let whole: Vec<Subject> = chosen.iter().filter_map(|entry| Subject::new(entry, bundle.entries())).collect();
        let Excerpt { tree: part, left_out } = excerpt::take(tree, own, &whole, extent, &render);
        let Some(entries) = render(&part) else { return Vec::new() };
        let there: Vec<Subject> = whole.iter().filter_map(|object| Some(object.find_same(&entries)?.1)).collect();
        let part = slice::slice(part, own, |tree| render(tree).is_some_and(|entries| excerpt::are_same(&there, &entries)));
        let Some(entries) = render(&part) else { return Vec::new() };
        let found = whole.iter().filter_map(|whole| Some((whole, whole.find_same(&entries)?)));
        let (whole, (entries, subjects)): (Vec<&Subject>, (Vec<&Entry>, Vec<Subject>)) = found.unzip();
        let files: Vec<Vec<Option<Span>>> =
            entries.iter().zip(&subjects).map(|(entry, subject)| self.in_files(entry, subject)).collect();
        let known = files.iter().map(|places| places.iter().map(Option::is_some).collect()).collect();
        let (keys, other_facts, hits) = (keys, &self.other_facts, Vec::new());
        let mut search = Search { trial: &trial, keys, tree: &part, profile, other_facts, own, subjects: &subjects, known, hits };
        search.run();
        let hits = search.hits;
        let explained = |(index, subject): (usize, &Subject)| {
            let (entry, object) = (entries[index], &entries[index].object);
            let origins = nearest::origins(entry, subject, index, &hits, &files[index]);
            let (fields, left_out) = whole[index].in_whole(subject, origins, left_out);
            Explained {
                title: object.title(),
                namespace: object.namespace().map(str::to_owned),
                owner: owner.clone(),
                needs: nearest::needs(&hits, index),
                fields,
                left_out,
            }
        };
        subjects.iter().enumerate().map(explained).collect()
    }

    /// The objects of the bundle, those together that belong to the same entry.
    fn groups(&self) -> Vec<Group<'_>> {
        let entries = self.outcome.bundle.iter().flat_map(Bundle::entries);
        let mut by_owner: BTreeMap<Option<Span>, Group<'_>> = BTreeMap::new();
        for (index, entry) in entries.enumerate() {
            // What a file brought, and what the project as a whole has, is alike in that no entry is around it.
            let owner = self.owner(entry);
            let place = owner.as_ref().map(|(_, place)| *place);
            by_owner.entry(place).or_insert(Group { owner, objects: Vec::new() }).objects.push((index, entry));
        }
        by_owner.into_values().collect()
    }

    /// The entry that an object belongs to, and where its name stands: by its label, or by where the object says it comes from. A
    /// patched object says that it comes from the patch.
    pub fn owner(&self, entry: &Entry) -> Option<(Vec<Step>, Span)> {
        let tree = self.tree.as_ref()?;
        let labels = entry.object.metadata().labels.as_ref();
        let name = labels.and_then(|labels| labels.get("app.kubernetes.io/name"));
        let of_label = || {
            let mut sections = tree.as_mapping()?.iter().filter(|(key, _)| is_section(&key.name));
            let found = sections.find_map(|(section, entries)| Some((section, entries.as_mapping()?.key(name?)?)))?;
            Some((found.0.name.to_string(), found.1))
        };
        if let Some((section, key)) = of_label() {
            return Some((vec![Step::Key(section), Step::Key(key.name.to_string())], key.span));
        }
        let origin = entry.origin?;
        let mut found = None;
        edit::walk(tree, &mut Vec::new(), &mut |path, _| {
            if found.is_none() && tree.key_at_path(path) == Some(origin) {
                found = Some(path.to_vec());
            }
        });
        found.map(|path| (path, origin))
    }

    /// Where the fields of an object stand that a file of the user's own brought.
    fn in_files(&self, entry: &Entry, subject: &Subject) -> Vec<Option<Span>> {
        let texts = || self.extra.iter().flat_map(|file| &file.texts);
        let Some(origin) = entry.origin.filter(|_| !self.extra.is_empty()) else { return vec![None; subject.fields.len()] };
        // Trials read the files after everything else, in this order.
        let (mut sources, mut report) = (self.outcome.sources.blank(), Report::default());
        let read: Vec<(SourceId, &str)> =
            texts().map(|text| (sources.add(text.name.as_str(), text.content.as_str()), text.name.as_str())).collect();
        let Some((source, name)) = read.iter().find(|(source, _)| *source == origin.source) else {
            return vec![None; subject.fields.len()];
        };
        let documents = yaml::read_documents(*source, &sources.get(*source).text, &Limits::default(), &mut report);
        let names_it =
            |node: &&Node| node.get("metadata").and_then(|node| node.get("name")).is_some_and(|name| name.span == origin);
        let lists = documents.iter().flat_map(|node| node.get("items").and_then(Node::as_sequence).unwrap_or_default());
        let Some(document) = documents.iter().chain(lists).find(names_it) else { return vec![None; subject.fields.len()] };
        let Some(shown) = self.outcome.sources.find(name) else { return vec![None; subject.fields.len()] };
        subject
            .fields
            .iter()
            .map(|field| {
                let steps = field.path.0.iter().map(|step| match step {
                    FieldStep::Key(key) => Step::Key(key.to_string()),
                    FieldStep::Item { index, .. } => Step::Index(*index),
                });
                let node = document.at_path(&steps.collect::<Vec<_>>())?;
                Some(Span { source: shown, ..node.span })
            })
            .collect()
    }
}
