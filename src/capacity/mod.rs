//! What a project takes of a cluster, and whether the cluster has it: counted from the objects that were built, whoever built them.
//!
//! [`count`] gives the whole picture for `mlkube capacity`. [`check`] is what every render looks at: pods that no node takes, and pods
//! that are more than all nodes hold.

mod brought;
mod check;
mod defaults;
mod demand;
mod groups;
mod injected;
mod json;
mod network;
mod pack;
mod prices;
mod scalers;
mod scenario;
mod storage;
mod table;
#[cfg(test)]
mod tests;
mod totals;
mod vertical;
mod worth;

pub use check::{Sizes, check};
pub use json::json;
pub use pack::{Enough, Packing, Pending, PoolUse};
pub use prices::{Prices, read_prices};
pub use scenario::Scenario;
pub use table::table;
pub use totals::{Claims, Totals};
pub use worth::{Cost, Money, Worth, worth};

use crate::k8s::storage::AccessMode;
use crate::k8s::{Entry, Object};
use crate::parallel::in_parallel;
use crate::profile::{Binding, Nodes, Profile};
use demand::Demand;
use groups::{Group, groups};
use injected::Injection;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use pack::{Alike, ClaimFacts, ClaimsByName, Wave, labelled, pack_onto};
use std::collections::BTreeMap;

/// What a project takes, and whether its cluster has it.
#[derive(Debug)]
pub struct Capacity {
    /// The profile.
    pub profile: String,
    /// What each namespace takes, in each scenario.
    pub namespaces: BTreeMap<String, [Totals; 3]>,
    /// What the project takes, in each scenario.
    pub all: [Totals; 3],
    /// Whether the pods fit, in each scenario; none if the profile knows no nodes.
    pub packings: Option<[Packing; 3]>,
    /// Objects that seem to make pods of which nobody knows how many.
    pub uncounted: Vec<String>,
}

impl Capacity {
    /// Whether all pods of a scenario have a node; a profile without nodes refuses none.
    pub fn fits(&self, scenario: Scenario) -> bool {
        self.packings.as_ref().is_none_or(|packings| packings[scenario.index()].pending.is_empty())
    }
}

/// Counts a project and packs its pods.
pub fn count(entries: &[Entry], profile: &Profile) -> Capacity {
    let injection = Injection::new(entries);
    let found = groups(entries);
    let raised = raised(entries, &found.known);
    let demands: Vec<Demands<'_>> = found
        .known
        .iter()
        .zip(&raised)
        .map(|(group, raised)| {
            let of = |template| Demand::new(group.namespace(), template, &injection);
            Demands { usual: of(&group.template), most: raised.as_ref().map(of) }
        })
        .collect();
    let packings = (!profile.nodes.pools.is_empty()).then(|| pack_all(entries, &found.known, &demands, profile));
    let pods: Vec<[u64; 3]> = found.known.iter().map(|group| pods(group, packings.as_ref(), &profile.nodes)).collect();
    let namespaces = totals(entries, &found.known, &pods, &demands, profile);
    let mut all: [Totals; 3] = Default::default();
    for totals in namespaces.values() {
        for (sum, own) in all.iter_mut().zip(totals) {
            sum.add(own);
        }
    }
    Capacity { profile: profile.name.clone(), namespaces, all, packings, uncounted: found.unknown }
}

/// What pods that are alike ask for: as written, and when an autoscaler has made them as large as it may.
#[derive(Debug)]
struct Demands<'a> {
    usual: Demand<'a>,
    most: Option<Demand<'a>>,
}

impl<'a> Demands<'a> {
    fn of(&self, scenario: Scenario) -> &Demand<'a> {
        match (scenario, &self.most) {
            (Scenario::Most, Some(most)) => most,
            _ => &self.usual,
        }
    }
}

/// The pods that an autoscaler makes larger.
fn raised(entries: &[Entry], groups: &[Group<'_>]) -> Vec<Option<PodTemplateSpec>> {
    let raising = vertical::raising(entries);
    let raised = |group: &Group<'_>| {
        let key = (group.namespace(), group.entry.object.kind(), group.entry.object.name());
        Some(vertical::raised(&group.template, raising.get(&key)?))
    };
    groups.iter().map(raised).collect()
}

/// How many pods there are in each scenario; of those that run on every node one for each node that is there and wants it.
fn pods(group: &Group<'_>, packings: Option<&[Packing; 3]>, nodes: &Nodes) -> [u64; 3] {
    if !group.on_every_node {
        return Scenario::ALL.map(|scenario| group.count(scenario));
    }
    let Some(packings) = packings else { return [u64::from(nodes.count); 3] };
    let wanted: Vec<bool> = labelled(nodes).iter().map(|pool| pool.admits(&group.template)).collect();
    Scenario::ALL.map(|scenario| {
        let pools = packings[scenario.index()].pools.iter().zip(&wanted);
        pools.filter(|(_, is_wanted)| **is_wanted).map(|(pool, _)| pool.nodes as u64).sum()
    })
}

