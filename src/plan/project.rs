//! From a merged spec to a plan, and from a plan to objects.

use super::entries::{self, Decoded};
use super::links::{self, Planned};
use super::settings::{Settings, check_namespace};
use super::{namespace, network, storage};
use crate::components::contract::{Objects, Surroundings};
use crate::components::parts;
use crate::diag::Report;
use crate::extra::Neighbours;
use crate::fields::{Name, SecretKey};
use crate::governance::{NamespaceRules, Priorities, add_pull_secrets};
use crate::k8s::{Entry, Owner};
use crate::layers::Place;
use crate::profile::{Operator, Profile};
use crate::routing::{self, Certificate, Exposed, Routing};
use crate::secrets::{KeyOrigin, NeededSecrets, Provider, ProviderKind};
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
    /// All namespaces, with what holds in them.
    namespaces: BTreeMap<String, NamespaceRules>,
    priorities: Priorities,
    pull_secrets: Vec<Name>,
    provider: Provider,
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
        parts::check_hosts(&exposed.iter().map(|exposed| exposed.exposure).collect::<Vec<_>>(), report);
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
        let provider = settings.secrets.resolve(&operators, profile, &root.key("secrets"), report);
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
        let mut namespaces: BTreeMap<String, NamespaceRules> = BTreeMap::new();
        for (name, rules) in settings.namespaces {
            let place = root.key("namespaces").key(name.as_str());
            check_namespace(&name, &place, report);
            namespaces.insert(name.to_string(), rules.resolve(&name, &place, report));
        }
        let project = owner(&project, None);
        for owner in std::iter::once(&project).chain(entries.iter().map(|entry| &entry.owner)) {
            namespaces.entry(owner.namespace.clone()).or_default();
        }
        let priorities = settings.priorities.map(|priorities| priorities.resolve(&project)).unwrap_or_default();
        Self { project, profile, routing, entries, namespaces, priorities, pull_secrets: settings.pull_secrets, provider }
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
        namespace::build(&self.project, &self.namespaces, self.profile, &mut objects);
        self.priorities.build(&self.project, &mut objects);
        let links = links::follow(&self.entries);
        network::build(&self.entries, &links, &self.routing, self.profile, &mut objects);
        for (entry, links) in self.entries.iter().zip(&links) {
            objects.begin(entry.kind.stage, Some(entry.key));
            let start = objects.len();
            entry.component.build(links, &mut objects);
            self.priorities.set(entry.kind.section, objects.since(start));
        }
        routing::build(&self.project, &self.routing, &self.exposed(), &mut objects);
        let mut entries = objects.into_entries();
        add_pull_secrets(&mut entries, &self.pull_secrets);
        let classes = storage::classes(&self.project, &entries, self.profile);
        entries.extend(classes);
        entries
    }

    /// To whom objects of the project as a whole belong.
    pub fn project(&self) -> &Owner {
        &self.project
    }

    /// The namespaces that objects of the user's own may be for.
    pub fn neighbours(&self) -> Neighbours {
        let profile = self.profile;
        let monitoring = profile.monitoring.iter().map(|facts| facts.namespace.to_string());
        let router = profile.routing.pods.iter().map(|pods| pods.namespace.to_string());
        let always = ["default", "kube-public", "kube-system"].map(str::to_owned);
        Neighbours {
            home: self.project.namespace.clone(),
            own: self.namespaces.keys().cloned().collect(),
            foreign: monitoring.chain(router).chain(always).collect(),
        }
    }

    /// Who makes Secrets.
    pub fn provider(&self) -> ProviderKind {
        self.provider.kind
    }

    /// Adds what makes the Secrets that the objects use.
    pub fn provide_secrets(&self, entries: &mut Vec<Entry>, report: &mut Report) {
        let needed = self.secrets(entries);
        self.provider.provide(&needed, &self.project, entries, report);
    }

    /// The Secrets that have to exist. What an entry needs of another's Secret it needs in its own namespace.
    pub fn secrets(&self, entries: &[Entry]) -> NeededSecrets {
        let mut needed = NeededSecrets::default();
        for (entry, links) in self.entries.iter().zip(links::follow(&self.entries)) {
            if !entry.component.has_pods() {
                continue;
            }
            for SecretKey { name, key } in entry.component.secrets() {
                needed.need(&entry.owner.namespace, &name, &key, origin(entry.kind.section, &key));
            }
            for SecretKey { name, key } in links.secrets() {
                needed.need(&entry.owner.namespace, &name, &key, KeyOrigin::Given);
            }
        }
        if let (Some(Certificate::Secret(name)), false) = (&self.routing.certificate, self.exposed().is_empty()) {
            needed.need_certificate(&self.project.namespace, name, "the entrance");
        }
        needed.with(entries)
    }
}

/// Where the values of an entry's own Secret come from: a server that runs in the cluster takes whatever password it is given
/// first, so any will do; what a program of the user's own is given, somebody else says.
fn origin(section: &str, key: &str) -> KeyOrigin {
    match (section, key) {
        ("services" | "workers" | "jobs", _) => KeyOrigin::Given,
        (_, "username" | "user") => KeyOrigin::InventedName,
        (_, "password" | "secret-key" | "access-key") => KeyOrigin::Invented,
        _ => KeyOrigin::Given,
    }
}
