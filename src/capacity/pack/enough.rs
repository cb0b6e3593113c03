//! The fewest nodes that would do.

use super::cluster::Cluster;
use super::fill::{Bounds, Packed};
use super::needs::Requirements;
use super::pack;

/// The nodes of each pool that would do, as few as were found: pools grow from nothing as pods need them, and then give back what can be
/// spared. None if no number of nodes would do.
pub(super) fn enough(cluster: &Cluster, requirements: &Requirements) -> Option<Vec<usize>> {
    let pods: usize = requirements.needs.iter().map(|needs| needs.pods).fold(0, usize::saturating_add);
    let mut found = used(cluster, requirements, &vec![(0, pods); cluster.pools.len()])?;
    for pool in 0..cluster.pools.len() {
        while found[pool] > 0 {
            let bounds: Bounds = found.iter().enumerate().map(|(other, nodes)| (0, nodes - usize::from(other == pool))).collect();
            let Some(fewer) = used(cluster, requirements, &bounds) else { break };
            found = fewer;
        }
    }
    Some(found)
}

/// The nodes of each pool on which something is, if everything fits.
fn used(cluster: &Cluster, requirements: &Requirements, bounds: &Bounds) -> Option<Vec<usize>> {
    let packed = pack(cluster, requirements, bounds);
    packed.fits().then(|| nodes_in_use(cluster, &packed))
}

/// The nodes of each pool on which something is.
pub(super) fn nodes_in_use(cluster: &Cluster, packed: &Packed<'_>) -> Vec<usize> {
    let mut used = vec![0; cluster.pools.len()];
    for node in packed.room.nodes.iter().filter(|node| node.pods > 0) {
        used[node.pool] += 1;
    }
    used
}