fn totals(
    entries: &[Entry],
    groups: &[Group<'_>],
    pods: &[[u64; 3]],
    demands: &[Demands<'_>],
    profile: &Profile,
) -> BTreeMap<String, [Totals; 3]> {
    let mut namespaces: BTreeMap<String, [Totals; 3]> = BTreeMap::new();
    for ((group, pods), demand) in groups.iter().zip(pods).zip(demands) {
        let totals = namespaces.entry(group.namespace().to_owned()).or_default();
        let has_address = group.template.spec.as_ref().is_none_or(|pod| pod.host_network != Some(true));
        for (scenario, totals) in Scenario::ALL.into_iter().zip(totals) {
            let pods = pods[scenario.index()];
            totals.add_pods(demand.of(scenario), pods, has_address);
            storage::add_claims_of_pods(group, scenario, pods, profile, totals);
        }
    }
    let mut shared = network::Shared::new();
    for entry in entries {
        let takes = matches!(
            entry.object,
            Object::PersistentVolumeClaim(_) | Object::Service(_) | Object::Gateway(_) | Object::Ingress(_)
        );
        if let Some(namespace) = entry.object.namespace().filter(|_| takes) {
            let totals = namespaces.entry(namespace.to_owned()).or_default();
            storage::add_claim(entry, profile, totals);
            network::add(entry, profile, &mut shared, totals);
        }
    }
    namespaces
}

/// The claims of a bundle, as far as they decide where pods run.
fn claims<'a>(entries: &'a [Entry], profile: &Profile) -> ClaimsByName<'a> {
    let mut claims = ClaimsByName::new();
    for entry in entries {
        let Object::PersistentVolumeClaim(claim) = &entry.object else { continue };
        let Some(spec) = &claim.spec else { continue };
        let has = |mode: &str| spec.access_modes.iter().flatten().any(|own| own == mode);
        let many_nodes = has("ReadWriteMany") || has("ReadOnlyMany");
        let class = spec.storage_class_name.as_deref().or(profile.storage.default.as_deref());
        let class = class.and_then(|class| profile.storage.classes.get(class));
        let facts = ClaimFacts {
            number: claims.len(),
            many_nodes,
            one_pod: has("ReadWriteOncePod"),
            // What many nodes can share lies in no zone, whoever uses it.
            zoned: class.is_some_and(|class| {
                class.binding == Some(Binding::Immediate) && !class.access.contains(&AccessMode::ReadWriteMany)
            }),
        };
        claims.insert((entry.object.namespace().unwrap_or_default(), entry.object.name()), facts);
    }
    claims
}

fn pack_all(entries: &[Entry], groups: &[Group<'_>], demands: &[Demands<'_>], profile: &Profile) -> [Packing; 3] {
    let claims = claims(entries, profile);
    let pack = |scenario: &Scenario| pack_scenario(groups, demands, *scenario, &claims, profile);
    // Often as many pods start as there are at least.
    let starts_least = groups.iter().all(|group| group.pods[0] == group.pods[1]);
    let like = |scenario: Scenario| if starts_least && scenario == Scenario::Start { Scenario::Least } else { scenario };
    let unlike: Vec<Scenario> = Scenario::ALL.into_iter().filter(|scenario| like(*scenario) == *scenario).collect();
    let packings: Vec<Packing> = in_parallel(&unlike, pack);
    Scenario::ALL.map(|scenario| {
        let known = unlike.iter().zip(&packings).find(|(other, _)| **other == like(scenario));
        known.map_or_else(|| pack(&scenario), |(_, packing)| packing.clone())
    })
}

fn pack_scenario(
    groups: &[Group<'_>],
    demands: &[Demands<'_>],
    scenario: Scenario,
    claims: &ClaimsByName<'_>,
    profile: &Profile,
) -> Packing {
    let titles: Vec<String> = groups.iter().map(Group::title).collect();
    let (mut placed, mut everywhere) = (Vec::with_capacity(groups.len()), Vec::new());
    for ((group, demand), title) in groups.iter().zip(demands).zip(&titles) {
        let alike = |pods: u64, wave: Wave| {
            let (namespace, template) = (group.namespace(), &*group.template);
            Alike { title, namespace, template, demand: demand.of(scenario), pods, wave }
        };
        if group.on_every_node {
            everywhere.push(alike(0, Wave::Bundle));
            continue;
        }
        let [_, start, most] = group.pods;
        match scenario {
            Scenario::Least | Scenario::Start => placed.push(alike(group.pods[scenario.index()], Wave::Bundle)),
            Scenario::Most => {
                let waves = [(start, Wave::Bundle), (most.saturating_sub(start), Wave::Growth), (group.surge, Wave::Rollout)];
                placed.extend(waves.into_iter().filter(|(pods, _)| *pods > 0).map(|(pods, wave)| alike(pods, wave)));
            }
        }
    }
    pack_onto(&profile.nodes, &placed, &everywhere, claims)
}
