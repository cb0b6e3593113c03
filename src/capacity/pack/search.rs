//! Trying every way to put a few pods on a few nodes.
//!
//! Placing the largest first may miss a way when nodes are almost full. Where there are few pods, all ways are few enough to be tried.

use super::cluster::Cluster;
use super::fill::{Bounds, Packed, opened};
use super::needs::{Needs, Requirements};
use super::room::Room;

/// The most pods for which all ways are tried.
pub(super) const MOST_PODS: usize = 24;
/// The most nodes on which they are tried.
const MOST_NODES: usize = 16;
/// After so many placements it is over: a fraction of a second.
pub(super) const MOST_STEPS: usize = 50_000;

/// Why there is no way to place all pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    /// There is none.
    Certainly,
    /// None was found.
    Perhaps,
}

/// Looks for a way to place all pods, with so many placements at the most.
pub(super) fn search<'c>(
    cluster: &'c Cluster,
    requirements: &'c Requirements,
    bounds: &Bounds,
    steps: &mut usize,
) -> Result<Packed<'c>, Missed> {
    let nodes: usize = bounds.iter().map(|(_, most)| *most).fold(0, usize::saturating_add);
    if requirements.pods() > MOST_PODS || nodes > MOST_NODES {
        return Err(Missed::Perhaps);
    }
    let all: Bounds = bounds.iter().map(|(_, most)| (*most, *most)).collect();
    let mut waiting: Vec<usize> =
        (0..requirements.needs.len()).flat_map(|group| vec![group; requirements.needs[group].pods]).collect();
    // Who has the fewest places goes first; company that pods want has to be there before them.
    waiting.sort_by_key(|group| {
        let needs = &requirements.needs[*group];
        let kinds = needs.refused.iter().filter(|refused| refused.is_none()).count();
        (!needs.together.is_empty(), kinds, std::cmp::Reverse(needs.request[0]), *group)
    });
    let mut search = Search { room: opened(cluster, requirements, &all), waiting, steps: Some(*steps) };
    let is_found = search.place(0, 0);
    *steps = search.steps.unwrap_or(0);
    if is_found {
        Ok(Packed { room: search.room, pending: vec![0; requirements.needs.len()] })
    } else if search.steps.is_some() && tries_all(cluster, requirements, bounds) {
        Err(Missed::Certainly)
    } else {
        Err(Missed::Perhaps)
    }
}

/// Whether placing pods one group after the other, on all nodes that there can be, leaves no way out.
///
/// It does where pods want others beside them or are spread among others, because who comes first matters then; and where rules look at
/// nodes or zones that need not be there.
fn tries_all(cluster: &Cluster, requirements: &Requirements, bounds: &Bounds) -> bool {
    let needs = || requirements.needs.iter().filter(|needs| needs.pods > 0);
    let grows = bounds.iter().any(|(least, most)| least < most);
    let are_alike = |kinds: &[usize], needs: &Needs| kinds.windows(2).all(|two| needs.refused[two[0]] == needs.refused[two[1]]);
    let heeds_zones = requirements.keys.len() > 1
        || requirements.claims.iter().any(|claim| claim.zone.is_some())
        || needs().any(|needs| !cluster.pools.iter().all(|pool| are_alike(&pool.kinds, needs)));
    let is_shared = |watch: usize| needs().filter(|needs| needs.counted.contains(&watch)).count() > 1;
    let settled = |needs: &Needs| needs.spread.iter().all(|spread| !grows && !is_shared(spread.watch));
    !(grows && heeds_zones) && needs().all(|needs| needs.together.is_empty() && settled(needs))
}

struct Search<'c> {
    room: Room<'c>,
    waiting: Vec<usize>,
    /// How many placements are left; none if there were too few of them.
    steps: Option<usize>,
}

impl Search<'_> {
    /// Places the pods from one on; the first node is where the one before stands, if it is alike.
    fn place(&mut self, pod: usize, first: usize) -> bool {
        let Some(group) = self.waiting.get(pod).copied() else { return true };
        if !self.has_room_for_the_rest(pod) {
            return false;
        }
        let needs = self.room.needs(group);
        let emptiest = self.room.emptiest(needs);
        let mut empty_kinds = Vec::new();
        for node in first..self.room.nodes.len() {
            let (kind, pods) = (self.room.nodes[node].kind, self.room.nodes[node].pods);
            // Empty nodes of one kind are all the same.
            if pods == 0 && empty_kinds.contains(&kind) {
                continue;
            }
            if pods == 0 {
                empty_kinds.push(kind);
            }
            if !self.room.takes(needs, node, &emptiest) {
                continue;
            }
            self.steps = self.steps.and_then(|steps| steps.checked_sub(1));
            if self.steps.is_none() {
                return false;
            }
            self.room.put(group, node);
            let is_alike = self.waiting.get(pod + 1) == Some(&group);
            if self.place(pod + 1, if is_alike && needs.is_plain { node } else { 0 }) {
                return true;
            }
            self.room.take(group, node);
        }
        false
    }

    /// Whether all nodes together have what the pods from one on ask for.
    fn has_room_for_the_rest(&self, pod: usize) -> bool {
        let width = self.waiting.first().map_or(0, |group| self.room.needs(*group).request.len());
        (0..width).all(|index| {
            let asked: i128 = self.waiting[pod..].iter().map(|group| i128::from(self.room.needs(*group).request[index])).sum();
            let free: i128 = (0..self.room.nodes.len()).map(|node| i128::from(self.room.free(node)[index].max(0))).sum();
            asked <= free
        })
    }
}
