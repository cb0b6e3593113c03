//! From a merged spec to a plan, and from a plan to objects.

use super::entries::{self, Decoded};
use super::links::{self, Planned};
use super::settings::{OperatorNamespaces, Settings, check_namespace};
use super::written::Written;
use super::{guessed, monitored, namespace, network, storage, watch};
use crate::components::contract::{Objects, Surroundings};
use crate::components::parts;
use crate::diag::{Allowed, Diagnostic, Report, codes};
use crate::extra::Neighbours;
use crate::fields::{Name, SecretKey};
use crate::governance::{NamespaceRules, Priorities, add_pull_secrets};
use crate::k8s::{Entry, Owner, Stage};
use crate::layers::Place;
use crate::mesh::{self, Mesh, PlainPorts, Shared};
use crate::monitoring::{self, Monitoring, MonitoringSpec};
use crate::profile::{Operator, Profile};
use crate::routing::{self, Exposed, FRONT_DOOR, FrontDoor, Routing};
use crate::secrets::{KeyOrigin, NeededSecrets, Provider, ProviderKind};
use crate::source::SourceId;
use crate::yaml::{Guess, Node, Step};
use std::collections::{BTreeMap, BTreeSet};

/// A project with every entry settled and every edge known to lead somewhere.
#[derive(Debug)]
pub struct Plan<'a> {
    project: Owner,
    profile: &'a Profile,
    routing: Routing,
    /// What watches the project.
    monitoring: Option<Monitoring>,
    operator_namespaces: OperatorNamespaces,
    entries: Vec<Planned>,
    /// All namespaces, with what holds in them.
    namespaces: BTreeMap<String, NamespaceRules>,
    priorities: Priorities,
    pull_secrets: Vec<Name>,
    provider: Provider,
    mesh: Option<Mesh>,
    /// Findings about objects that are right for this project.
    allowed: Vec<Allowed>,
}

impl<'a> Plan<'a> {
    /// Findings about objects that are right for this project.
    pub fn allowed(&self) -> &[Allowed] {
        &self.allowed
    }

    /// Settles a spec, or reports everything that stands in the way. `spec` is the text of the project's own file, as opposed to
    /// overlays. Without a profile, which was reported, only what is wrong in any cluster is found.
    pub fn new(tree: &Node, spec: SourceId, profile: Option<&'a Profile>, report: &mut Report) -> Option<Self> {
        let first = report.len();
        let written = Written::decode(tree, spec, Guess::Never, report);
        let Some(profile) = profile else {
            entries::check_names(&written.entries, report);
            entries::check_undecoded(&written.entries, &Place::root(tree), None, report);
            return None;
        };
        if written.recovery.is_broken {
            let plan = guessed::look_beyond(tree, spec, &written.recovery.misspelt, first, profile, report);
            entries::check_names(&written.entries, report);
            plan
        } else {
            entries::check_names(&written.entries, report);
            Self::of(written, tree, profile, report)
        }
    }

    /// Settles a spec, or reports something that stands in the way: for who only wants to know whether it can be settled.
    pub fn quick(tree: &Node, spec: SourceId, profile: &'a Profile, report: &mut Report) -> Option<Self> {
        let written = Written::decode(tree, spec, Guess::Never, report);
        if written.recovery.is_broken {
            return None;
        }
        entries::check_names(&written.entries, report);
        Self::of(written, tree, profile, report)
    }

    /// Settles what was decoded, or reports everything that stands in the way.
    pub(super) fn of(written: Written, tree: &Node, profile: &'a Profile, report: &mut Report) -> Option<Self> {
        let root = Place::root(tree);
        let Written { settings, entries, .. } = written;
        entries::check_undecoded(&entries, &root, Some(profile), report);
        let (settings, is_settled) = match settings {
            Some(settings) => (settings, true),
            None => (Settings::unknown(), false),
        };
        if is_settled {
            settings.check(&root, report);
        }
        let mut plan = Self::settle(settings, entries, profile, &root, report);
        plan.add_front_door(&root, report);
        links::check(&plan.entries, &root, report);
        let exposed = plan.exposed();
        parts::check_doors(&exposed.iter().map(|exposed| exposed.exposure).collect::<Vec<_>>(), report);
        if is_settled {
            network::check_enforced(profile, &root, report);
            plan.routing.check(&exposed, profile, &root.key("routing"), report);
        }
        is_settled.then_some(plan)
    }

