//! Network policies: for each entry both ends of exactly the edges that the spec has.

use super::links::{Planned, buckets};
use super::settings::OperatorNamespaces;
use crate::components::contract::{Door, Exposure, Helper, Link, Links, Objects, Purpose, Way};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::meta::{Labels, selector};
use crate::k8s::policy::{Peer, Rule, network_policy};
use crate::k8s::{Owner, Stage};
use crate::layers::Place;
use crate::profile::{Enforcement, Profile};
use crate::routing::{FRONT_DOOR, Routing};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const ROLE: &str = "network";
/// Where a node tells pods about itself and its credentials; an opening to the whole world does not include it.
const METADATA: &str = "169.254.169.254/32";
const WORLD: &str = "0.0.0.0/0";

/// Warns that nobody enforces the policies; `root` is the spec.
pub(super) fn check_enforced(profile: &Profile, root: &Place<'_>, report: &mut Report) {
    if profile.network_policies != Enforcement::Ignored {
        return;
    }
    let names_profile = root.key("profile");
    let place = if names_profile.exists() { names_profile } else { root.key("project") };
    report.push(
        Diagnostic::warning(codes::POLICIES_IGNORED, "nobody enforces the network policies: every pod reaches every other")
            .at(place.span())
            .related(profile.fact(&["networkPolicies"]), "the cluster takes them, and nothing happens")
            .help("install a network plugin that enforces them, such as Calico or Cilium")
            .help(profile.way_out("networkPolicies: enforced")),
    );
}

/// Builds one policy for each entry that has pods, and one for each role of its helpers. `scraper` is the namespace of a monitoring
/// system that is none of the project's, `homes` are the namespaces of operators.
pub(super) fn build(
    entries: &[Planned],
    links: &[Links<'_>],
    routing: &Routing,
    scraper: Option<&str>,
    homes: &OperatorNamespaces,
    profile: &Profile,
    objects: &mut Objects,
) {
    let buckets = buckets(links);
    let users = users(entries, links, &buckets);
    // Behind a front door nobody but that is reached from outside.
    let is_reached = |owner: &Owner| !routing.has_front_door() || owner.name == FRONT_DOOR;
    let visitors = visitors(entries, links, homes);
    for (entry, links) in entries.iter().zip(links) {
        if !entry.component.has_pods() {
            continue;
        }
        let name = entry.owner.name.as_str();
        let users = users.get(name).map_or(&[][..], Vec::as_slice);
        let origins = if is_reached(&entry.owner) { routing.origins.as_slice() } else { &[] };
        let helpers = helpers(entry, &buckets);
        let mut ingress = ingress(entry, users, &helpers, origins, scraper);
        let mut egress = egress(entry, links, &helpers, None, profile);
        ingress.extend(visitors.get(name).into_iter().flatten().cloned());
        if entry.component.is_mesh() {
            let mesh = Rule { peers: vec![pods_of(&entry.owner, None, &entry.owner.namespace)], ports: Vec::new() };
            ingress.push(mesh.clone());
            egress.push(mesh);
        }
        objects.begin(Stage::Policies, Some(entry.key));
        objects.push(network_policy(&entry.owner, ROLE, None, selector(entry.owner.group_labels()), &ingress, &egress));
        for helper in &helpers {
            let egress = self::egress(entry, links, &helpers, Some(helper), profile);
            if egress.is_empty() {
                continue;
            }
            let pods = selector(entry.owner.selector_labels(helper.role));
            objects.push(network_policy(&entry.owner, ROLE, Some(helper.role), pods, &[], &egress));
        }
    }
}

/// For each entry who uses it: which entry, which pods of it if not all, and which way.
fn users<'a>(entries: &'a [Planned], links: &'a [Links<'a>], buckets: &Buckets<'_>) -> HashMap<&'a str, Vec<User<'a>>> {
    let mut users: HashMap<&str, Vec<User<'_>>> = HashMap::new();
    for (entry, links) in entries.iter().zip(links) {
        let helpers = helpers(entry, buckets);
        for link in &links.0 {
            let user = User { owner: &entry.owner, role: role_on(link, &helpers), way: &link.way };
            users.entry(link.owner.name.as_str()).or_default().push(user);
        }
    }
    users
}

/// For each store the buckets that others want to find there.
type Buckets<'a> = HashMap<&'a str, BTreeSet<&'a str>>;

fn helpers<'a>(entry: &'a Planned, buckets: &Buckets<'_>) -> Vec<Helper<'a>> {
    entry.component.helpers(buckets.get(entry.owner.name.as_str()).unwrap_or(&BTreeSet::new()))
}

/// The role of the pods that go along an edge; none if all pods of the entry do.
fn role_on(link: &Link<'_>, helpers: &[Helper<'_>]) -> Option<&'static str> {
    let takes_copies = matches!(link.need.purpose, Purpose::Backup { .. });
    helpers.iter().find(|helper| takes_copies && helper.sends_copies).map(|helper| helper.role)
}

/// Pods that use an entry.
struct User<'a> {
    owner: &'a Owner,
    /// Their role, if not all pods of the owner do.
    role: Option<&'static str>,
    way: &'a Way,
}

/// For each entry which operators come to it, on behalf of whomever.
fn visitors<'a>(entries: &'a [Planned], links: &'a [Links<'a>], homes: &OperatorNamespaces) -> HashMap<&'a str, BTreeSet<Rule>> {
    let mut visitors: HashMap<&str, BTreeSet<Rule>> = HashMap::new();
    for visit in entries.iter().zip(links).flat_map(|(entry, links)| entry.component.visits(links)) {
        let peer = homes.of(visit.by).map(|home| Peer::Pods { namespace: Some(home.to_owned()), labels: Labels::new() });
        visitors.entry(visit.to).or_default().extend(peer.map(|peer| Rule::tcp(vec![peer], &visit.ports)));
    }
    visitors
}

