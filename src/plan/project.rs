//! From a merged spec to a plan, and from a plan to objects.

use super::links::{self, Planned};
use super::settings::{Settings, check_namespace};
use super::{namespace, network};
use crate::components::contract::{Objects, Surroundings};
use crate::components::{AnyWritten, KINDS, Kind, parts};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Name, SecretKey, Word};
use crate::k8s::{Entry, Owner};
use crate::layers::Place;
use crate::profile::Profile;
use crate::routing::{self, Certificate, Exposed, Routing};
use crate::source::{SourceId, Span};
use crate::yaml::Node;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A project with every entry settled and every edge known to lead somewhere.
#[derive(Debug)]
pub struct Plan<'a> {
    project: Owner,
    profile: &'a Profile,
    routing: Routing,
    entries: Vec<Planned>,
}

/// A Secret that has to exist before the bundle works.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NeededSecret {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The keys that it has to have.
    pub keys: BTreeSet<String>,
}

/// An entry that is decoded but not settled.
struct Decoded {
    kind: &'static Kind,
    name: Name,
    key: Span,
    written: Box<dyn AnyWritten>,
}

impl<'a> Plan<'a> {
    /// Settles a spec, or reports everything that stands in the way. `spec` is the text of the project's own file, as opposed to
    /// overlays.
    pub fn new(tree: &Node, spec: SourceId, profile: &'a Profile, report: &mut Report) -> Option<Self> {
        let settings = Settings::decode(tree, report);
        let decoded = decode_entries(tree, spec, report);
        let settings = settings?;
        let root = Place::root(tree);
        let (project_name, namespace) = (settings.project.clone(), settings.namespace().clone());
        let owner = |name: &Name, own: Option<&Name>| Owner {
            project: project_name.to_string(),
            name: name.to_string(),
            namespace: own.unwrap_or(&namespace).to_string(),
        };
        let tls = settings.routing.has_tls();
        let routing = settings.routing.resolve(profile, &root.key("routing"), report);
        check_names(&decoded, report);
        let mut entries = Vec::with_capacity(decoded.len());
        let mut complete = true;
        for Decoded { kind, name, key, written } in decoded {
            let place = root.key(kind.section).key(name.as_str());
            if let Some(namespace) = written.namespace() {
                check_namespace(namespace, &place.key("namespace"), report);
            }
            let around = Surroundings { owner: owner(&name, written.namespace()), profile, tls, place };
            match written.resolve(&around, report) {
                Some(component) => entries.push(Planned::new(kind, around.owner, key, component)),
                None => complete = false,
            }
        }
        let plan = Self { project: owner(&project_name, None), profile, routing, entries };
        plan.check(&root, complete, report);
        Some(plan)
    }

    /// Reports what only shows once all entries are known. With some of them missing because of errors of their own, edges that
    /// lead nowhere say nothing.
    fn check(&self, root: &Place<'_>, complete: bool, report: &mut Report) {
        links::check(&self.entries, root, complete && !report.has_errors(), report);
        let exposed = self.exposed();
        parts::check_hosts(&exposed.iter().map(|exposed| exposed.exposure).collect::<Vec<_>>(), report);
        self.routing.check(&exposed, self.profile, &root.key("routing"), report);
    }