    fn settle(settings: Settings, decoded: Vec<Decoded>, profile: &'a Profile, root: &Place<'_>, report: &mut Report) -> Self {
        let (project, namespace) = (settings.project.clone(), settings.namespace().clone());
        let owner = |name: &Name, own: Option<&Name>| Owner {
            project: project.to_string(),
            name: name.to_string(),
            version: None,
            namespace: own.unwrap_or(&namespace).to_string(),
        };
        let entrance = settings.routing.entrance(profile);
        let operators: BTreeSet<Operator> = profile.operators.iter().chain(&settings.operators).copied().collect();
        let routing = settings.routing.resolve(&project, profile, &operators, &root.key("routing"), report);
        let mesh = settings.mesh.map(|mesh| mesh.resolve(&operators, profile, &root.key("mesh"), report));
        let provider = settings.secrets.resolve(&operators, profile, &root.key("secrets"), report);
        let watching = watch::watchers(&decoded, root);
        let monitored = settings.monitoring.as_ref().is_some_and(MonitoringSpec::is_active);
        let whole = owner(&project, None);
        let around = Surroundings {
            owner: whole.clone(),
            profile,
            entrance: &entrance,
            operators: &operators,
            monitored,
            prometheus: None,
            watches: None,
            place: root.clone(),
        };
        let prometheus = monitored::own_prometheus(settings.monitoring.as_ref(), &around);
        let around = Surroundings { prometheus: prometheus.as_ref(), ..around };
        let mut entries = Vec::with_capacity(decoded.len());
        for Decoded { kind, name, key, written } in decoded {
            let Some(written) = written else { continue };
            let place = root.key(kind.section).key(name.as_str());
            if let Some(namespace) = written.namespace() {
                check_namespace(namespace, &place.key("namespace"), report);
            }
            let owner = owner(&name, written.namespace());
            let around = Surroundings { owner, watches: watching.get(&name), place, ..around };
            if let Some(component) = written.resolve(&around, report) {
                entries.push(Planned::new(kind, around.owner, key, component));
            }
        }
        let allowed = settings.checks.resolve(&root.key("checks"), report);
        let project = whole;
        let monitoring = monitored::settle(settings.monitoring, &around, &mut entries, report);
        let mut namespaces: BTreeMap<String, NamespaceRules> = BTreeMap::new();
        for (name, rules) in settings.namespaces {
            let place = root.key("namespaces").key(name.as_str());
            check_namespace(&name, &place, report);
            namespaces.insert(name.to_string(), rules.resolve(&name, &place, report));
        }
        for owner in std::iter::once(&project).chain(entries.iter().map(|entry| &entry.owner)) {
            namespaces.entry(owner.namespace.clone()).or_default();
        }
        let priorities = settings.priorities.map(|priorities| priorities.resolve(&project)).unwrap_or_default();
        Self {
            project,
            profile,
            routing,
            entries,
            monitoring,
            allowed,
            operator_namespaces: settings.operator_namespaces,
            namespaces,
            priorities,
            pull_secrets: settings.pull_secrets,
            provider,
            mesh,
        }
    }

    /// Adds the front door, if the spec asks for one and there is anything behind it.
    fn add_front_door(&mut self, root: &Place<'_>, report: &mut Report) {
        let place = root.key("routing").key("nginx");
        let (Some(nginx), Some(key)) = (&self.routing.nginx, place.key_span()) else { return };
        if let Some(taken) = self.entries.iter().find(|entry| entry.owner.name == FRONT_DOOR) {
            report.push(
                Diagnostic::error(codes::NAME_TWICE, format!("`{FRONT_DOOR}` is the name of the project's own nginx"))
                    .at(taken.key)
                    .related(key, "which stands in front of all entries")
                    .help("rename the entry"),
            );
            return;
        }
        let exposed = self.exposed();
        if exposed.iter().all(|exposed| exposed.exposure.host().is_none()) {
            report.push(
                Diagnostic::warning(codes::UNUSED_ENTRY, "no host leads through `nginx`")
                    .at(key)
                    .help("expose an entry, as in `expose: {host: ...}`, or take it out"),
            );
            return;
        }
        let owner = Owner { name: FRONT_DOOR.to_owned(), ..self.project.clone() };
        let front_door = FrontDoor::new(owner.clone(), nginx.clone(), &self.routing, &exposed);
        let path = ["routing", "nginx"].map(|key| Step::Key(key.to_owned())).to_vec();
        self.entries.push(Planned::at(path, Stage::Workloads, owner, key, Box::new(front_door)));
    }

