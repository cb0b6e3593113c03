//! The nodes of a cluster.

use super::facts::Taint;
use crate::fields::{Bytes, Cpu, NodeCount};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// The nodes of a cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Nodes {
    /// How many there are at the least.
    pub count: u16,
    /// Over how many zones.
    pub zones: u16,
    /// Nodes of one kind each, by name; none where nothing is known of them.
    #[serde(default)]
    pub pools: IndexMap<String, Pool>,
}

impl Nodes {
    /// Whether there is one node and there will never be more, so that whatever is for one node is for all pods.
    pub fn is_one(&self) -> bool {
        !self.pools.is_empty() && self.pools.values().map(|pool| u32::from(pool.count.most)).sum::<u32>() == 1
    }
}

/// Nodes of one kind.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pool {
    /// What the cloud calls such a machine.
    #[serde(default)]
    pub machine: Option<String>,
    /// How many.
    pub count: NodeCount,
    /// The cores of one, all of them.
    pub cpu: Cpu,
    /// The memory of one, all of it.
    pub memory: Bytes,
    /// How many pods one takes at the most.
    pub pods: u16,
    /// What else one has to offer, such as `nvidia.com/gpu: 1`.
    #[serde(default)]
    pub resources: IndexMap<String, u32>,
    /// What the system keeps of each for itself: what is not allocatable, and the pods that run on every node.
    pub reserved: Reserved,
    /// Labels that all of them have, beyond those that every node has.
    #[serde(default)]
    pub labels: IndexMap<String, String>,
    /// What keeps pods away that do not tolerate it.
    #[serde(default)]
    pub taints: Vec<Taint>,
}

/// What the system keeps of a node for itself.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reserved {
    /// Of its cores.
    pub cpu: Cpu,
    /// Of its memory.
    pub memory: Bytes,
    /// Pods of the system's own.
    pub pods: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::fields::Word;
    use crate::profile::{BUILTIN, load};
    use crate::source::Sources;

    fn nodes(counts: &[&str]) -> Nodes {
        let pool = |count: &&str| Pool {
            machine: None,
            count: NodeCount::parse(count).unwrap(),
            cpu: Cpu::parse("4").unwrap(),
            memory: Bytes::parse("8Gi").unwrap(),
            pods: 110,
            resources: IndexMap::new(),
            reserved: Reserved { cpu: Cpu::parse("1").unwrap(), memory: Bytes::parse("1Gi").unwrap(), pods: 10 },
            labels: IndexMap::new(),
            taints: Vec::new(),
        };
        let pools = counts.iter().map(|count| ((*count).to_owned(), pool(count))).collect();
        Nodes { count: 1, zones: 1, pools }
    }

    #[test]
    fn one_node_is_known_to_be_the_only_one() {
        assert!(nodes(&["1"]).is_one());
        for counts in [&[][..], &["2"], &["1..3"], &["0..1", "1"]] {
            assert!(!nodes(counts).is_one(), "{counts:?}");
        }
    }

    #[test]
    fn pools_hold_what_their_profile_says() {
        for builtin in BUILTIN {
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let profile = load(builtin.name, None, &mut sources, &mut report).unwrap();
            let pools = &profile.nodes.pools;
            for (name, pool) in pools {
                let Reserved { cpu, memory, pods } = pool.reserved;
                assert!(cpu < pool.cpu && memory < pool.memory && pods < pool.pods, "{}: {name}", builtin.name);
            }
            let least: u16 = pools.values().map(|pool| pool.count.least).sum();
            assert!(pools.is_empty() || least == profile.nodes.count, "{}: {least}", builtin.name);
        }
    }

    /// Whoever asks for nodes that may go finds some, and whoever asks for accelerators, if the profile knows its pools.
    #[test]
    fn what_can_be_asked_for_has_a_pool() {
        for builtin in BUILTIN {
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let profile = load(builtin.name, None, &mut sources, &mut report).unwrap();
            let pools = &profile.nodes.pools;
            if pools.is_empty() || profile.local {
                continue;
            }
            let has = |labels: &IndexMap<String, String>| {
                pools.values().any(|pool| labels.iter().all(|(key, value)| pool.labels.get(key) == Some(value)))
            };
            assert!(profile.spot.as_ref().is_none_or(|spot| has(&spot.labels)), "{}: spot", builtin.name);
            let Some(gpu) = &profile.gpu else { continue };
            assert!(pools.values().any(|pool| pool.resources.contains_key(&gpu.resource)), "{}: accelerators", builtin.name);
            let fits = |pool: &Pool, labels: &IndexMap<String, Vec<String>>| {
                labels.iter().all(|(key, values)| pool.labels.get(key).is_some_and(|value| values.contains(value)))
            };
            for (name, pool) in pools.iter().filter(|(_, pool)| pool.resources.contains_key(&gpu.resource)) {
                assert!(gpu.models.values().any(|labels| fits(pool, labels)), "{}: the model of {name}", builtin.name);
            }
        }
    }
}
