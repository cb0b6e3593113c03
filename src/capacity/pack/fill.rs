//! Putting pods on nodes one after the other, largest first.

use super::cluster::{Cluster, HOST_PORT};
use super::needs::{Needs, Requirements};
use super::room::{Emptiest, Room};
use std::cmp::Reverse;

/// How many nodes of each pool there are from the start, and how many there can be.
pub(super) type Bounds = Vec<(usize, usize)>;

/// A way to go about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// What makes a pod a large one.
    size: Size,
    /// Which of the nodes that take a pod gets it.
    choice: Choice,
    /// The pool of which a node is added if it takes the pod; else the one that wastes least.
    pool: Option<usize>,
}

impl Way {
    /// The same with nodes of one pool wherever they take a pod.
    pub(super) fn growing(self, pool: usize) -> Self {
        Self { pool: Some(pool), ..self }
    }
}

#[derive(Clone, Copy, Debug)]
enum Size {
    /// The resource of which it takes the largest part of a node.
    Largest,
    /// The parts of all resources together.
    Sum,
    /// One resource alone.
    Of(usize),
    /// None: who comes first is placed first.
    Arrival,
}

#[derive(Clone, Copy, Debug)]
enum Choice {
    /// The first.
    First,
    /// The fullest.
    Fullest,
    /// The emptiest, as the scheduler's own scores prefer it (kubernetes pkg/scheduler, `NodeResourcesFit` with `LeastAllocated`, 2026-08).
    Emptiest,
}

/// Of how many nodes that take a pod the scheduler compares the scores, in a cluster of many (`minFeasibleNodesToFind`, same source).
const COMPARED: usize = 100;

/// The ways that are tried, in order.
pub(super) const WAYS: [Way; 6] = [
    Way { size: Size::Largest, choice: Choice::First, pool: None },
    Way { size: Size::Largest, choice: Choice::Fullest, pool: None },
    Way { size: Size::Sum, choice: Choice::First, pool: None },
    Way { size: Size::Sum, choice: Choice::Fullest, pool: None },
    Way { size: Size::Of(0), choice: Choice::First, pool: None },
    Way { size: Size::Of(1), choice: Choice::First, pool: None },
];

/// For more pods than these only the ways that look at few nodes for each are tried.
const MANY_PODS: usize = 1_000;
/// Those ways.
const WAYS_OF_MANY: [Way; 2] = [WAYS[0], WAYS[2]];

/// The ways that are tried for so many pods.
pub(super) fn ways(pods: usize) -> &'static [Way] {
    if pods <= MANY_PODS { &WAYS } else { &WAYS_OF_MANY }
}

/// The way in which pods are placed as they come.
pub(super) const BY_ARRIVAL: Way = Way { size: Size::Arrival, choice: Choice::First, pool: None };

/// The way of the scheduler, which spreads pods.
pub(super) const SPREADING: Way = Way { size: Size::Arrival, choice: Choice::Emptiest, pool: None };

/// Nodes with pods on them, and the pods for which there was no place.
#[derive(Clone, Debug)]
pub(super) struct Packed<'c> {
    /// The nodes.
    pub(super) room: Room<'c>,
    /// How many pods of each group have none.
    pub(super) pending: Vec<usize>,
}

impl Packed<'_> {
    /// Whether every pod has a place.
    pub(super) fn fits(&self) -> bool {
        self.pending.iter().all(|pods| *pods == 0)
    }
}

/// Nodes as they are before the first pod: one zone after the other.
pub(super) fn opened<'c>(cluster: &'c Cluster, requirements: &'c Requirements, bounds: &Bounds) -> Room<'c> {
    let mut room = Room::new(cluster, requirements);
    for (pool, (least, _)) in cluster.pools.iter().zip(bounds) {
        for index in 0..*least {
            room.open_node(pool.kinds[index % pool.kinds.len()]);
        }
    }
    room
}

/// Packs all pods in one way.
pub(super) fn fill<'c>(cluster: &'c Cluster, requirements: &'c Requirements, bounds: &Bounds, way: Way) -> Packed<'c> {
    let mut filling = Filling { cluster, bounds, way, room: opened(cluster, requirements, bounds), next: 0 };
    let mut pending: Vec<usize> = requirements.needs.iter().map(|needs| needs.pods).collect();
    let order = order(cluster, requirements, way.size);
    // Pods that want others beside them wait until those are there, as they do in the scheduler's queue.
    loop {
        let before = pending.iter().sum::<usize>();
        for group in &order {
            pending[*group] -= filling.place(*group, pending[*group]);
        }
        let after = pending.iter().sum::<usize>();
        if after == 0 || after == before {
            return Packed { room: filling.room, pending };
        }
    }
}

