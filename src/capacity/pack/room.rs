//! Nodes while pods are put on them: what is left of each, and who stands where.

use super::cluster::Cluster;
use super::free::{Free, has};
use super::needs::{Needs, Requirements, Spread};
use super::refusal::{Refusal, lack};
use std::collections::{BTreeMap, BTreeSet};

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its kind.
    pub(super) kind: usize,
    /// Its pool.
    pub(super) pool: usize,
    /// The pods on it.
    pub(super) pods: usize,
}

/// Who stands where, as far as a rule asks for it: by the value of a label of nodes.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// The pods that are counted.
    counted: BTreeMap<usize, u32>,
    /// The pods that want none of those beside them.
    averse: BTreeMap<usize, u32>,
    /// All pods that are counted.
    all: u32,
}

/// Nodes and what is on them.
#[derive(Clone, Debug)]
pub(super) struct Room<'c> {
    cluster: &'c Cluster,
    requirements: &'c Requirements,
    /// The nodes that are there.
    pub(super) nodes: Vec<Node>,
    /// What is left of each.
    free: Free,
    /// How many nodes each pool has.
    pub(super) open: Vec<usize>,
    /// How many nodes there are of each kind.
    of_kind: Vec<usize>,
    tallies: Vec<Tally>,
    /// For each kind of nodes the value of each label, as a number. That of the first label is the node itself.
    domains: Vec<Vec<Option<usize>>>,
    /// For each claim the node and the number of its pods.
    claims: Vec<(usize, u32)>,
}

/// The emptiest domain of each rule by which pods are spread.
pub(super) type Emptiest = Vec<i64>;

impl<'c> Room<'c> {
    /// No nodes yet.
    pub(super) fn new(cluster: &'c Cluster, requirements: &'c Requirements) -> Self {
        Self {
            cluster,
            requirements,
            nodes: Vec::new(),
            free: Free::new(cluster.resources.names().len()),
            open: vec![0; cluster.pools.len()],
            of_kind: vec![0; cluster.kinds.len()],
            tallies: vec![Tally::default(); requirements.watches.len()],
            domains: domains(cluster, requirements),
            claims: vec![(0, 0); requirements.claims.len()],
        }
    }

