//! Edges: from a name in `uses` to the entry behind it.

use super::circles;
use crate::components::contract::{CapabilityKind, CloudIdentity, Component, Link, Links, Need, Offer, Purpose, Variable, way};
use crate::components::parts::variable_name;
use crate::components::{KINDS, Kind};
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::k8s::{Owner, Stage};
use crate::layers::Place;
use crate::source::Span;
use crate::yaml::Step;
use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};

/// A settled entry.
#[derive(Debug)]
pub(super) struct Planned {
    /// The stage of its objects whose kind has none of its own.
    pub(super) stage: Stage,
    /// What it is; none for what a setting of the project brings along.
    kind: Option<&'static Kind>,
    /// Where it stands in the spec.
    path: Vec<Step>,
    pub(super) owner: Owner,
    /// Where its name stands.
    pub(super) key: Span,
    pub(super) offer: Offer,
    pub(super) component: Box<dyn Component>,
}

impl Planned {
    /// An entry of a section.
    pub(super) fn new(kind: &'static Kind, owner: Owner, key: Span, component: Box<dyn Component>) -> Self {
        let path = vec![Step::Key(kind.section.to_owned()), Step::Key(owner.name.clone())];
        Self { kind: Some(kind), ..Self::at(path, kind.stage, owner, key, component) }
    }

    /// What a setting of the project brings along.
    pub(super) fn at(path: Vec<Step>, stage: Stage, owner: Owner, key: Span, component: Box<dyn Component>) -> Self {
        Self { stage, kind: None, path, owner, key, offer: component.offer(), component }
    }

    /// The section of the spec in which it stands.
    pub(super) fn section(&self) -> &str {
        match self.path.first() {
            Some(Step::Key(section)) => section,
            _ => "",
        }
    }

    pub(super) fn place<'a>(&self, root: &Place<'a>) -> Place<'a> {
        root.path(&self.path)
    }
}

/// How many unknown names are compared with all others. A person mends the first and looks again; comparing thousands with
/// thousands would take minutes.
pub(super) const MOST_SUGGESTIONS: usize = 20;

/// Entries by name.
fn index(entries: &[Planned]) -> HashMap<&str, usize> {
    entries.iter().enumerate().map(|(position, entry)| (entry.owner.name.as_str(), position)).collect()
}

/// The edges of every entry, in the order of the entries. An edge that leads nowhere is left out: it was reported.
pub(super) fn follow(entries: &[Planned]) -> Vec<Links<'_>> {
    let by_name = index(entries);
    entries.iter().map(|entry| Links(links_of(entry, entries, &by_name))).collect()
}

/// The edges of an entry. Who may change what a database holds can make a copy before, so edges to where its copies go come along.
fn links_of<'a>(entry: &'a Planned, entries: &'a [Planned], by_name: &HashMap<&str, usize>) -> Vec<Link<'a>> {
    let mut links = Vec::new();
    for need in entry.component.needs() {
        let Some(target) = target(entry, need, entries, by_name) else { continue };
        links.push(link(entry, need, target));
        if need.purpose == Purpose::Backend {
            let copies = target.component.needs().iter().filter(|need| matches!(need.purpose, Purpose::Backup { .. }));
            let stores = copies.filter_map(|need| Some((need, self::target(target, need, entries, by_name)?)));
            links.extend(stores.map(|(need, store)| link(entry, need, store)));
        }
    }
    links
}

/// The entry at the other end of an edge, if it can stand there.
fn target<'a>(from: &Planned, need: &Need, entries: &'a [Planned], by_name: &HashMap<&str, usize>) -> Option<&'a Planned> {
    let target = &entries[*by_name.get(need.target.as_str())?];
    (need.takes(target.offer.capability.kind()) && from.owner.name != target.owner.name).then_some(target)
}

fn link<'a>(from: &Planned, need: &'a Need, target: &'a Planned) -> Link<'a> {
    let prefix = need.prefix.as_deref();
    let variables = if need.purpose.brings_variables() {
        let variables = target.component.variables(&from.owner.namespace);
        variables.into_iter().map(|variable| variable.prefixed(prefix)).collect()
    } else {
        Vec::new()
    };
    let metrics = target.component.metrics();
    let way = way(&need.purpose, &target.offer, metrics, target.component.exposures());
    Link { need, owner: &target.owner, offer: &target.offer, metrics, way, variables }
}

