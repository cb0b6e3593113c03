//! Do the pods fit on the nodes? Pods are put on nodes as the scheduler would, in several orders, and in all of them where they are few.
//!
//! What is found is a way that passes every filter of kube-scheduler that is looked at here: taints, labels of nodes, ports of nodes,
//! resources, volumes, required spread and required company. So "fits" is never wrong. That nothing fits is certain for few pods, and where a
//! pod fits on no empty node; for many it means that no way was found.

mod cluster;
mod enough;
mod fill;
mod matching;
mod needs;
mod refusal;
mod room;
mod search;
#[cfg(test)]
mod tests;

pub(super) use cluster::is_scheduled;
pub(super) use needs::{Alike, ClaimFacts, ClaimsByName, Wave};

use cluster::{Cluster, Resources};
use fill::{BY_ARRIVAL, Bounds, Packed, WAYS, fill};
use matching::untolerated;
use needs::{Needs, Requirements, host_ports};
use refusal::sentence;

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
    /// What would do.
    pub enough: Enough,
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
    /// No number of nodes of these pools.
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
    take_what_is_everywhere(&mut cluster, everywhere);
    let requirements = Requirements::new(groups, claims, &cluster);
    let bounds: Bounds = cluster.pools.iter().map(|pool| (pool.least, pool.most)).collect();
    let packed = pack(&cluster, &requirements, &bounds);
    // Where not all fit, who comes last stays Pending, and not who happens to be small.
    let packed = if packed.fits() { packed } else { fill(&cluster, &requirements, &bounds, BY_ARRIVAL) };
    let (possible, lost) = split(&cluster, &requirements);
    let enough =
        if lost.iter().any(|lost| *lost) { enough::enough(&cluster, &possible) } else { enough::enough(&cluster, &requirements) };
    let used = enough::nodes_in_use(&cluster, &packed);
    // What was found on the nodes that there are may need fewer than what was found on nodes that grow.
    let enough = match enough {
        Some(found) if packed.fits() && used.iter().sum::<usize>() <= found.iter().sum() => Some(used.clone()),
        None if packed.fits() => Some(used.clone()),
        found => found,
    };
    Packing {
        pools: cluster.pools.iter().enumerate().map(|(index, _)| use_of(&cluster, &packed, index, used[index])).collect(),
        pending: pending(&cluster, &requirements, &packed, &lost),
        enough: enough.map_or(Enough::Never, |found| {
            Enough::Nodes(cluster.pools.iter().map(|pool| pool.name.clone()).zip(found).filter(|(_, nodes)| *nodes > 0).collect())
        }),
    }
}

/// Packs in every way, and takes the one that leaves the fewest pods and needs the fewest nodes.
fn pack<'c>(cluster: &'c Cluster, requirements: &'c Requirements, bounds: &Bounds) -> Packed<'c> {
    let cost = |packed: &Packed<'_>| (packed.all_pending(), packed.room.nodes.len());
    let mut best: Option<Packed<'c>> = None;
    for way in WAYS {
        let packed = fill(cluster, requirements, bounds, way);
        // Nodes that are there anyway cost nothing: the first way that fits on them is as good as any.
        let is_free = packed.fits() && bounds.iter().zip(&packed.room.open).all(|((least, _), open)| open == least);
        if best.as_ref().is_none_or(|best| cost(&packed) < cost(best)) {
            best = Some(packed);
        }
        if is_free {
            break;
        }
    }
    match best {
        Some(best) if best.fits() => best,
        Some(best) => search::search(cluster, requirements, bounds).unwrap_or(best),
        None => Packed { room: fill::opened(cluster, requirements, bounds), pending: Vec::new() },
    }
}