    /// What pods that are alike ask for.
    pub(super) fn needs(&self, group: usize) -> &'c Needs {
        &self.requirements.needs[group]
    }

    /// What is left of a node.
    pub(super) fn free(&self, node: usize) -> &[i64] {
        self.free.of(node)
    }

    /// Adds a node.
    pub(super) fn open_node(&mut self, kind: usize) -> usize {
        let pool = self.cluster.kinds[kind].pool;
        self.nodes.push(Node { kind, pool, pods: 0 });
        self.free.push(&self.cluster.pools[pool].offer);
        self.open[pool] += 1;
        self.of_kind[kind] += 1;
        self.nodes.len() - 1
    }

    /// Takes the last node away, on which nothing is.
    pub(super) fn close_node(&mut self) {
        if let Some(node) = self.nodes.pop() {
            self.free.pop();
            self.open[node.pool] -= 1;
            self.of_kind[node.kind] -= 1;
        }
    }

    /// The kinds of a pool, the one with the fewest nodes first.
    pub(super) fn kinds_by_nodes(&self, pool: usize) -> Vec<usize> {
        let mut kinds = self.cluster.pools[pool].kinds.clone();
        kinds.sort_by_key(|kind| self.of_kind[*kind]);
        kinds
    }

    /// Looks once for all nodes at how evenly pods are spread.
    pub(super) fn emptiest(&self, needs: &Needs) -> Emptiest {
        needs.spread.iter().map(|spread| self.emptiest_domain(needs, spread)).collect()
    }

    fn emptiest_domain(&self, needs: &Needs, spread: &Spread) -> i64 {
        let counted = &self.tallies[spread.watch].counted;
        let domains: Vec<usize> = if self.requirements.watches[spread.watch].key == 0 {
            // Each node by itself: most often one of the first has none of few pods.
            let eligible = || (0..self.nodes.len()).filter(|node| self.is_domain(needs, spread, self.nodes[*node].kind));
            if eligible().any(|node| count(counted, node) == 0) {
                return 0;
            }
            eligible().collect()
        } else {
            let kinds = (0..self.of_kind.len()).filter(|kind| self.of_kind[*kind] > 0 && self.is_domain(needs, spread, *kind));
            let domains: BTreeSet<usize> = kinds.filter_map(|kind| self.domain_of_kind(spread.watch, kind)).collect();
            domains.into_iter().collect()
        };
        let least = domains.iter().map(|domain| i64::from(count(counted, *domain))).min();
        least.filter(|_| domains.len() >= spread.least_domains).unwrap_or(0)
    }

    /// Whether nodes of a kind count when pods are spread: they have all labels over which that is done, and are not left out on purpose.
    fn is_domain(&self, needs: &Needs, spread: &Spread, kind: usize) -> bool {
        (!spread.heeds_labels || needs.wanted[kind])
            && (!spread.heeds_taints || !matches!(needs.refused[kind], Some(Refusal::Taint(..))))
            && needs
                .spread
                .iter()
                .all(|other| self.requirements.watches[other.watch].key == 0 || self.domain_of_kind(other.watch, kind).is_some())
    }

    fn domain_of_kind(&self, watch: usize, kind: usize) -> Option<usize> {
        self.domains[kind][self.requirements.watches[watch].key]
    }

    /// The value of the label by which a watch counts, of a node.
    fn domain(&self, watch: usize, node: usize) -> Option<usize> {
        let key = self.requirements.watches[watch].key;
        if key == 0 { Some(node) } else { self.domains[self.nodes[node].kind][key] }
    }

    /// Whether a node takes a pod.
    pub(super) fn takes(&self, needs: &Needs, node: usize, emptiest: &Emptiest) -> bool {
        needs.refused[self.nodes[node].kind].is_none()
            && has(self.free(node), &needs.request)
            && (needs.is_plain || self.claim_refusal(needs, node).is_none())
            && self.spread_refusal(needs, node, emptiest).is_none()
            && self.company_refusal(needs, node).is_none()
    }

    /// The nodes from one on that take a pod.
    pub(super) fn taking(&self, needs: &Needs, from: usize, emptiest: &'_ Emptiest) -> impl Iterator<Item = usize> {
        let with_room = move |from: usize| self.free.first_with(&needs.request, from);
        std::iter::successors(with_room(from), move |node| with_room(node + 1))
            .filter(move |node| self.takes(needs, *node, emptiest))
    }

    /// Why a node does not take a pod: like the scheduler, all resources of which there is too little, and else the first reason.
    pub(super) fn refusals(&self, needs: &Needs, node: usize, emptiest: &Emptiest) -> Vec<Refusal> {
        if let Some(refusal) = &needs.refused[self.nodes[node].kind] {
            return vec![refusal.clone()];
        }
        let names = self.cluster.resources.names();
        let short = (0..names.len()).filter(|index| needs.request[*index] > self.free(node)[*index].max(0));
        let short: Vec<Refusal> = short.map(|index| lack(index, &names[index])).collect();
        if short.contains(&Refusal::Port) {
            return vec![Refusal::Port];
        }
        if !short.is_empty() {
            return short;
        }
        let first = self.claim_refusal(needs, node);
        let first = first.or_else(|| self.spread_refusal(needs, node, emptiest)).or_else(|| self.company_refusal(needs, node));
        first.into_iter().collect()
    }

    fn claim_refusal(&self, needs: &Needs, node: usize) -> Option<Refusal> {
        needs.claims.iter().find_map(|claim| {
            let (facts, (holder, users)) = (&self.requirements.claims[*claim], self.claims[*claim]);
            let kinds = &self.cluster.pools[self.nodes[node].pool].kinds;
            let elsewhere = |zone: usize| kinds.get(zone % kinds.len()).is_some_and(|kind| *kind != self.nodes[node].kind);
            if users > 0 && facts.one_pod {
                Some(Refusal::VolumeInUse)
            } else if (users > 0 && facts.one_node && holder != node) || facts.zone.is_some_and(elsewhere) {
                Some(Refusal::VolumeElsewhere)
            } else {
                None
            }
        })
    }

    fn spread_refusal(&self, needs: &Needs, node: usize, emptiest: &Emptiest) -> Option<Refusal> {
        needs.spread.iter().zip(emptiest).find_map(|(spread, least)| {
            let Some(domain) = self.domain(spread.watch, node) else { return Some(Refusal::SpreadLabel) };
            let here = i64::from(count(&self.tallies[spread.watch].counted, domain));
            (here + i64::from(spread.counts_itself) - least > spread.most_skew).then_some(Refusal::Spread)
        })
    }

    /// What pods that are there, and this one, want beside them.
    fn company_refusal(&self, needs: &Needs, node: usize) -> Option<Refusal> {
        let here = |watch: usize| self.domain(watch, node).map_or(0, |domain| count(&self.tallies[watch].counted, domain));
        let averse = |watch: usize| self.domain(watch, node).map_or(0, |domain| count(&self.tallies[watch].averse, domain));
        // The first of pods that want each other has nobody to join.
        let is_first = || needs.together.iter().all(|watch| self.tallies[*watch].all == 0 && needs.counted.contains(watch));
        let is_alone = |watch: &usize| here(*watch) == 0 && !(self.domain(*watch, node).is_some() && is_first());
        if needs.together.iter().any(is_alone) {
            return Some(Refusal::Affinity);
        }
        if needs.apart.iter().any(|watch| here(*watch) > 0) {
            return Some(Refusal::AntiAffinity);
        }
        needs.counted.iter().any(|watch| averse(*watch) > 0).then_some(Refusal::AntiAffinityOfOthers)
    }

    /// Puts a pod on a node.
    pub(super) fn put(&mut self, group: usize, node: usize) {
        self.change(group, node, true);
    }

    /// Takes a pod from a node.
    pub(super) fn take(&mut self, group: usize, node: usize) {
        self.change(group, node, false);
    }

    fn change(&mut self, group: usize, node: usize, arrives: bool) {
        let needs = self.needs(group);
        if arrives {
            self.free.take(node, &needs.request);
        } else {
            self.free.give(node, &needs.request);
        }
        let step = |number: &mut u32| *number = if arrives { *number + 1 } else { *number - 1 };
        let pods = &mut self.nodes[node].pods;
        *pods = if arrives { *pods + 1 } else { *pods - 1 };
        for watch in &needs.counted {
            step(&mut self.tallies[*watch].all);
            if let Some(domain) = self.domain(*watch, node) {
                step(self.tallies[*watch].counted.entry(domain).or_default());
            }
        }
        for watch in &needs.apart {
            if let Some(domain) = self.domain(*watch, node) {
                step(self.tallies[*watch].averse.entry(domain).or_default());
            }
        }
        for claim in &needs.claims {
            let (holder, users) = &mut self.claims[*claim];
            *holder = node;
            step(users);
        }
    }
}

fn count(counts: &BTreeMap<usize, u32>, domain: usize) -> u32 {
    counts.get(&domain).copied().unwrap_or(0)
}

/// The values of labels as numbers, for each kind of nodes.
fn domains(cluster: &Cluster, requirements: &Requirements) -> Vec<Vec<Option<usize>>> {
    let mut values: Vec<Vec<&str>> = vec![Vec::new(); requirements.keys.len()];
    cluster
        .kinds
        .iter()
        .map(|kind| {
            requirements
                .keys
                .iter()
                .enumerate()
                .map(|(index, key)| {
                    let value = kind.labels.get(key)?.as_str();
                    let known = &mut values[index];
                    Some(known.iter().position(|other| *other == value).unwrap_or_else(|| {
                        known.push(value);
                        known.len() - 1
                    }))
                })
                .collect()
        })
        .collect()
}