/// For each store the buckets that others want to find there.
pub(super) fn buckets<'a>(links: &'a [Links<'_>]) -> HashMap<&'a str, BTreeSet<&'a str>> {
    let mut buckets: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for link in links.iter().flat_map(|links| &links.0) {
        if let Some(bucket) = link.need.purpose.bucket() {
            buckets.entry(&link.owner.name).or_default().insert(bucket);
        }
    }
    buckets
}

/// Reports edges that lead nowhere or to the wrong kind, circles, and what does not fit once both ends are known. An end that
/// stands in the spec but is no entry has an error of its own.
pub(super) fn check(entries: &[Planned], root: &Place<'_>, report: &mut Report) {
    let by_name = index(entries);
    // An entry that cannot be settled, which was reported, may still be the one that is meant.
    let unsettled = LazyCell::new(|| {
        let names = KINDS.iter().flat_map(|kind| root.key(kind.section).names());
        names.filter(|name| !by_name.contains_key(name)).collect::<Vec<&str>>()
    });
    let mut suggestions = 0;
    for entry in entries {
        for need in entry.component.needs() {
            let place = entry.place(root).path(&need.path);
            match by_name.get(need.target.as_str()) {
                None if !stands_in_spec(root, need.target.as_str()) => {
                    suggestions += 1;
                    let (candidates, others) =
                        if suggestions <= MOST_SUGGESTIONS { (entries, unsettled.as_slice()) } else { (&[][..], &[][..]) };
                    let removal = removal(root, need.target.as_str());
                    report.push(unknown(need, entry, candidates, others, &place).related(removal, "taken out here"));
                }
                None => {}
                Some(target) if *target == by_name[entry.owner.name.as_str()] => report.push(
                    Diagnostic::error(codes::CYCLE, format!("`{}` uses itself", entry.owner.name))
                        .at(place.span())
                        .help("take it out"),
                ),
                Some(target) => check_fit(need, &entries[*target], &place, report),
            }
        }
    }
    circles::check_circles(entries, &by_name, root, report);
    for entry in entries {
        check_uses_once(entry, root, report);
    }
    for (entry, links) in entries.iter().zip(follow(entries)) {
        let place = entry.place(root);
        check_variables(&links, &place, report);
        check_identities(&links, &place, report);
        check_mount_namespaces(entry, &links, &place, report);
        // With an edge missing, which was reported, more would only be guessed.
        let is_there = |need: &Need| links.0.iter().any(|link| std::ptr::eq(link.need, need));
        if entry.component.needs().iter().all(is_there) {
            entry.component.check_links(&links, &place, report);
        }
    }
    // A mistyped name leaves its target unused; one of the two is enough to say.
    if !report.has_errors() {
        check_used(entries, report);
    }
}

/// Where an overlay took an entry of this name out.
fn removal(root: &Place<'_>, name: &str) -> Option<Span> {
    KINDS.iter().find_map(|kind| root.key(kind.section).key(name).removal())
}

fn stands_in_spec(root: &Place<'_>, name: &str) -> bool {
    KINDS.iter().any(|kind| root.key(kind.section).key(name).exists())
}

/// What is said of a name that no entry has. `unsettled` are names of entries of which nobody knows what they offer.
fn unknown(need: &Need, user: &Planned, entries: &[Planned], unsettled: &[&str], place: &Place<'_>) -> Diagnostic {
    let fitting = || {
        let fits = |entry: &&Planned| need.takes(entry.offer.capability.kind()) && entry.owner.name != user.owner.name;
        entries.iter().filter(fits).map(|entry| entry.owner.name.as_str())
    };
    let list = fitting().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::UNKNOWN_USE, format!("there is no entry `{}`", need.target))
        .at(place.span())
        .maybe_help(
            nearest(need.target.as_str(), fitting().chain(unsettled.iter().copied().filter(|name| *name != user.owner.name)))
                .map(|near| format!("did you mean `{near}`?")),
        )
        .help(if list.is_empty() {
            format!("name an entry that could stand here, or add {}", wanted(need))
        } else {
            format!("what can stand here: {list}")
        })
}

fn wanted(need: &Need) -> String {
    let nouns: Vec<&str> = need.wanted.iter().map(|kind| kind.noun()).collect();
    match nouns.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => nouns.concat(),
    }
}

fn check_fit(need: &Need, target: &Planned, place: &Place<'_>, report: &mut Report) {
    let found = target.offer.capability.kind();
    if need.takes(found) {
        return;
    }
    let help = match (&need.purpose, found) {
        (Purpose::Use, CapabilityKind::Nothing) => {
            let noun = target.kind.map_or("program", |kind| kind.noun);
            format!("a {noun} answers nobody: let both use a queue, a database or a store")
        }
        (Purpose::Use, CapabilityKind::Volume) => format!("mount it instead: `mounts: {{/path: {}}}`", need.target),
        _ => format!("name {}", wanted(need)),
    };
    report.push(
        Diagnostic::error(codes::UNFIT_USE, format!("`{}` is {}", need.target, found.noun()))
            .at(place.span())
            .related(target.key, "it stands here")
            .help(help),
    );
}

