//! What every render looks at: pods that no node takes, and pods that are more than all nodes hold together.
//!
//! Only sums and the largest nodes: whether pods really fit beside each other is for `mlkube capacity` to say.

use super::demand::Demand;
use super::groups::{Group, groups};
use super::injected::Injection;
use super::pack::{Labelled, is_scheduled, labelled};
use super::scenario::Scenario;
use crate::diag::{Code, Diagnostic, Report, codes};
use crate::k8s::Entry;
use crate::k8s::demand::{Side, of_container};
use crate::k8s::quantity::Amount;
use crate::profile::Profile;
use crate::source::Span;
use crate::yaml::{Mapping, Node};
use std::collections::{BTreeMap, HashMap};

/// Where the spec says how much pods ask for, by the place of the entry's name.
#[derive(Debug, Default)]
pub struct Sizes(HashMap<Span, [Option<Span>; 3]>);

/// The keys of an entry that say how much its pods ask for; the last one for everything but CPU and memory.
const KEYS: [&str; 3] = ["cpu", "memory", "gpu"];

impl Sizes {
    /// Reads a spec.
    pub fn new(spec: &Node) -> Self {
        let sections = spec.as_mapping().into_iter().flat_map(Mapping::iter).filter_map(|(_, section)| section.as_mapping());
        let entries = sections.flat_map(Mapping::iter).filter(|(_, entry)| KEYS.iter().any(|key| entry.get(key).is_some()));
        Self(entries.map(|(key, entry)| (key.span, KEYS.map(|key| entry.get(key).map(|node| node.span)))).collect())
    }

    /// Where the spec says how much of a resource the pods of an object ask for, or else where it names the entry.
    fn place(&self, entry: &Entry, resource: &str) -> Option<Span> {
        let origin = entry.origin?;
        let index = KEYS.iter().position(|key| *key == resource).unwrap_or(KEYS.len() - 1);
        Some(self.0.get(&origin).and_then(|places| places[index]).unwrap_or(origin))
    }
}

/// Looks at the pods of a bundle, on the nodes of a profile.
pub fn check(entries: &[Entry], profile: &Profile, sizes: &Sizes, report: &mut Report) {
    if profile.nodes.pools.is_empty() {
        return;
    }
    let is_own = profile.is_own(&["nodes", "pools"]);
    let nodes = KnownNodes { profile, is_own, is_assumed: !is_own && !profile.local, pools: labelled(&profile.nodes) };
    let injection = Injection::new(entries);
    let found = groups(entries);
    let mut sums: BTreeMap<String, Sum<'_>> = BTreeMap::new();
    for group in found.known.iter().filter(|group| group.count(Scenario::Most) > 0) {
        let demand = Demand::requests(group.namespace(), &group.template, &injection);
        if let Some(large) = too_large(group, &demand, &nodes, sizes) {
            report.push(large);
        } else {
            let least = group.count(Scenario::Least);
            for (resource, amount) in demand.requests.iter().chain([(&"pods", &Amount::whole(1))]) {
                sums.entry((*resource).to_owned()).or_default().add(group, amount.times(least));
            }
        }
    }
    for (resource, sum) in &sums {
        if let Some(small) = too_small(resource, sum, &nodes, sizes) {
            report.push(small);
        }
    }
}

/// Nodes, and how well they are known. Those of a built-in profile of a cloud are what such clusters usually have; a laptop is made as its
/// profile says; and pools in a profile of the project's own are taken at their word.
struct KnownNodes<'a> {
    profile: &'a Profile,
    is_own: bool,
    is_assumed: bool,
    pools: Vec<Labelled<'a>>,
}

impl KnownNodes<'_> {
    /// What has to be changed, or what may be wrong where nodes are assumed only.
    fn found(&self, code: Code, message: String) -> Diagnostic {
        if self.is_assumed { Diagnostic::warning(code, message) } else { Diagnostic::error(code, message) }
    }

    /// Where the profile describes the nodes of a pool.
    fn place(&self, pool: &Labelled<'_>) -> Span {
        self.profile.fact(&["nodes", "pools", pool.name])
    }

    /// What to do about nodes.
    fn way_out(&self) -> String {
        let name = &self.profile.name;
        if self.is_assumed {
            return format!("`{name}` assumes these nodes: say what your cluster has in `nodes.pools` of a profile of your own");
        }
        format!("where there are more or larger nodes than `{name}` says, name them in `nodes.pools` of a profile of your own")
    }
}

