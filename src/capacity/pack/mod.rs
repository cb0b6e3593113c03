//! Do the pods fit on the nodes? Pods are put on nodes as the scheduler would, in several orders, and in all of them where they are few.
//!
//! What is found is a way that passes every filter of kube-scheduler that is looked at here: taints, labels of nodes, ports of nodes,
//! resources, volumes, required spread and required company. So "fits" is never wrong. That nothing fits is certain where pods fit on no
//! empty node, where more nodes are needed than there can be, or where all ways were tried; else it means that no way was found, and is
//! told so.

mod cluster;
mod enough;
mod everywhere;
mod fewest;
mod fill;
mod find;
mod free;
mod matching;
mod needs;
mod refusal;
mod room;
mod search;
#[cfg(test)]
mod tests;
mod told;

pub(super) use cluster::is_scheduled;
pub(super) use enough::MOST_NODES;
pub(super) use needs::{Alike, ClaimFacts, ClaimsByName, Wave};

use cluster::{Cluster, Resources};
use fewest::Fewest;
use fill::{BY_ARRIVAL, Bounds, Packed, SPREADING, fill};
use find::Finder;
use matching::untolerated;
use needs::{Requirements, host_ports};
use search::Missed;

use super::demand::Demand;
use crate::k8s::quantity::Amount;
use crate::profile::{Nodes, Pool};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use std::collections::{BTreeMap, BTreeSet};

/// Whether pods fit on nodes.
#[derive(Clone, Debug)]
pub struct Packing {
    /// The pools.
    pub pools: Vec<PoolUse>,
    /// The pods that stay Pending.
    pub pending: Vec<Pending>,
    /// Whether it is certain that not all fit, if not all do: else there may be a way that was not found.
    pub proven: bool,
    /// The pods that stay Pending although all fit, if each goes to the emptiest node as it comes: as the scheduler places them.
    pub when_spread: Vec<Pending>,
    /// What would do.
    pub enough: Enough,
    /// With fewer nodes than these nothing would do.
    pub fewest: u64,
}

/// What becomes of a pool.
#[derive(Clone, Debug)]
pub struct PoolUse {
    /// Its name.
    pub name: String,
    /// The nodes on which something is.
    pub used: usize,
    /// The nodes that are there.
    pub nodes: usize,
    /// The nodes that there can be.
    pub most: usize,
    /// What pods ask of each resource, and what all nodes that are there have of it.
    pub resources: BTreeMap<String, (Amount, Amount)>,
}

/// Pods that stay Pending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What makes them.
    pub title: String,
    /// Their namespace.
    pub namespace: String,
    /// How many stay Pending.
    pub pods: usize,
    /// How many there are.
    pub of: usize,
    /// Why, in the scheduler's words.
    pub reason: String,
    /// Whether they would on any number of nodes of these pools.
    pub anywhere: bool,
}

/// The nodes that would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enough {
    /// So many of each pool, for all pods that fit on some node.
    Nodes(Vec<(String, usize)>),
    /// No number of nodes of these pools, or only more of them than anybody has.
    Never,
}