/// Groups in the order in which they are placed: first who can choose among the fewest kinds of nodes, then who is bound by company or
/// by volumes, then the largest.
fn order(cluster: &Cluster, requirements: &Requirements, size: Size) -> Vec<usize> {
    let mut order: Vec<usize> = (0..requirements.needs.len()).collect();
    if matches!(size, Size::Arrival) {
        order.sort_by_key(|group| (requirements.needs[*group].wave, *group));
        return order;
    }
    let most: Vec<i64> = (0..cluster.resources.names().len())
        .map(|index| cluster.pools.iter().map(|pool| pool.offer[index]).max().unwrap_or(0))
        .collect();
    let part = |needs: &Needs, index: usize| {
        let (asked, most) = (i128::from(needs.request[index]), i128::from(most[index]));
        if asked == 0 { 0 } else { asked * 1_000_000 / most.max(1) }
    };
    let size = |needs: &Needs| match size {
        Size::Largest => (0..most.len()).map(|index| part(needs, index)).max().unwrap_or(0),
        Size::Sum => (0..most.len()).map(|index| part(needs, index)).sum(),
        Size::Of(index) => part(needs, index),
        Size::Arrival => 0,
    };
    order.sort_by_cached_key(|group| {
        let needs = &requirements.needs[*group];
        let kinds = needs.refused.iter().filter(|refused| refused.is_none()).count();
        (!needs.together.is_empty(), kinds, needs.is_plain, Reverse(size(needs)), *group)
    });
    order
}

struct Filling<'c, 'b> {
    cluster: &'c Cluster,
    bounds: &'b Bounds,
    way: Way,
    room: Room<'c>,
    /// Where the scheduler goes on looking: after the last node that it has looked at.
    next: usize,
}

impl Filling<'_, '_> {
    /// Places up to so many pods of a group; says how many.
    fn place(&mut self, group: usize, pods: usize) -> usize {
        let needs = self.room.needs(group);
        // Where nothing but room counts, a node that was chosen once is chosen until it is full, and none before it is looked at again.
        let stays = needs.is_plain && !matches!(self.way.choice, Choice::Emptiest);
        let (mut placed, mut first) = (0, 0);
        while placed < pods {
            let Some(node) = self.find(needs, first).or_else(|| self.grow(needs)) else { break };
            self.room.put(group, node);
            placed += 1;
            while stays && placed < pods && self.room.takes(needs, node, &Emptiest::new()) {
                self.room.put(group, node);
                placed += 1;
            }
            if stays && matches!(self.way.choice, Choice::First) {
                first = node;
            }
        }
        placed
    }

    fn find(&mut self, needs: &Needs, first: usize) -> Option<usize> {
        let emptiest = self.room.emptiest(needs);
        match self.way.choice {
            Choice::First => self.room.taking(needs, first, &emptiest).next(),
            Choice::Fullest => self.room.taking(needs, first, &emptiest).min_by_key(|node| (self.left(needs, *node), *node)),
            Choice::Emptiest => {
                let after = self.room.taking(needs, self.next, &emptiest);
                let before = self.room.taking(needs, 0, &emptiest).take_while(|node| *node < self.next);
                let compared: Vec<usize> = after.chain(before).take(COMPARED).collect();
                self.next = compared.last().map_or(0, |last| last + 1);
                compared.into_iter().max_by_key(|node| (self.left(needs, *node), Reverse(*node)))
            }
        }
    }

    /// The parts of CPU and memory of a node that are left when a pod is there, in millionths.
    fn left(&self, needs: &Needs, node: usize) -> i64 {
        let offer = &self.cluster.pools[self.room.nodes[node].pool].offer;
        let free = self.room.free(node).iter().zip(&needs.request).zip(offer).take(2);
        free.map(|((free, asked), offer)| (free - asked) / (offer / 1_000_000).max(1)).sum()
    }

    /// Opens the node that wastes least, if a pool may have one more that takes the pod.
    fn grow(&mut self, needs: &Needs) -> Option<usize> {
        let mut best = None;
        for pool in 0..self.cluster.pools.len() {
            if self.room.open[pool] >= self.bounds[pool].1 {
                continue;
            }
            let kinds = self.room.kinds_by_nodes(pool);
            // Zones differ for those only who look at more than room; the next one is tried for all others.
            let kinds =
                kinds.iter().filter(|kind| needs.refused[**kind].is_none()).take(if needs.is_plain { 1 } else { kinds.len() });
            let taking = kinds.copied().find(|kind| {
                let node = self.room.open_node(*kind);
                let takes = self.room.takes(needs, node, &self.room.emptiest(needs));
                self.room.close_node();
                takes
            });
            if let Some(kind) = taking {
                let is_other = self.way.pool.is_some_and(|wanted| wanted != pool);
                let waste = (is_other, self.unused_devices(needs, pool), self.waste(needs, pool), pool);
                if best.is_none_or(|(least, _)| waste < least) {
                    best = Some((waste, kind));
                }
            }
        }
        best.map(|(_, kind)| self.room.open_node(kind))
    }

    /// The devices of a pool for which the pod has no use: nodes with such are dear.
    fn unused_devices(&self, needs: &Needs, pool: usize) -> usize {
        let names = self.cluster.resources.names().iter();
        let devices = names.zip(&self.cluster.pools[pool].offer).zip(&needs.request).skip(3);
        devices.filter(|((name, offer), asked)| **offer > 0 && **asked == 0 && !name.starts_with(HOST_PORT)).count()
    }

    /// What is left of an empty node, of CPU and memory together.
    fn waste(&self, needs: &Needs, pool: usize) -> i128 {
        let offer = &self.cluster.pools[pool].offer;
        let left = |index: usize| i128::from(offer[index] - needs.request[index]) * 1_000_000 / i128::from(offer[index].max(1));
        left(0) + left(1)
    }
}
