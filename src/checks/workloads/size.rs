//! How many pods a workload has, and how they are replaced.

use super::super::references::scaled_object;
use super::super::share::Share;
use super::Context;
use crate::manifest::{Graph, Object};
use std::collections::HashMap;

/// Who scales which workload.
pub(super) struct Scalers<'a> {
    of_workload: HashMap<usize, Object<'a>>,
}

/// How many pods a workload has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size<'a> {
    /// At the least; 0 where a scaler may take all of them.
    pub(super) least: u64,
    /// At the most.
    pub(super) most: u64,
    /// Who decides it.
    pub(super) scaler: Option<Object<'a>>,
}

impl<'a> Scalers<'a> {
    /// Looks at every scaler once. Of two for one workload the first counts; that there are two is another finding.
    pub(super) fn new(graph: &Graph<'a>) -> Self {
        let mut of_workload = HashMap::new();
        for scaler in graph.of_kind("HorizontalPodAutoscaler").chain(graph.of_kind("ScaledObject")) {
            if let Some(workload) = scaled_object(graph, scaler, "scaleTargetRef") {
                of_workload.entry(workload.index).or_insert(scaler);
            }
        }
        Self { of_workload }
    }

    /// Who scales a workload.
    pub(super) fn of(&self, workload: Object<'_>) -> Option<Object<'a>> {
        self.of_workload.get(&workload.index).copied()
    }

    /// How many pods a workload has; none if that is not known: it is of another kind, or says nothing and may be scaled by
    /// somebody who is not among the objects.
    pub(super) fn size(&self, workload: Object<'_>, context: &Context<'_>) -> Option<Size<'a>> {
        let is_counted = matches!(
            (workload.group(), workload.kind),
            ("apps", "Deployment" | "StatefulSet" | "ReplicaSet") | ("", "ReplicationController") | ("argoproj.io", "Rollout")
        );
        if !is_counted {
            return None;
        }
        let scaler = self.of(workload);
        if let Some(scaler) = scaler {
            let bound =
                |key: &str| scaler.spec().and_then(|spec| spec.integer(key)).and_then(|number| u64::try_from(number).ok());
            // Defaults: autoscaling/v2 `minReplicas` 1 (k8s.io/api, 1.37); KEDA "ScaledObject specification": 0 and 100 (2.20).
            let (least, most) = match scaler.kind {
                "ScaledObject" => (bound("minReplicaCount").unwrap_or(0), bound("maxReplicaCount").unwrap_or(100)),
                _ => (bound("minReplicas").unwrap_or(1), bound("maxReplicas")?),
            };
            return Some(Size { least, most, scaler: Some(scaler) });
        }
        let is_all = workload.is_rendered() || context.closed;
        let replicas = match workload.spec()?.get("replicas").filter(|replicas| !replicas.is_null()) {
            Some(replicas) => u64::try_from(replicas.as_integer()?).ok()?,
            None if is_all => 1,
            None => return None,
        };
        Some(Size { least: replicas, most: replicas, scaler: None })
    }
}

/// Whether an update of a Deployment waits for a pod more before it ends one: none may be missing meanwhile. A quarter of each is the
/// default, and one may be missing where both come to nothing (Kubernetes `pkg/controller/deployment/util`, `ResolveFenceposts`, 2026-10).
pub(super) fn adds_before_it_ends(deployment: Object<'_>, replicas: u64) -> bool {
    if !deployment.is("apps", "Deployment") || replicas == 0 {
        return false;
    }
    let strategy = deployment.spec().and_then(|spec| spec.get("strategy"));
    if strategy.and_then(|strategy| strategy.text("type")) == Some("Recreate") {
        return false;
    }
    let share = |key: &str| {
        let written = strategy.and_then(|strategy| strategy.dig(&["rollingUpdate", key])).filter(|node| !node.is_null());
        written.map_or(Some(Share::Percent(25)), Share::read)
    };
    let (Some(surge), Some(missing)) = (share("maxSurge"), share("maxUnavailable")) else { return false };
    surge.of_rounded_up(replicas) > 0 && missing.of_rounded_down(replicas) == 0
}
