//! The fewest nodes that would do.

use super::cluster::Cluster;
use super::fewest::Fewest;
use super::fill::{Bounds, Packed};
use super::needs::Requirements;
use super::{find_any, find_best};

/// The nodes of each pool that would do, as few as were found: pools grow from nothing as pods need them, and then give back what can be
/// spared. None if no number of nodes would do.
pub(super) fn enough(cluster: &Cluster, requirements: &Requirements, fewest: &Fewest) -> Option<Vec<usize>> {
    let pods: usize = requirements.needs.iter().map(|needs| needs.pods).fold(0, usize::saturating_add);
    let packed = find_best(cluster, requirements, &vec![(0, pods); cluster.pools.len()], fewest).ok()?;
    let mut found = nodes_in_use(cluster, &packed);
    for pool in 0..cluster.pools.len() {
        // What works is tried with twice as much, so that many nodes are given back in a few steps.
        let mut step = 1;
        while found[pool] > 0 {
            step = found[pool].min(step);
            let fewer: Vec<usize> =
                found.iter().enumerate().map(|(other, nodes)| nodes - if other == pool { step } else { 0 }).collect();
            let bounds: Bounds = fewer.iter().map(|nodes| (0, *nodes)).collect();
            match find_any(cluster, requirements, &bounds, fewest) {
                Some(packed) => {
                    found = nodes_in_use(cluster, &packed);
                    step *= 2;
                }
                None if step > 1 => step = 1,
                None => break,
            }
        }
    }
    Some(found)
}

/// The nodes of each pool on which something is.
pub(super) fn nodes_in_use(cluster: &Cluster, packed: &Packed<'_>) -> Vec<usize> {
    let mut used = vec![0; cluster.pools.len()];
    for node in packed.room.nodes.iter().filter(|node| node.pods > 0) {
        used[node.pool] += 1;
    }
    used
}