/// The pods of an entry, or those of one role, as pods of `namespace` see them.
fn pods_of(owner: &Owner, role: Option<&str>, namespace: &str) -> Peer {
    let labels = role.map_or_else(|| owner.group_labels(), |role| owner.selector_labels(role));
    Peer::Pods { namespace: (owner.namespace != namespace).then(|| owner.namespace.clone()), labels }
}

fn ingress(entry: &Planned, users: &[User<'_>], helpers: &[Helper<'_>], origins: &[Peer], scraper: Option<&str>) -> Vec<Rule> {
    let mut rules = Vec::new();
    // Who comes for the same ports stands in one rule.
    let mut by_ports: BTreeMap<&[u16], BTreeSet<Peer>> = BTreeMap::new();
    for User { owner, role, way } in users {
        if let Way::Pods(ports) = way {
            by_ports.entry(ports).or_default().insert(pods_of(owner, *role, &entry.owner.namespace));
        }
    }
    for Helper { role, asks, .. } in helpers.iter().filter(|helper| !helper.asks.is_empty()) {
        by_ports.entry(asks).or_default().insert(pods_of(&entry.owner, Some(role), &entry.owner.namespace));
    }
    let component = &entry.component;
    rules.extend(by_ports.into_iter().map(|(ports, peers)| Rule::tcp(peers.into_iter().collect(), ports)));
    let exposed = ports_behind(component.exposures(), |door| matches!(door, Door::Url { .. }));
    if !exposed.is_empty() && !origins.is_empty() {
        rules.push(Rule::tcp(origins.to_vec(), &exposed));
    }
    // Who comes to a port of a node comes from the node's address, whatever that is, or from his own.
    let opened = ports_behind(component.exposures(), |door| matches!(door, Door::NodePort(_)));
    if !opened.is_empty() {
        rules.push(Rule::tcp(vec![Peer::Addresses { block: WORLD.to_owned(), except: Vec::new() }], &opened));
    }
    let shown: BTreeSet<u16> = component.metrics().iter().map(|metrics| metrics.port).collect();
    if let (false, Some(namespace)) = (shown.is_empty(), scraper) {
        let peer = Peer::Pods { namespace: Some(namespace.to_owned()), labels: Labels::new() };
        rules.push(Rule::tcp(vec![peer], &shown.into_iter().collect::<Vec<_>>()));
    }
    rules
}

/// The container ports behind some of the doors.
fn ports_behind(exposures: &[Exposure], is_meant: impl Fn(&Door) -> bool) -> Vec<u16> {
    let backends = exposures.iter().filter(|exposure| is_meant(&exposure.door)).flat_map(|exposure| &exposure.backends);
    backends.map(|backend| backend.container_port).collect::<BTreeSet<u16>>().into_iter().collect()
}

/// Where the pods of an entry may connect to, or those of a helper of its own.
fn egress(
    entry: &Planned,
    links: &Links<'_>,
    helpers: &[Helper<'_>],
    helper: Option<&Helper<'_>>,
    profile: &Profile,
) -> Vec<Rule> {
    let mut pods: BTreeMap<Peer, BTreeSet<u16>> = BTreeMap::new();
    // Each block once, with all its ports: of two rules for the same block EKS forgets one
    // (aws/aws-network-policy-agent issues 180 and 481, 2026-05).
    let mut blocks: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    let role = helper.map(|helper| helper.role);
    let links = || links.0.iter().filter(|link| role_on(link, helpers) == role);
    let own = if helper.is_none() { entry.component.egress() } else { &[] };
    let ways = links().map(|link| (&*link.way, Some(link.owner))).chain(own.iter().map(|way| (way, None)));
    for (way, owner) in ways {
        match (way, owner) {
            (Way::Pods(ports), Some(owner)) => {
                pods.entry(pods_of(owner, None, &entry.owner.namespace)).or_default().extend(ports);
            }
            (Way::Outside { blocks: own, ports }, _) => {
                for block in own {
                    blocks.entry(block).or_default().extend(ports);
                }
            }
            (Way::Foreign { namespace, labels, ports }, _) => {
                let namespace = (*namespace != entry.owner.namespace).then(|| namespace.clone());
                pods.entry(Peer::Pods { namespace, labels: labels.clone() }).or_default().extend(ports);
            }
            (Way::Pods(_) | Way::None, _) => {}
        }
    }
    if let Some(Helper { asks, .. }) = helper.filter(|helper| !helper.asks.is_empty()) {
        pods.entry(pods_of(&entry.owner, None, &entry.owner.namespace)).or_default().extend(*asks);
    }
    if let (true, Some(facts)) = (links().any(|link| link.offer.identity.is_some()), &profile.identity) {
        for endpoint in &facts.endpoints {
            blocks.entry(endpoint.block.as_str()).or_default().extend(endpoint.ports.iter().map(|port| port.number()));
        }
    }
    let opened = |peer: Peer, ports: BTreeSet<u16>| Rule::tcp(vec![peer], &ports.into_iter().collect::<Vec<_>>());
    let to_pods = pods.into_iter().map(|(peer, ports)| opened(peer, ports));
    let to_blocks = blocks.into_iter().map(|(block, ports)| opened(addresses(block), ports));
    to_pods.chain(to_blocks).collect()
}

fn addresses(block: &str) -> Peer {
    let except = if block == WORLD { vec![METADATA.to_owned()] } else { Vec::new() };
    Peer::Addresses { block: block.to_owned(), except }
}
