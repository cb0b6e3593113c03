//! Why a node does not take a pod, in the words of kube-scheduler.

use super::cluster::{HOST_PORT, PODS};
use std::collections::BTreeMap;
use std::fmt;

/// Why a node does not take a pod. The words are those of the scheduler's events (kubernetes pkg/scheduler/framework/plugins, 2026-08), so
/// that what is searched for is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Refusal {
    /// A taint: its key and value.
    Taint(String, String),
    /// Labels that the pod insists on.
    Labels,
    /// A port of the node that is taken.
    Port,
    /// Too little of a resource.
    Insufficient(String),
    /// As many pods as the node takes.
    TooManyPods,
    /// A volume that one pod has for itself.
    VolumeInUse,
    /// A volume that is attached to another node, or lies in another zone.
    VolumeElsewhere,
    /// Pods that are to be spread evenly.
    Spread,
    /// A node without the label over which pods are spread.
    SpreadLabel,
    /// Pods that this one wants beside it.
    Affinity,
    /// Pods that this one does not want beside it.
    AntiAffinity,
    /// Pods that do not want this one beside them.
    AntiAffinityOfOthers,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taint(key, value) => write!(formatter, "node(s) had untolerated taint {{{key}: {value}}}"),
            Self::Labels => formatter.write_str("node(s) didn't match Pod's node affinity/selector"),
            Self::Port => formatter.write_str("node(s) didn't have free ports for the requested pod ports"),
            Self::Insufficient(resource) => write!(formatter, "Insufficient {resource}"),
            Self::TooManyPods => formatter.write_str("Too many pods"),
            Self::VolumeInUse => formatter
                .write_str("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"),
            Self::VolumeElsewhere => formatter.write_str("node(s) didn't match PersistentVolume's node affinity"),
            Self::Spread => formatter.write_str("node(s) didn't match pod topology spread constraints"),
            Self::SpreadLabel => {
                formatter.write_str("node(s) didn't match pod topology spread constraints (missing required label)")
            }
            Self::Affinity => formatter.write_str("node(s) didn't match pod affinity rules"),
            Self::AntiAffinity => formatter.write_str("node(s) didn't match pod anti-affinity rules"),
            Self::AntiAffinityOfOthers => formatter.write_str("node(s) didn't satisfy existing pods anti-affinity rules"),
        }
    }
}

/// What it means that there is too little of a resource, which has this place among all.
pub(super) fn lack(index: usize, name: &str) -> Refusal {
    match name {
        _ if index == PODS => Refusal::TooManyPods,
        port if port.starts_with(HOST_PORT) => Refusal::Port,
        resource => Refusal::Insufficient(resource.to_owned()),
    }
}

/// The scheduler's sentence: `0/3 nodes are available: 1 Insufficient memory, 3 Insufficient cpu.`
pub(super) fn sentence(nodes: usize, refusals: impl IntoIterator<Item = Refusal>) -> String {
    let mut counts: BTreeMap<Refusal, usize> = BTreeMap::new();
    for refusal in refusals {
        *counts.entry(refusal).or_default() += 1;
    }
    // The scheduler sorts the reasons as texts, numbers and all.
    let mut reasons: Vec<String> = counts.into_iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    reasons.sort();
    match reasons.as_slice() {
        [] => format!("0/{nodes} nodes are available."),
        reasons => format!("0/{nodes} nodes are available: {}.", reasons.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaks_like_the_scheduler() {
        let cpu = || Refusal::Insufficient("cpu".to_owned());
        let taint = Refusal::Taint("nvidia.com/gpu".to_owned(), String::new());
        assert_eq!(
            sentence(3, [cpu(), taint, cpu()]),
            "0/3 nodes are available: 1 node(s) had untolerated taint {nvidia.com/gpu: }, 2 Insufficient cpu."
        );
    }
}
