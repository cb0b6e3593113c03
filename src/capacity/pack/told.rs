//! What people are told of pods on nodes.

use super::cluster::{Cluster, HOST_PORT};
use super::fill::Packed;
use super::needs::{Needs, Requirements};
use super::refusal::{Refusal, sentence};
use super::room::Room;
use super::{Pending, PoolUse};
use crate::k8s::quantity::Amount;
use std::collections::{BTreeMap, HashMap};

/// What becomes of a pool.
pub(super) fn use_of(cluster: &Cluster, packed: &Packed<'_>, index: usize, used: usize) -> PoolUse {
    let pool = &cluster.pools[index];
    let nodes: Vec<usize> = (0..packed.room.nodes.len()).filter(|node| packed.room.nodes[*node].pool == index).collect();
    let amount = |number: i64| Amount::from_thousandths(i128::from(number));
    let shares = cluster
        .resources
        .names()
        .iter()
        .enumerate()
        .filter(|(place, name)| pool.offer[*place] > 0 && !name.starts_with(HOST_PORT));
    let resources = shares.map(|(place, name)| {
        let all = amount(pool.offer[place]).times(nodes.len() as u64);
        let free: Amount = nodes.iter().map(|node| amount(packed.room.free(*node)[place])).sum();
        (name.clone(), (all - free, all))
    });
    PoolUse { name: pool.name.clone(), used, nodes: nodes.len(), most: pool.most, resources: resources.collect() }
}

/// The pods that stay Pending, by what makes them: parts of one workload that come at different times are told together.
pub(super) fn pending(cluster: &Cluster, requirements: &Requirements, packed: &Packed<'_>, lost: &[bool]) -> Vec<Pending> {
    let mut of: HashMap<(&str, &str), usize> = HashMap::new();
    for needs in &requirements.needs {
        *of.entry((&needs.namespace, &needs.title)).or_default() += needs.pods;
    }
    let mut reasons = Reasons { cluster, room: packed.room.clone(), known: BTreeMap::new() };
    let mut all: Vec<Pending> = Vec::new();
    for ((needs, pods), lost) in requirements.needs.iter().zip(&packed.pending).zip(lost).filter(|((_, pods), _)| **pods > 0) {
        let is_same = |other: &&mut Pending| other.title == needs.title && other.namespace == needs.namespace;
        if let Some(known) = all.last_mut().filter(is_same) {
            known.pods += pods;
            continue;
        }
        all.push(Pending {
            title: needs.title.clone(),
            namespace: needs.namespace.clone(),
            pods: *pods,
            of: of[&(needs.namespace.as_str(), needs.title.as_str())],
            reason: reasons.of(needs),
            anywhere: *lost,
        });
    }
    all
}

/// Why pods stay Pending. Where nothing but room, taints and labels count, pods of many workloads have the same reason.
struct Reasons<'p, 'c> {
    cluster: &'p Cluster,
    /// The nodes, to which one is added and from which it is taken again.
    room: Room<'c>,
    known: BTreeMap<Plain<'p>, String>,
}

/// What decides where pods go that heed no others: what they ask for, who refuses them, and who counts them.
type Plain<'p> = (&'p [i64], &'p [Option<Refusal>], &'p [usize]);

impl<'p> Reasons<'p, '_> {
    fn of(&mut self, needs: &'p Needs) -> String {
        let key = (needs.request.as_slice(), needs.refused.as_slice(), needs.counted.as_slice());
        if let Some(known) = self.known.get(&key).filter(|_| needs.is_plain) {
            return known.clone();
        }
        let reason = self.reason(needs);
        if needs.is_plain {
            self.known.insert(key, reason.clone());
        }
        reason
    }

    /// Why no node takes a pod: neither one that is there nor one that could be.
    fn reason(&mut self, needs: &Needs) -> String {
        let emptiest = self.room.emptiest(needs);
        let nodes = self.room.nodes.len();
        let mut sentences = vec![sentence(nodes, (0..nodes).flat_map(|node| self.room.refusals(needs, node, &emptiest)))];
        for (index, pool) in self.cluster.pools.iter().enumerate() {
            if self.room.open[index] < pool.most {
                let node = self.room.open_node(self.room.kinds_by_nodes(index)[0]);
                let why = self.room.refusals(needs, node, &self.room.emptiest(needs));
                self.room.close_node();
                let why: Vec<String> = why.iter().map(ToString::to_string).collect();
                sentences.push(format!("A new node of {} would not do: {}.", pool.name, why.join(", ")));
            }
        }
        sentences.join(" ")
    }
}