/// Takes the pods that run on every node from what nodes offer.
fn take_what_is_everywhere(cluster: &mut Cluster, everywhere: &[Alike<'_>]) {
    let nothing = k8s_openapi::api::core::v1::PodSpec::default();
    for group in everywhere {
        let pod = group.template.spec.as_ref().unwrap_or(&nothing);
        let asked = cluster.resources.of(group.demand, pod);
        for pool in &mut cluster.pools {
            let is_there = untolerated(pod, &pool.taints).is_none()
                && pool.kinds.iter().any(|kind| matching::is_wanted(pod, &cluster.kinds[*kind].labels));
            if is_there {
                for (offer, asked) in pool.offer.iter_mut().zip(&asked) {
                    *offer = (*offer - asked).max(0);
                }
            }
        }
    }
}

/// Leaves out the pods that no node takes even if it is empty, and says which these are.
fn split(cluster: &Cluster, requirements: &Requirements) -> (Requirements, Vec<bool>) {
    let lost: Vec<bool> = requirements
        .needs
        .iter()
        .map(|needs| {
            let takes = |kind: usize| {
                let offer = &cluster.pools[cluster.kinds[kind].pool].offer;
                needs.refused[kind].is_none() && needs.request.iter().zip(offer).all(|(asked, offer)| asked <= offer)
            };
            needs.pods > 0 && !(0..cluster.kinds.len()).any(takes)
        })
        .collect();
    let mut possible = requirements.clone();
    for (needs, lost) in possible.needs.iter_mut().zip(&lost) {
        if *lost {
            needs.pods = 0;
        }
    }
    (possible, lost)
}

fn use_of(cluster: &Cluster, packed: &Packed<'_>, index: usize, used: usize) -> PoolUse {
    let pool = &cluster.pools[index];
    let nodes: Vec<usize> = (0..packed.room.nodes.len()).filter(|node| packed.room.nodes[*node].pool == index).collect();
    let amount = |number: i64| Amount::from_thousandths(i128::from(number));
    let shares = cluster
        .resources
        .names()
        .iter()
        .enumerate()
        .filter(|(place, name)| pool.offer[*place] > 0 && !name.starts_with(cluster::HOST_PORT));
    let resources = shares.map(|(place, name)| {
        let all = amount(pool.offer[place]).times(nodes.len() as u64);
        let free: Amount = nodes.iter().map(|node| amount(packed.room.free(*node)[place])).sum();
        (name.clone(), (all - free, all))
    });
    PoolUse { name: pool.name.clone(), used, nodes: nodes.len(), most: pool.most, resources: resources.collect() }
}

/// The pods that stay Pending, by what makes them: parts of one workload that come at different times are told together.
fn pending(cluster: &Cluster, requirements: &Requirements, packed: &Packed<'_>, lost: &[bool]) -> Vec<Pending> {
    let mut all: Vec<Pending> = Vec::new();
    for ((needs, pods), lost) in requirements.needs.iter().zip(&packed.pending).zip(lost).filter(|((_, pods), _)| **pods > 0) {
        let is_same = |other: &&mut Pending| other.title == needs.title && other.namespace == needs.namespace;
        if let Some(known) = all.last_mut().filter(is_same) {
            known.pods += pods;
            continue;
        }
        let parts = requirements.needs.iter().filter(|other| other.title == needs.title && other.namespace == needs.namespace);
        all.push(Pending {
            title: needs.title.clone(),
            namespace: needs.namespace.clone(),
            pods: *pods,
            of: parts.map(|part| part.pods).sum(),
            reason: reason(cluster, needs, packed),
            anywhere: *lost,
        });
    }
    all
}

/// Why no node takes a pod: neither one that is there nor one that could be.
fn reason(cluster: &Cluster, needs: &Needs, packed: &Packed<'_>) -> String {
    let emptiest = packed.room.emptiest(needs);
    let nodes = packed.room.nodes.len();
    let mut sentences = vec![sentence(nodes, (0..nodes).flat_map(|node| packed.room.refusals(needs, node, &emptiest)))];
    for (index, pool) in cluster.pools.iter().enumerate().filter(|(index, pool)| packed.room.open[*index] < pool.most) {
        let mut room = packed.room.clone();
        let node = room.open_node(room.kinds_by_nodes(index)[0]);
        let why: Vec<String> = room.refusals(needs, node, &room.emptiest(needs)).iter().map(ToString::to_string).collect();
        sentences.push(format!("A new node of {} would not do: {}.", pool.name, why.join(", ")));
    }
    sentences.join(" ")
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