/// Reports pods that no node takes, even if it is empty.
fn too_large(group: &Group<'_>, demand: &Demand<'_>, nodes: &KnownNodes<'_>, sizes: &Sizes) -> Option<Diagnostic> {
    let first = nodes.pools.first()?;
    if first.has_room(demand) && first.admits(&group.template) {
        return None;
    }
    let admitting: Vec<&Labelled<'_>> = nodes.pools.iter().filter(|pool| pool.admits(&group.template)).collect();
    // Labels and taints that no pool has may be there all the same.
    if admitting.is_empty() || admitting.iter().any(|pool| pool.has_room(demand)) {
        return None;
    }
    let most = |resource: &str| admitting.iter().map(|pool| pool.offers(resource)).max().unwrap_or_default();
    let over = demand.requests.iter().find(|(resource, amount)| admitting.iter().all(|pool| **amount > pool.offers(resource)));
    let title = group.title();
    let found = match over {
        // Built-in profiles say which devices a cluster may have, and not that it has them.
        Some((resource, _)) if most(resource) == Amount::default() && !nodes.is_own => return None,
        Some((resource, amount)) if most(resource) == Amount::default() => nodes
            .found(codes::POD_TOO_LARGE, format!("each pod of {title} asks for {amount} {}, and no node has any", noun(resource)))
            .at(sizes.place(group.entry, resource)),
        Some((resource, amount)) => nodes
            .found(
                codes::POD_TOO_LARGE,
                format!(
                    "each pod of {title} asks for {amount} {}, and the largest node has {} left for pods",
                    noun(resource),
                    most(resource)
                ),
            )
            .at(sizes.place(group.entry, resource))
            .maybe_help(shares(group, resource)),
        None => {
            let asked: Vec<String> =
                demand.requests.iter().map(|(resource, amount)| format!("{amount} {}", noun(resource))).collect();
            nodes
                .found(codes::POD_TOO_LARGE, format!("no node has all that each pod of {title} asks for: {}", asked.join(", ")))
                .at(group.entry.origin)
        }
    };
    let resource = over.map_or("cpu", |(resource, _)| resource);
    let largest = admitting.iter().max_by_key(|pool| pool.offers(resource))?;
    Some(found.related(nodes.place(largest), described(largest)).help("ask for less").help(nodes.way_out()))
}

/// A pool in a sentence.
fn described(pool: &Labelled<'_>) -> String {
    let crate::profile::Pool { machine, cpu, memory, reserved, resources, .. } = pool.pool;
    let machine = machine.as_ref().map(|machine| format!(", {machine}")).unwrap_or_default();
    let devices: Vec<String> = resources.iter().map(|(name, count)| format!(", {count} of {name}")).collect();
    let devices = devices.concat();
    format!(
        "the largest nodes{machine}: {cpu} CPU and {memory} memory{devices}, of which the system keeps {} CPU and {} memory",
        reserved.cpu, reserved.memory
    )
}

/// Which containers of a pod ask for how much, if it has several.
fn shares(group: &Group<'_>, resource: &str) -> Option<String> {
    let pod = group.template.spec.as_ref()?;
    let containers = pod.init_containers.iter().flatten().chain(&pod.containers);
    let asked = containers.map(|container| (&container.name, of_container(container, Side::Requests, resource)));
    let shares: Vec<String> =
        asked.filter(|(_, amount)| *amount > Amount::default()).map(|(name, amount)| format!("`{name}` {amount}")).collect();
    (shares.len() > 1).then(|| format!("its containers: {}", shares.join(", ")))
}

/// What all pods ask for of a resource, and who asks for most.
#[derive(Default)]
struct Sum<'a> {
    all: Amount,
    parts: Vec<(Amount, &'a Group<'a>)>,
}

impl<'a> Sum<'a> {
    fn add(&mut self, group: &'a Group<'a>, amount: Amount) {
        if amount > Amount::default() {
            self.all = self.all + amount;
            self.parts.push((amount, group));
        }
    }
}

/// The most entries that are named.
const MOST_NAMED: usize = 5;

