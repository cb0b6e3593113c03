//! The nodes that a profile promises, as the scheduler would see them.

use super::free::has;
use super::matching::Labels;
use super::needs::Needs;
use crate::profile::{Nodes, Pool, Taint};
use std::collections::BTreeMap;

/// The label of every node by which one is told from another.
pub(super) const HOSTNAME: &str = "kubernetes.io/hostname";
/// The label of every node that says where it stands.
const ZONE: &str = "topology.kubernetes.io/zone";

/// What nodes offer and pods ask for: an amount for each resource of [`Resources`].
pub(super) type Amounts = Vec<i64>;

/// The resources that count, each with its place in [`Amounts`]. CPU, memory and pods come first.
#[derive(Clone, Debug)]
pub(super) struct Resources {
    names: Vec<String>,
}

/// Where pods are counted.
pub(super) const PODS: usize = 2;

impl Resources {
    /// CPU, memory, pods, and others.
    pub(super) fn new<'r>(others: impl IntoIterator<Item = &'r str>) -> Self {
        let mut names: Vec<String> = ["cpu", "memory", "pods"].map(str::to_owned).to_vec();
        for name in others {
            if is_scheduled(name) && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        Self { names }
    }

    /// Their names in order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
}

/// Whether a node can run out of a resource, as far as a profile says: disks of nodes are nothing that it knows.
pub(in crate::capacity) fn is_scheduled(name: &str) -> bool {
    name != "ephemeral-storage"
}

/// The prefix of what stands for a port of a node itself, of which there is one.
pub(super) const HOST_PORT: &str = "port:";

/// Nodes that are alike: of one pool and in one zone.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    /// Their pool.
    pub(super) pool: usize,
    /// Their labels.
    pub(super) labels: Labels,
}

/// Nodes of one pool.
#[derive(Clone, Debug)]
pub(super) struct PoolOfNodes {
    /// The name.
    pub(super) name: String,
    /// The nodes that are always there.
    pub(super) least: usize,
    /// The nodes that there can be.
    pub(super) most: usize,
    /// What each has for pods.
    pub(super) offer: Amounts,
    /// What keeps pods away.
    pub(super) taints: Vec<Taint>,
    /// Its kinds: one for each zone.
    pub(super) kinds: Vec<usize>,
}

/// All nodes that there can be.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    /// The resources that count.
    pub(super) resources: Resources,
    /// The pools.
    pub(super) pools: Vec<PoolOfNodes>,
    /// The kinds of nodes.
    pub(super) kinds: Vec<Kind>,
}

impl Cluster {
    /// The nodes of a profile.
    pub(super) fn new(nodes: &Nodes, resources: Resources) -> Self {
        let mut cluster = Self { resources, pools: Vec::new(), kinds: Vec::new() };
        for (name, pool) in &nodes.pools {
            let offer = cluster.resources.names.iter().map(|resource| offer(pool, resource)).collect();
            let first = cluster.kinds.len();
            let index = cluster.pools.len();
            cluster.kinds.extend(labels(pool, nodes.zones).into_iter().map(|labels| Kind { pool: index, labels }));
            cluster.pools.push(PoolOfNodes {
                name: name.clone(),
                least: usize::from(pool.count.least),
                most: usize::from(pool.count.most),
                offer,
                taints: pool.taints.clone(),
                kinds: (first..cluster.kinds.len()).collect(),
            });
        }
        cluster
    }

    /// Whether an empty node of a pool takes a pod, as far as labels, taints and room go.
    pub(super) fn may_take(&self, pool: usize, needs: &Needs) -> bool {
        let pool = &self.pools[pool];
        pool.kinds.iter().any(|kind| needs.refused[*kind].is_none()) && has(&pool.offer, &needs.request)
    }
}

/// What a node of a pool has of a resource for the pods of projects, in thousandths.
pub(super) fn offer(pool: &Pool, resource: &str) -> i64 {
    let left = |all: u64, reserved: u64| i64::try_from(all.saturating_sub(reserved)).unwrap_or(i64::MAX);
    match resource {
        "cpu" => left(pool.cpu.millicores(), pool.reserved.cpu.millicores()),
        "memory" => left(pool.memory.number(), pool.reserved.memory.number()).saturating_mul(1_000),
        "pods" => left(u64::from(pool.pods), u64::from(pool.reserved.pods)).saturating_mul(1_000),
        other if other.starts_with(HOST_PORT) => 1_000,
        other => i64::from(pool.resources.get(other).copied().unwrap_or(0)) * 1_000,
    }
}

/// The labels of the nodes of a pool, for each zone. Besides its own a pool has those that every node has (Kubernetes documentation,
/// "Well-Known Labels", 2026-11); a profile that knows of nothing else means Linux on amd64.
pub(super) fn labels(pool: &Pool, zones: u16) -> Vec<Labels> {
    let mut labels = BTreeMap::from([
        ("kubernetes.io/os".to_owned(), "linux".to_owned()),
        ("kubernetes.io/arch".to_owned(), "amd64".to_owned()),
    ]);
    if let Some(machine) = &pool.machine {
        labels.insert("node.kubernetes.io/instance-type".to_owned(), machine.clone());
    }
    labels.extend(pool.labels.iter().map(|(key, value)| (key.clone(), value.clone())));
    if labels.contains_key(ZONE) {
        return vec![labels];
    }
    (1..=zones.max(1))
        .map(|zone| {
            let mut labels = labels.clone();
            labels.insert(ZONE.to_owned(), format!("zone-{zone}"));
            labels
        })
        .collect()
}
