//! The smallest number of nodes that would do.

use super::cluster::{Cluster, HOST_PORT, PODS};
use super::fewest::Fewest;
use super::fill::{Bounds, Packed};
use super::find::Finder;
use super::needs::Requirements;

/// How many nodes of each pool.
type Counts = Vec<usize>;

/// What nodes cost, as far as that can be said without prices: first those with devices, then CPU and memory together, then their number.
type Size = (usize, u128, usize);

/// The most nodes of a pool that are reckoned with.
pub(in crate::capacity) const MOST_NODES: usize = 10_000;
/// For so many pods all numbers of nodes are tried that are smaller than what was found.
const MOST_PODS: usize = 16;
/// If there are more such numbers than these, they are not.
const MOST_COUNTS: usize = 400;
/// How many pods may be placed while all ways are tried, for all numbers of nodes together.
const MOST_STEPS: usize = 100_000;
/// How often nodes of one pool are exchanged for those of another; for many pods less often, because each time all are placed anew.
const MOST_EXCHANGES: usize = 40;
/// How many pods are placed at the most to find such exchanges.
const MOST_PLACED: usize = 10_000;
/// What is exchanged: so many of one pool for so many of another.
const EXCHANGES: [(usize, usize); 4] = [(1, 1), (2, 1), (1, 2), (3, 2)];

/// The nodes of each pool that would do, as small as were found: pools grow from nothing as pods need them, then give back what can be
/// spared, and are exchanged for smaller ones. Some numbers may be known to do. None if no number of nodes would do, or none that anybody has.
pub(super) fn enough(cluster: &Cluster, requirements: &Requirements, fewest: &Fewest, known: Option<Counts>) -> Option<Counts> {
    let mut finder = Finder { cluster, requirements, fewest, steps: MOST_STEPS };
    let pods = requirements.pods();
    let free: Bounds = vec![(0, pods.min(MOST_NODES)); cluster.pools.len()];
    let sizes = Sizes::new(cluster);
    let best = finder.best(&free).ok().map(|packed| nodes_in_use(cluster, &packed));
    let mut mostly = Vec::new();
    if cluster.pools.len() > 1 {
        mostly.extend((0..cluster.pools.len()).filter_map(|pool| finder.mostly(pool, &free)));
    }
    let mostly = mostly.iter().map(|packed| nodes_in_use(cluster, packed));
    let mut found = best.into_iter().chain(mostly).chain(known).min_by_key(|counts| sizes.of(counts))?;
    give_back(&mut finder, &mut found);
    exchange(&mut finder, &sizes, &mut found, MOST_EXCHANGES.min(MOST_PLACED / pods.max(1)));
    if pods <= MOST_PODS {
        for smaller in sizes.below(&found) {
            if let Some(packed) = finder.any(&at_most(&smaller)) {
                return Some(nodes_in_use(cluster, &packed));
            }
        }
    }
    Some(found)
}

/// Takes away what can be spared of each pool. What works is tried with twice as much, so that many nodes are given back in a few steps.
fn give_back(finder: &mut Finder<'_>, found: &mut Counts) {
    for pool in 0..found.len() {
        let mut step = 1;
        while found[pool] > 0 {
            step = found[pool].min(step);
            let mut fewer = found.clone();
            fewer[pool] -= step;
            match finder.any(&at_most(&fewer)) {
                Some(packed) => {
                    *found = nodes_in_use(finder.cluster, &packed);
                    step *= 2;
                }
                None if step > 1 => step = 1,
                None => break,
            }
        }
    }
}

/// Takes nodes of other pools instead where that makes all of them smaller.
fn exchange(finder: &mut Finder<'_>, sizes: &Sizes, found: &mut Counts, mut left: usize) {
    while let Some(better) = exchanged(finder, sizes, found, &mut left) {
        *found = better;
    }
}

fn exchanged(finder: &mut Finder<'_>, sizes: &Sizes, found: &Counts, left: &mut usize) -> Option<Counts> {
    for from in 0..found.len() {
        for to in (0..found.len()).filter(|to| *to != from) {
            for (fewer, more) in EXCHANGES.into_iter().filter(|(fewer, _)| *fewer <= found[from]) {
                let mut other = found.clone();
                other[from] -= fewer;
                other[to] += more;
                if sizes.of(&other) >= sizes.of(found) || finder.fewest.excludes(&other) {
                    continue;
                }
                *left = left.checked_sub(1)?;
                if let Some(packed) = finder.any(&at_most(&other)) {
                    return Some(nodes_in_use(finder.cluster, &packed));
                }
            }
        }
    }
    None
}

fn at_most(counts: &Counts) -> Bounds {
    counts.iter().map(|nodes| (0, *nodes)).collect()
}

/// The size of a node of each pool: whether it has devices, and its parts of the most CPU and of the most memory together.
struct Sizes(Vec<(bool, u128)>);

impl Sizes {
    fn new(cluster: &Cluster) -> Self {
        let amount = |offer: i64| u128::try_from(offer).unwrap_or(0);
        let most = |resource: usize| cluster.pools.iter().map(|pool| amount(pool.offer[resource])).max().unwrap_or(0);
        let (most_cpu, most_memory) = (most(0), most(1));
        let pools = cluster.pools.iter().map(|pool| {
            let devices = cluster.resources.names().iter().zip(&pool.offer).skip(PODS + 1);
            let has_devices = devices.into_iter().any(|(name, offer)| *offer > 0 && !name.starts_with(HOST_PORT));
            (has_devices, (amount(pool.offer[0]) * most_memory).saturating_add(amount(pool.offer[1]) * most_cpu))
        });
        Self(pools.collect())
    }

    fn of(&self, counts: &Counts) -> Size {
        let pools = || self.0.iter().zip(counts);
        let dear = pools().filter(|((has_devices, _), _)| *has_devices).map(|(_, nodes)| nodes).sum();
        (
            dear,
            pools().map(|((_, size), nodes)| size.saturating_mul(*nodes as u128)).fold(0, u128::saturating_add),
            counts.iter().sum(),
        )
    }

    /// All numbers of nodes that are smaller than these, the smallest first; none where there are too many of them.
    fn below(&self, counts: &Counts) -> Vec<Counts> {
        let most = self.of(counts);
        let mut all = vec![vec![0; counts.len()]];
        for pool in 0..counts.len() {
            let mut next = Vec::new();
            for known in all {
                let mut more: Counts = known;
                while self.of(&more) < most && next.len() <= MOST_COUNTS {
                    next.push(more.clone());
                    more[pool] += 1;
                }
            }
            if next.len() > MOST_COUNTS {
                return Vec::new();
            }
            all = next;
        }
        all.sort_by_key(|counts| self.of(counts));
        all
    }
}

/// The nodes of each pool on which something is.
pub(super) fn nodes_in_use(cluster: &Cluster, packed: &Packed<'_>) -> Counts {
    let mut used = vec![0; cluster.pools.len()];
    for node in packed.room.nodes.iter().filter(|node| node.pods > 0) {
        used[node.pool] += 1;
    }
    used
}
