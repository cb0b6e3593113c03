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