    fn exposed(&self) -> Vec<Exposed<'_>> {
        self.entries
            .iter()
            .filter_map(|entry| Some(Exposed { owner: &entry.owner, exposure: entry.component.exposure()? }))
            .collect()
    }

    /// Builds all objects. The plan was checked: nothing here can fail.
    pub fn build(&self) -> Vec<Entry> {
        let mut objects = Objects::new();
        namespace::build(&self.project, self.namespaces(), self.profile, &mut objects);
        let links = links::follow(&self.entries);
        network::build(&self.entries, &links, &self.routing, self.profile, &mut objects);
        for (entry, links) in self.entries.iter().zip(&links) {
            objects.begin(entry.kind.stage, Some(entry.key));
            entry.component.build(links, &mut objects);
        }
        routing::build(&self.project, &self.routing, &self.exposed(), &mut objects);
        objects.into_entries()
    }

    fn namespaces(&self) -> BTreeSet<&str> {
        std::iter::once(&self.project)
            .chain(self.entries.iter().map(|entry| &entry.owner))
            .map(|owner| owner.namespace.as_str())
            .collect()
    }

    /// The Secrets that have to exist. What an entry needs of another's Secret it needs in its own namespace.
    pub fn secrets(&self) -> Vec<NeededSecret> {
        let mut keys: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut add = |namespace: &str, SecretKey { name, key }: SecretKey| {
            keys.entry((namespace.to_owned(), name)).or_default().insert(key);
        };
        for (entry, links) in self.entries.iter().zip(links::follow(&self.entries)) {
            if !entry.component.has_pods() {
                continue;
            }
            for secret in entry.component.secrets().into_iter().chain(links.secrets()) {
                add(&entry.owner.namespace, secret);
            }
        }
        if let (Some(Certificate::Secret(name)), false) = (&self.routing.certificate, self.exposed().is_empty()) {
            for key in ["tls.crt", "tls.key"] {
                add(&self.project.namespace, SecretKey { name: name.clone(), key: key.to_owned() });
            }
        }
        keys.into_iter().map(|((namespace, name), keys)| NeededSecret { namespace, name, keys }).collect()
    }
}

fn decode_entries(tree: &Node, spec: SourceId, report: &mut Report) -> Vec<Decoded> {
    let mut decoded = Vec::new();
    for kind in KINDS {
        let Some(section) = tree.get(kind.section).filter(|section| !section.is_null()) else { continue };
        let Some(entries) = section.as_mapping() else {
            report.push(
                Diagnostic::error(
                    codes::WRONG_KIND,
                    format!("`{}` is a map from names to entries, this is {}", kind.section, section.kind()),
                )
                .at(section.span)
                .help(format!(
                    "write the name of the entry, a colon, and below it its keys: `{}: {{my-{}: ...}}`",
                    kind.section,
                    kind.noun.replace(' ', "-")
                )),
            );
            continue;
        };
        for (key, entry) in entries {
            let name = match Name::parse(&key.name) {
                Ok(name) => name,
                Err(invalid) => {
                    report.push(Diagnostic::error(invalid.code, invalid.message).at(key.span).help(invalid.help));
                    continue;
                }
            };
            let known = || entries.keys().filter(|other| other.span.source == spec).map(|other| &*other.name);
            if let Some(written) = decode_entry(kind, entry, key.span, (key.span.source != spec).then_some(&known), report) {
                decoded.push(Decoded { kind, name, key: key.span, written });
            }
        }
    }
    decoded
}

/// Decodes an entry. One that only an overlay brings has to be whole: if it lacks a key, it was most likely meant for another.
fn decode_entry<'n, I: Iterator<Item = &'n str>>(
    kind: &Kind,
    entry: &Node,
    key: Span,
    known: Option<&dyn Fn() -> I>,
    report: &mut Report,
) -> Option<Box<dyn AnyWritten>> {
    let Some(known) = known else { return (kind.decode)(entry, key, report) };
    let mut own = Report::default();
    let written = (kind.decode)(entry, key, &mut own);
    for found in own.into_diagnostics() {
        if found.code != codes::MISSING_KEY {
            report.push(found);
            continue;
        }
        report.push(
            Diagnostic::error(
                codes::OVERLAY_UNREACHED,
                format!("the spec has no such {} to change, and it is not whole by itself: {}", kind.noun, found.message),
            )
            .at(key)
            .maybe_help(known().next().map(|_| format!("the spec has {}", list(known()))))
            .help("correct the name, or give all keys that a new entry needs"),
        );
    }
    written
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Names are unique over the whole project, so that `uses: [queue]` says it all.
fn check_names(decoded: &[Decoded], report: &mut Report) {
    let mut first: HashMap<&str, &Decoded> = HashMap::new();
    for entry in decoded {
        if let Some(other) = first.get(entry.name.as_str()) {
            report.push(
                Diagnostic::error(codes::NAME_TWICE, format!("two entries are called `{}`", entry.name))
                    .at(entry.key)
                    .related(other.key, format!("this {} has the name already", other.kind.noun))
                    .help("names are unique over the whole project, so that `uses` needs no section: rename one"),
            );
        } else {
            first.insert(entry.name.as_str(), entry);
        }
    }
}