    /// What the spec exposes.
    fn exposed(&self) -> Vec<Exposed<'_>> {
        let entries = self.entries.iter().filter(|entry| !self.is_front_door(entry));
        entries.flat_map(exposed_by).collect()
    }

    /// Where the profile's own way in leads: to what is exposed, or to the front door and the ports of nodes.
    fn reached(&self) -> Vec<Exposed<'_>> {
        let Some(front_door) = self.entries.iter().find(|entry| self.is_front_door(entry)) else { return self.exposed() };
        let ports = self.exposed().into_iter().filter(|exposed| exposed.exposure.host().is_none());
        ports.chain(exposed_by(front_door)).collect()
    }

    /// Whether anything is reached by a host, and so by a gateway.
    fn has_gateway(&self) -> bool {
        self.exposed().iter().any(|exposed| exposed.exposure.host().is_some())
    }

    fn is_front_door(&self, entry: &Planned) -> bool {
        self.routing.has_front_door() && entry.owner.name == FRONT_DOOR
    }

    /// Builds all objects. The plan was checked: nothing here can fail.
    pub fn build(&self) -> Vec<Entry> {
        let mut objects = Objects::new();
        namespace::build(&self.project, &self.namespaces, self.profile, &mut objects);
        if let Some(home) = self.routing.home.as_ref().filter(|_| self.has_gateway()) {
            namespace::build_home_of_gateway(&self.project, home, self.profile, &mut objects);
        }
        self.priorities.build(&self.project, &mut objects);
        let links = links::follow(&self.entries);
        let scraper = monitored::scraper(self.monitoring.as_ref(), self.profile);
        network::build(&self.entries, &links, &self.routing, scraper, &self.operator_namespaces, self.profile, &mut objects);
        let mut buckets = links::buckets(&links);
        for (entry, links) in self.entries.iter().zip(&links) {
            objects.begin(entry.stage, Some(entry.key));
            let start = objects.len();
            entry.component.build(links, &mut objects);
            entry.component.provide(&buckets.remove(entry.owner.name.as_str()).unwrap_or_default(), &mut objects);
            self.priorities.set(entry.section(), objects.since(start));
        }
        routing::build(&self.project, &self.routing, &self.reached(), &mut objects);
        let mut entries = objects.into_entries();
        if let Some(monitoring) = &self.monitoring {
            entries.extend(monitoring::build(&self.project, monitoring, &monitored::seen(&self.entries), &entries));
        }
        add_pull_secrets(&mut entries, &self.pull_secrets);
        let classes = storage::classes(&self.project, &entries, self.profile);
        entries.extend(classes);
        if let Some(mesh) = &self.mesh {
            mesh.join(&self.meshed(), &mut entries);
        }
        entries
    }

    /// What a mesh has to know of the project.
    fn meshed(&self) -> mesh::Project<'_> {
        let reached = self.reached();
        let routed = reached
            .iter()
            .flat_map(|exposed| exposed.exposure.backends.iter().map(|backend| (exposed.owner, backend.container_port)));
        let scraped =
            self.entries.iter().flat_map(|entry| entry.component.metrics().iter().map(|metrics| (&entry.owner, metrics.port)));
        let owners: BTreeMap<&str, &Owner> = self.entries.iter().map(|entry| (entry.owner.name.as_str(), &entry.owner)).collect();
        let visits =
            self.entries.iter().zip(links::follow(&self.entries)).flat_map(|(entry, links)| entry.component.visits(&links));
        let visited: Vec<(&Owner, u16)> = visits
            .filter_map(|visit| Some((*owners.get(visit.to)?, visit.ports)))
            .flat_map(|(owner, ports)| ports.into_iter().map(move |port| (owner, port)))
            .collect();
        let mut plain: BTreeMap<&str, PlainPorts<'_>> = BTreeMap::new();
        for (owner, port) in routed.chain(scraped).chain(visited) {
            let known = plain.entry(owner.name.as_str()).or_insert_with(|| PlainPorts { owner, ports: BTreeSet::new() });
            known.ports.insert(port);
        }
        let shared = self.entries.iter().filter_map(|entry| {
            let (service, backends) = entry.component.versions()?;
            Some(Shared { owner: &entry.owner, service: service.to_owned(), backends })
        });
        mesh::Project {
            owner: &self.project,
            namespaces: self.namespaces.keys().map(String::as_str).collect(),
            plain: plain.into_values().collect(),
            shared: shared.collect(),
        }
    }

    /// To whom objects of the project as a whole belong.
    pub fn project(&self) -> &Owner {
        &self.project
    }

    /// The namespaces that objects of the user's own may be for.
    pub fn neighbours(&self) -> Neighbours {
        let profile = self.profile;
        let monitoring = profile.monitoring.iter().map(|facts| facts.namespace.to_string());
        let router = profile.routing.pods.iter().filter_map(|pods| Some(pods.namespace.as_ref()?.to_string()));
        let always = ["default", "kube-public", "kube-system"].map(str::to_owned);
        Neighbours {
            home: self.project.namespace.clone(),
            own: self.namespaces.keys().chain(&self.routing.home).cloned().collect(),
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
                needed.need(&entry.owner.namespace, &name, &key, origin(entry.section(), &key));
            }
            for SecretKey { name, key } in links.secrets() {
                needed.need(&entry.owner.namespace, &name, &key, KeyOrigin::Given);
            }
        }
        let reached = self.reached();
        if let Some((name, namespaces)) = self.routing.certificate_secrets(&self.project, &reached) {
            for namespace in namespaces {
                needed.need_certificate(namespace, name, "the entrance");
            }
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

fn exposed_by(entry: &Planned) -> impl Iterator<Item = Exposed<'_>> {
    entry.component.exposures().iter().map(|exposure| Exposed { owner: &entry.owner, exposure })
}
