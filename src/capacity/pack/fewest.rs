//! How many nodes there have to be at the least: what no way of packing can do without.
//!
//! A sum says it for pods that are small beside a node. Where nodes are left with gaps, as by three pods of a third and a bit, the pods are
//! first rounded so that no node holds more of them than before: a dual feasible function (Fekete and Schepers, "New classes of fast lower
//! bounds for bin packing problems", Mathematical Programming 91, 2001, `u^(k)`).

use super::cluster::{Amounts, Cluster};
use super::needs::{Needs, Requirements};

/// Into how many parts a node is divided at the most.
const MOST_PARTS: u64 = 64;
/// How many sets of pools are looked at: as many as there are kinds of pods that can use different ones.
const MOST_SETS: usize = 64;

/// The nodes without which no way does.
#[derive(Clone, Debug)]
pub(super) struct Fewest {
    demanded: Vec<Demanded>,
    /// What all pods ask for of each resource.
    asked: Vec<i128>,
    /// What a node of each pool offers.
    offers: Vec<Amounts>,
}

/// So many nodes of some pools together.
#[derive(Clone, Debug)]
struct Demanded {
    /// For each pool whether it is one of them.
    pools: Vec<bool>,
    nodes: u64,
}

impl Fewest {
    /// Reckons with pods of which each has some node that takes it.
    pub(super) fn new(cluster: &Cluster, requirements: &Requirements) -> Self {
        let all: Vec<(Vec<bool>, &Needs)> = requirements
            .needs
            .iter()
            .filter(|needs| needs.pods > 0)
            .map(|needs| ((0..cluster.pools.len()).map(|pool| cluster.may_take(pool, needs)).collect(), needs))
            .collect();
        let mut sets: Vec<Vec<bool>> = vec![vec![true; cluster.pools.len()]];
        for (set, _) in &all {
            if sets.len() < MOST_SETS && !sets.contains(set) {
                sets.push(set.clone());
            }
        }
        let demanded = sets.into_iter().map(|pools| {
            let within = all.iter().filter(|(set, _)| set.iter().zip(&pools).all(|(own, there)| *there || !own));
            let needs: Vec<&Needs> = within.map(|(_, needs)| *needs).collect();
            let nodes = nodes_for(cluster, &pools, &needs);
            Demanded { pools, nodes }
        });
        let of_all = |resource: usize| {
            let asked = all.iter().map(|(_, needs)| i128::from(needs.request[resource]).saturating_mul(needs.pods as i128));
            asked.fold(0, i128::saturating_add)
        };
        Self {
            demanded: demanded.collect(),
            asked: (0..cluster.resources.names().len()).map(of_all).collect(),
            offers: cluster.pools.iter().map(|pool| pool.offer.clone()).collect(),
        }
    }

    /// Whether so many nodes of each pool cannot do.
    pub(super) fn excludes(&self, nodes: &[usize]) -> bool {
        let there = |pools: &[bool]| {
            let counts = pools.iter().zip(nodes).filter(|(is_there, _)| **is_there);
            counts.map(|(_, nodes)| *nodes as u64).fold(0, u64::saturating_add)
        };
        let offered = |resource: usize| {
            let offers =
                self.offers.iter().zip(nodes).map(|(offer, nodes)| i128::from(offer[resource]).saturating_mul(*nodes as i128));
            offers.fold(0, i128::saturating_add)
        };
        self.demanded.iter().any(|demanded| there(&demanded.pools) < demanded.nodes)
            || self.asked.iter().enumerate().any(|(resource, asked)| offered(resource) < *asked)
    }

    /// How many nodes there have to be together: sets of pools that have none in common add up.
    pub(super) fn together(&self) -> u64 {
        let mut sets: Vec<&Demanded> = self.demanded.iter().collect();
        sets.sort_by_key(|demanded| std::cmp::Reverse(demanded.nodes));
        let mut counted: Vec<&Demanded> = Vec::new();
        for demanded in sets {
            let meets = |other: &&Demanded| other.pools.iter().zip(&demanded.pools).any(|(one, two)| *one && *two);
            if !counted.iter().any(meets) {
                counted.push(demanded);
            }
        }
        counted.iter().map(|demanded| demanded.nodes).fold(0, u64::saturating_add)
    }
}

