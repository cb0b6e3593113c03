//! From a merged spec to a plan, and from a plan to objects.

use super::entries::{self, Decoded};
use super::links::{self, Planned};
use super::settings::{Settings, check_namespace};
use super::{namespace, network, storage};
use crate::components::contract::{Objects, Surroundings};
use crate::components::parts;
use crate::diag::Report;
use crate::fields::{Name, SecretKey};
use crate::k8s::{Entry, Owner};
use crate::layers::Place;
use crate::profile::{Operator, Profile};
use crate::routing::{self, Certificate, Exposed, Routing};
use crate::source::SourceId;
use crate::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

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

impl<'a> Plan<'a> {
    /// Settles a spec, or reports everything that stands in the way. `spec` is the text of the project's own file, as opposed to
    /// overlays. Without a profile, which was reported, only what is wrong in any cluster is found.
    pub fn new(tree: &Node, spec: SourceId, profile: Option<&'a Profile>, report: &mut Report) -> Option<Self> {
        let root = Place::root(tree);
        let settings = Settings::decode(tree, report);
        let decoded = entries::decode(tree, spec, report);
        entries::check_names(&decoded, report);
        entries::check_undecoded(&decoded, &root, profile, report);
        let profile = profile?;
        let (settings, is_settled) = match settings {
            Some(settings) => (settings, true),
            None => (Settings::unknown(), false),
        };
        let plan = Self::settle(settings, decoded, profile, &root, report);
        links::check(&plan.entries, &root, report);
        let exposed = plan.exposed();
        parts::check_doors(&exposed.iter().map(|exposed| exposed.exposure).collect::<Vec<_>>(), report);
        if is_settled {
            plan.routing.check(&exposed, profile, &root.key("routing"), report);
        }
        is_settled.then_some(plan)
    }

    fn settle(settings: Settings, decoded: Vec<Decoded>, profile: &'a Profile, root: &Place<'_>, report: &mut Report) -> Self {
        let (project, namespace) = (settings.project.clone(), settings.namespace().clone());
        let owner = |name: &Name, own: Option<&Name>| Owner {
            project: project.to_string(),
            name: name.to_string(),
            namespace: own.unwrap_or(&namespace).to_string(),
        };
        let entrance = settings.routing.entrance();
        let operators: BTreeSet<Operator> = profile.operators.iter().chain(&settings.operators).copied().collect();
        let routing = settings.routing.resolve(profile, &root.key("routing"), report);
        let mut entries = Vec::with_capacity(decoded.len());
        for Decoded { kind, name, key, written } in decoded {
            let Some(written) = written else { continue };
            let place = root.key(kind.section).key(name.as_str());
            if let Some(namespace) = written.namespace() {
                check_namespace(namespace, &place.key("namespace"), report);
            }
            let owner = owner(&name, written.namespace());
            let around = Surroundings { owner, profile, entrance: &entrance, operators: &operators, monitored: false, place };
            if let Some(component) = written.resolve(&around, report) {
                entries.push(Planned::new(kind, around.owner, key, component));
            }
        }
        Self { project: owner(&project, None), profile, routing, entries }
    }

    fn exposed(&self) -> Vec<Exposed<'_>> {
        self.entries
            .iter()
            .flat_map(|entry| entry.component.exposures().iter().map(|exposure| Exposed { owner: &entry.owner, exposure }))
            .collect()
    }

    /// Builds all objects. The plan was checked: nothing here can fail.
    pub fn build(&self) -> Vec<Entry> {
        let mut objects = Objects::new();
        namespace::build(&self.project, self.namespaces(), self.profile, &mut objects);
        let links = links::follow(&self.entries);
        network::build(&self.entries, &links, &self.routing, self.profile, &mut objects);
        let mut buckets = links::buckets(&links);
        for (entry, links) in self.entries.iter().zip(&links) {
            objects.begin(entry.kind.stage, Some(entry.key));
            entry.component.build(links, &mut objects);
            entry.component.provide(&buckets.remove(entry.owner.name.as_str()).unwrap_or_default(), &mut objects);
        }
        routing::build(&self.project, &self.routing, &self.exposed(), &mut objects);
        let mut entries = objects.into_entries();
        let classes = storage::classes(&self.project, &entries, self.profile);
        entries.extend(classes);
        entries
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