/// Packs pods onto the nodes of a profile. `everywhere` are pods that run on every node that takes them.
pub(super) fn pack_onto(nodes: &Nodes, groups: &[Alike<'_>], everywhere: &[Alike<'_>], claims: &ClaimsByName<'_>) -> Packing {
    let asked = groups.iter().chain(everywhere).flat_map(|group| group.demand.requests.keys().copied());
    let ports: BTreeSet<String> =
        groups.iter().chain(everywhere).filter_map(|group| group.template.spec.as_ref()).flat_map(host_ports).collect();
    let offered = nodes.pools.values().flat_map(|pool| pool.resources.keys().map(String::as_str));
    let names: BTreeSet<&str> = asked.chain(offered).chain(ports.iter().map(String::as_str)).collect();
    let mut cluster = Cluster::new(nodes, Resources::new(names));
    let everywhere = everywhere::settle(&mut cluster, everywhere);
    let requirements = Requirements::new(groups, claims, &cluster);
    let bounds: Bounds = cluster.pools.iter().map(|pool| (pool.least, pool.most)).collect();
    let (possible, lost) = split(&cluster, &requirements);
    let fewest = Fewest::new(&cluster, &possible);
    let mut finder = Finder { cluster: &cluster, requirements: &requirements, fewest: &fewest, steps: search::MOST_STEPS };
    let found = if lost.contains(&true) { Err(Missed::Certainly) } else { finder.best(&bounds) };
    let proven = !matches!(found, Err(Missed::Perhaps));
    // Where not all fit, who comes last stays Pending, and not who happens to be small.
    let packed = found.unwrap_or_else(|_| fill(&cluster, &requirements, &bounds, BY_ARRIVAL));
    let used = enough::nodes_in_use(&cluster, &packed);
    // What was found on the nodes that there are may be less than what is found on nodes that grow.
    let enough = enough::enough(&cluster, &possible, &fewest, packed.fits().then(|| used.clone()));
    let when_spread = if packed.fits() { Some(fill(&cluster, &requirements, &bounds, SPREADING)) } else { None };
    let told = |packed: &Packed<'_>| told::pending(&cluster, &requirements, packed, &lost);
    let mut pending = everywhere::pending(&everywhere, &packed.room.open);
    pending.extend(told(&packed));
    Packing {
        pools: (0..cluster.pools.len()).map(|index| told::use_of(&cluster, &packed, index, used[index])).collect(),
        pending,
        proven,
        when_spread: when_spread.as_ref().map(told).unwrap_or_default(),
        enough: enough.map_or(Enough::Never, |found| {
            Enough::Nodes(cluster.pools.iter().map(|pool| pool.name.clone()).zip(found).filter(|(_, nodes)| *nodes > 0).collect())
        }),
        fewest: fewest.together(),
    }
}

/// Leaves out the pods that no node takes even if it is empty, and says which these are.
fn split(cluster: &Cluster, requirements: &Requirements) -> (Requirements, Vec<bool>) {
    let takes = |needs| (0..cluster.pools.len()).any(|pool| cluster.may_take(pool, needs));
    let lost: Vec<bool> = requirements.needs.iter().map(|needs| needs.pods > 0 && !takes(needs)).collect();
    let mut possible = requirements.clone();
    for (needs, lost) in possible.needs.iter_mut().zip(&lost) {
        if *lost {
            needs.pods = 0;
        }
    }
    (possible, lost)
}

/// Nodes of a pool, as far as their labels go.
pub(super) struct Labelled<'p> {
    /// The name of the pool.
    pub(super) name: &'p str,
    /// The pool.
    pub(super) pool: &'p Pool,
    labels: Vec<matching::Labels>,
}

/// The pools of a profile, ready to be asked.
pub(super) fn labelled(nodes: &Nodes) -> Vec<Labelled<'_>> {
    nodes.pools.iter().map(|(name, pool)| Labelled { name, pool, labels: cluster::labels(pool, nodes.zones) }).collect()
}

impl Labelled<'_> {
    /// Whether a node may be asked to take a pod at all: its taints are borne, and it has the labels that are wanted.
    pub(super) fn admits(&self, template: &PodTemplateSpec) -> bool {
        let Some(pod) = &template.spec else { return true };
        untolerated(pod, &self.pool.taints).is_none() && self.labels.iter().any(|labels| matching::is_wanted(pod, labels))
    }

    /// What an empty node has of a resource for the pods of projects.
    pub(super) fn offers(&self, resource: &str) -> Amount {
        Amount::from_thousandths(i128::from(cluster::offer(self.pool, resource)))
    }

    /// Whether an empty node has room for a pod.
    pub(super) fn has_room(&self, demand: &Demand<'_>) -> bool {
        demand.requests.iter().all(|(name, amount)| !cluster::is_scheduled(name) || *amount <= self.offers(name))
    }
}