/// Reports pods that are more than all nodes hold together, even when nothing is asked of them.
fn too_small(resource: &str, sum: &Sum<'_>, nodes: &KnownNodes<'_>, sizes: &Sizes) -> Option<Diagnostic> {
    let all: Amount = nodes.pools.iter().map(|pool| pool.offers(resource).times(u64::from(pool.pool.count.most))).sum();
    // Built-in profiles say which devices a cluster may have, and not that it has them.
    let is_unknown = all == Amount::default() && !nodes.is_own;
    if is_unknown || !is_scheduled(resource) || sum.all <= all {
        return None;
    }
    let mut parts: Vec<&(Amount, &Group<'_>)> = sum.parts.iter().collect();
    parts.sort_by(|(one, first), (two, second)| two.cmp(one).then_with(|| first.title().cmp(&second.title())));
    let mut words: Vec<String> =
        parts.iter().take(MOST_NAMED).map(|(amount, group)| format!("{} {amount}", group.title())).collect();
    if parts.len() > MOST_NAMED {
        words.push(format!("and {} more", parts.len() - MOST_NAMED));
    }
    let (asked, noun) = (sum.all, noun(resource));
    let message = match resource {
        "pods" => format!("the project has {asked} pods at least, and all nodes together take {all}"),
        _ => format!("the pods ask for {asked} {noun} at least, and all nodes together have {all} left for pods"),
    };
    Some(
        nodes
            .found(codes::NODES_TOO_SMALL, message)
            .at(parts.first().and_then(|(_, group)| sizes.place(group.entry, resource)))
            .help(format!("what they ask for: {}", words.join(", ")))
            .help("ask for less, or run fewer; `mlkube capacity` shows what fits and how many nodes would do")
            .help(nodes.way_out()),
    )
}

/// A resource in the words of people.
fn noun(resource: &str) -> &str {
    match resource {
        "cpu" => "CPU",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{good_pod, owner, workload};
    use crate::components::contract::Objects;
    use crate::diag::Severity;
    use crate::k8s::pod::{Pod, add_devices};
    use crate::k8s::workload::{Rollout, deployment};
    use crate::profile;

    /// A cluster of one's own, and one of a cloud, with the nodes of minikube, which have 2800m CPU for pods.
    const OWN: &str = "extends: minikube\nlocal: false\nnodes: {pools: {one: {count: 1, cpu: 4, memory: 8Gi, pods: 110, reserved: {cpu: 1200m, memory: 460Mi, pods: 11}}, minikube: null}}";
    const CLOUD: &str = "extends: minikube\nlocal: false";

    /// What is found of some Deployments on a cluster.
    fn found(profile: &str, objects: Vec<crate::k8s::Object>) -> Vec<(Severity, Code, String)> {
        let mut report = Report::default();
        let profile = profile::testing::own(profile);
        let mut all = Objects::new();
        for object in objects {
            all.push(object);
        }
        check(&all.into_entries(), &profile, &Sizes::default(), &mut report);
        report.into_diagnostics().into_iter().map(|found| (found.severity, found.code, found.message)).collect()
    }

    fn asking(cpu: &str) -> Pod {
        let mut pod = good_pod();
        let requests = pod.containers[0].resources.as_mut().unwrap().requests.as_mut().unwrap();
        requests.insert("cpu".to_owned(), k8s_openapi::apimachinery::pkg::api::resource::Quantity(cpu.to_owned()));
        pod
    }

    #[test]
    fn nodes_that_are_known_are_an_error_and_others_a_warning() {
        let local = "extends: minikube";
        assert_eq!(found(local, vec![workload(asking("2"))]), []);
        for (profile, severity) in [(local, Severity::Error), (CLOUD, Severity::Warning), (OWN, Severity::Error)] {
            let found = found(profile, vec![workload(asking("3"))]);
            let words = "each pod of Deployment/api asks for 3 CPU, and the largest node has 2800m left for pods";
            assert_eq!(found, [(severity, codes::POD_TOO_LARGE, words.to_owned())], "{profile}");
        }
    }

    #[test]
    fn devices_that_no_pool_has_are_missed_in_profiles_of_ones_own_only() {
        let mut pod = good_pod();
        add_devices(&mut pod.containers[0], "nvidia.com/gpu", 1);
        assert_eq!(found(CLOUD, vec![workload(pod.clone())]), []);
        let found = found(OWN, vec![workload(pod)]);
        assert_eq!(found[0].2, "each pod of Deployment/api asks for 1 nvidia.com/gpu, and no node has any");
    }

    #[test]
    fn sums_are_those_of_the_least_pods() {
        let many = |replicas: u16| deployment(&owner(), "service", Some(replicas), Rollout::Surge, asking("1")).into();
        assert_eq!(found(OWN, vec![many(2)]), [], "what a rollout adds is none of it");
        let found = found(OWN, vec![many(3)]);
        assert_eq!(found[0].1, codes::NODES_TOO_SMALL);
        assert_eq!(found[0].2, "the pods ask for 3 CPU at least, and all nodes together have 2800m left for pods");
    }
}