/// The nodes that pods need which run on these pools only.
fn nodes_for(cluster: &Cluster, pools: &[bool], needs: &[&Needs]) -> u64 {
    let by_room = (0..cluster.resources.names().len()).map(|resource| {
        let offers = cluster.pools.iter().zip(pools).filter(|(_, is_there)| **is_there).map(|(pool, _)| pool.offer[resource]);
        let largest = offers.max().and_then(|offer| u64::try_from(offer).ok()).unwrap_or(0);
        let sizes = needs.iter().map(|needs| (u64::try_from(needs.request[resource]).unwrap_or(0), needs.pods as u64));
        let sizes: Vec<(u64, u64)> = sizes.filter(|(size, _)| *size > 0 && *size <= largest).collect();
        if sizes.is_empty() { 0 } else { (0..=MOST_PARTS).map(|parts| nodes_of_parts(&sizes, largest, parts)).max().unwrap_or(0) }
    });
    // Who stands alone on a node takes one each.
    let alone = needs.iter().filter(|needs| needs.is_alone).map(|needs| needs.pods as u64);
    by_room.chain(alone).max().unwrap_or(0)
}

/// The nodes that sizes come to when each is rounded down to parts of a node, but for those that have as many parts more as a node has left
/// over; the plain sum for no parts.
fn nodes_of_parts(sizes: &[(u64, u64)], largest: u64, parts: u64) -> u64 {
    let (mut exact, mut rounded) = (0_u128, 0_u128);
    for (size, pods) in sizes {
        match size.checked_mul(parts + 1) {
            Some(product) if parts > 0 && product % largest != 0 => rounded += u128::from(product / largest) * u128::from(*pods),
            Some(_) => exact += u128::from(*size) * u128::from(*pods),
            // Too large to reckon with: it counts for nothing.
            None => {}
        }
    }
    let (largest, parts) = (u128::from(largest), u128::from(parts.max(1)));
    // exact / largest + rounded / parts, as one fraction that is rounded up.
    let nodes = (exact.saturating_mul(parts).saturating_add(rounded.saturating_mul(largest))).div_ceil(largest * parts);
    u64::try_from(nodes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(sizes: &[(u64, u64)], largest: u64) -> u64 {
        (0..=MOST_PARTS).map(|parts| nodes_of_parts(sizes, largest, parts)).max().unwrap_or(0)
    }

    #[test]
    fn gaps_count_where_a_sum_does_not_see_them() {
        assert_eq!(nodes_of_parts(&[(250, 3_000)], 3_740, 0), 201, "the sum");
        assert_eq!(nodes(&[(250, 3_000)], 3_740), 215, "fourteen a node");
        assert_eq!(nodes(&[(34, 9)], 100), 5, "two a node");
        assert_eq!(nodes(&[(50, 4)], 100), 2, "no gap");
        assert_eq!(nodes(&[(100, 7), (1, 1)], 100), 8);
    }

    #[test]
    fn never_more_than_there_have_to_be() {
        // All ways to fill nodes of ten with four sizes, by trying how many nodes would do.
        fn fits(sizes: &[u64], nodes: &mut [u64]) -> bool {
            let Some((first, rest)) = sizes.split_first() else { return true };
            (0..nodes.len()).any(|node| {
                let has_room = nodes[node] + first <= 10;
                if has_room {
                    nodes[node] += first;
                    if fits(rest, nodes) {
                        return true;
                    }
                    nodes[node] -= first;
                }
                false
            })
        }
        for case in 0..10_000_u64 {
            let sizes: Vec<u64> = (0..4).map(|place| case / 10_u64.pow(place) % 10 + 1).collect();
            let exact = (1..=4).find(|nodes| fits(&sizes, &mut vec![0; *nodes])).expect("one each");
            let least = nodes(&sizes.iter().map(|size| (*size, 1)).collect::<Vec<_>>(), 10);
            assert!(least <= exact as u64, "{sizes:?}: {least} of {exact}");
        }
    }
}