/// A broker, a database or a volume that nobody uses is most likely a mistyped name somewhere.
fn check_used(entries: &[Planned], report: &mut Report) {
    let used: std::collections::HashSet<&str> = entries
        .iter()
        .flat_map(|entry| entry.component.needs())
        .filter(|need| need.purpose != Purpose::Scrape)
        .map(|need| need.target.as_str())
        .collect();
    for entry in entries
        .iter()
        .filter(|entry| entry.kind.is_some_and(|kind| kind.serves_others_only) && !used.contains(entry.owner.name.as_str()))
    {
        report.push(
            Diagnostic::warning(codes::UNUSED_ENTRY, format!("nothing uses `{}`", entry.owner.name))
                .at(entry.key)
                .help("name it where it is needed, or take it out"),
        );
    }
}

fn check_variables(links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
    let mut first: HashMap<&str, &Link<'_>> = HashMap::new();
    for link in links.0.iter().filter(|link| link.need.purpose.is_for_program()) {
        for Variable { name, value } in &link.variables {
            let other = first
                .get(name.as_str())
                .filter(|other| other.variables.iter().all(|variable| variable.name != *name || variable.value != *value));
            if let Some(other) = other {
                report.push(
                    Diagnostic::error(
                        codes::VARIABLE_TWICE,
                        format!("`{}` and `{}` both set `{name}`", other.need.target, link.need.target),
                    )
                    .at(place.path(&link.need.path).span())
                    .related(place.path(&other.need.path).span(), "set here already")
                    .help(way_out(link, name)),
                );
                break;
            }
            first.entry(name).or_insert(link);
        }
    }
}

fn way_out(link: &Link<'_>, name: &str) -> String {
    let (target, prefix) = (&link.need.target, variable_name(link.need.target.as_str()));
    match &link.need.prefix {
        None => format!("give one a prefix: `{target} as {prefix}` sets `{prefix}_{name}`"),
        Some(taken) => format!("give one another prefix than `{taken}`, such as `{target} as {prefix}`"),
    }
}

/// The same entry used twice says the same thing twice.
fn check_uses_once(entry: &Planned, root: &Place<'_>, report: &mut Report) {
    let needs = entry.component.needs();
    for (index, need) in needs.iter().enumerate() {
        let same = |other: &&Need| other.purpose == Purpose::Use && other.target == need.target && other.prefix == need.prefix;
        if let (Purpose::Use, Some(first)) = (&need.purpose, needs[..index].iter().find(same)) {
            let place = entry.place(root);
            report.push(
                Diagnostic::error(codes::UNFIT_USE, format!("`{}` is used twice", need.target))
                    .at(place.path(&need.path).span())
                    .related(place.path(&first.path).span(), "it is used here already")
                    .help("take one out"),
            );
        }
    }
}

/// A pod has one account, and an account one identity. Pods that make copies have an account of their own.
fn check_identities(links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
    let mut first: Option<(&Link<'_>, &CloudIdentity)> = None;
    for link in links.0.iter().filter(|link| !matches!(link.need.purpose, Purpose::Backup { .. })) {
        let Some(identity) = &link.offer.identity else { continue };
        match first {
            Some((other, taken)) if taken != identity => report.push(
                Diagnostic::error(
                    codes::UNFIT_USE,
                    format!("`{}` and `{}` ask for different identities", other.need.target, link.need.target),
                )
                .at(place.path(&link.need.path).span())
                .related(place.path(&other.need.path).span(), "the first")
                .help("pods have one identity: give it access to both, and name it in both stores"),
            ),
            Some(_) => {}
            None => first = Some((link, identity)),
        }
    }
}

/// A claim can be mounted in its own namespace only.
fn check_mount_namespaces(entry: &Planned, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
    for link in links.0.iter().filter(|link| link.offer.capability.kind() == CapabilityKind::Volume) {
        if link.owner.namespace != entry.owner.namespace {
            report.push(
                Diagnostic::error(
                    codes::UNFIT_USE,
                    format!("`{}` is in the namespace `{}`, and no other can mount it", link.need.target, link.owner.namespace),
                )
                .at(place.path(&link.need.path).span())
                .help("put both into one namespace, or share files through an object store"),
            );
        }
    }
}
