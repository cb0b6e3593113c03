//! How far autoscalers go: HorizontalPodAutoscalers, and what KEDA makes one of.

use crate::k8s::other::Other;
use crate::k8s::{Entry, Object};
use std::collections::HashMap;

/// How far the number of pods of a workload goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// The fewest.
    pub(super) least: u64,
    /// The most.
    pub(super) most: u64,
    /// Whether pods come back from none: an autoscaler of Kubernetes' own leaves a workload alone that was set to none.
    pub(super) from_none: bool,
}

/// The bounds by namespace, kind and name of what is scaled.
pub(super) type Scalers<'a> = HashMap<(&'a str, &'a str, &'a str), Bounds>;

/// Reads the autoscalers of a bundle.
pub(super) fn read(entries: &[Entry]) -> Scalers<'_> {
    entries.iter().filter_map(scaler).collect()
}

fn scaler(entry: &Entry) -> Option<((&str, &str, &str), Bounds)> {
    let namespace = entry.object.namespace()?;
    let count = |number: i32| u64::try_from(number).unwrap_or(0);
    match &entry.object {
        Object::HorizontalPodAutoscaler(scaler) => {
            let target = &scaler.spec.scale_target_ref;
            let least = scaler.spec.min_replicas.map_or(1, count);
            let bounds = Bounds { least, most: count(scaler.spec.max_replicas).max(least), from_none: false };
            Some(((namespace, target.kind.as_str(), target.name.as_str()), bounds))
        }
        Object::ScaledObject(scaled) => {
            let spec = &scaled.spec;
            let least = count(spec.min_replica_count);
            let bounds = Bounds { least, most: count(spec.max_replica_count).max(least), from_none: true };
            Some(((namespace, "Deployment", spec.scale_target_ref.name.as_str()), bounds))
        }
        Object::Other(other) if other.kind == "ScaledObject" => {
            let (kind, name, bounds) = brought(other)?;
            Some(((namespace, kind, name), bounds))
        }
        _ => None,
    }
}

/// A ScaledObject of the user's own, with KEDA's defaults (keda-docs content/docs/2.20/reference/scaledobject-spec.md, 2026-08).
fn brought(scaled: &Other) -> Option<(&str, &str, Bounds)> {
    let target = scaled.at(&["spec", "scaleTargetRef"])?;
    let kind = target.get("kind").and_then(|kind| kind.as_str()).unwrap_or("Deployment");
    let number = |key: &str| scaled.number(&["spec", key]);
    let least = number("minReplicaCount").unwrap_or(0);
    let least = number("idleReplicaCount").map_or(least, |idle| idle.min(least));
    let most = number("maxReplicaCount").unwrap_or(100).max(least);
    Some((kind, target.get("name")?.as_str()?, Bounds { least, most, from_none: true }))
}
