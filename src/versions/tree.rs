//! Finding fields in an object as it was written.

use super::Root;
use crate::yaml::{Key, Node, Value};
use std::borrow::Cow;

/// Where the spec of a pod stands, by kind. The custom resources are those of JobSet 0.12, Kubeflow Trainer 2.3, KubeRay 1.7 and
/// Argo Rollouts 1.9 (their CRDs, 2026-11).
const PODS: [(&str, &str); 20] = [
    ("Pod", "spec"),
    ("PodTemplate", "template.spec"),
    ("Deployment", "spec.template.spec"),
    ("StatefulSet", "spec.template.spec"),
    ("DaemonSet", "spec.template.spec"),
    ("ReplicaSet", "spec.template.spec"),
    ("ReplicationController", "spec.template.spec"),
    ("Job", "spec.template.spec"),
    ("CronJob", "spec.jobTemplate.spec.template.spec"),
    ("Rollout", "spec.template.spec"),
    ("JobSet", "spec.replicatedJobs[].template.spec.template.spec"),
    ("TrainingRuntime", "spec.template.spec.replicatedJobs[].template.spec.template.spec"),
    ("ClusterTrainingRuntime", "spec.template.spec.replicatedJobs[].template.spec.template.spec"),
    ("RayJob", "spec.rayClusterSpec.headGroupSpec.template.spec"),
    ("RayJob", "spec.rayClusterSpec.workerGroupSpecs[].template.spec"),
    ("RayJob", "spec.submitterPodTemplate.spec"),
    ("RayCluster", "spec.headGroupSpec.template.spec"),
    ("RayCluster", "spec.workerGroupSpecs[].template.spec"),
    ("RayService", "spec.rayClusterConfig.headGroupSpec.template.spec"),
    ("RayService", "spec.rayClusterConfig.workerGroupSpecs[].template.spec"),
];

/// Where the spec of a Job stands, by kind.
const JOBS: [(&str, &str); 5] = [
    ("Job", "spec"),
    ("CronJob", "spec.jobTemplate.spec"),
    ("JobSet", "spec.replicatedJobs[].template.spec"),
    ("TrainingRuntime", "spec.template.spec.replicatedJobs[].template.spec"),
    ("ClusterTrainingRuntime", "spec.template.spec.replicatedJobs[].template.spec"),
];

/// The lists of containers in a pod.
const CONTAINERS: [&str; 3] = ["containers[]", "initContainers[]", "ephemeralContainers[]"];

/// Visits every part of an object in which features with this root have their place.
pub(super) fn visit<'a>(root: Root, object: &'a Node, found: &mut dyn FnMut(&'a Node)) {
    let text = |key: &str| object.get(key).and_then(Node::as_str).unwrap_or_default();
    let kind = text("kind");
    match root {
        Root::Pod => at(&PODS, kind, object, found),
        Root::Job => at(&JOBS, kind, object, found),
        Root::Container => visit(Root::Pod, object, &mut |pod| {
            for list in CONTAINERS {
                fields(pod, list, &mut |_, container| found(container));
            }
        }),
        Root::Claim => {
            match kind {
                "PersistentVolumeClaim" => fields(object, "spec", &mut |_, claim| found(claim)),
                "StatefulSet" => fields(object, "spec.volumeClaimTemplates[].spec", &mut |_, claim| found(claim)),
                _ => {}
            }
            visit(Root::Pod, object, &mut |pod| {
                fields(pod, "volumes[].ephemeral.volumeClaimTemplate.spec", &mut |_, claim| found(claim));
            });
        }
        Root::Object(group, wanted) => {
            let own = text("apiVersion").rsplit_once('/').map_or("", |(group, _)| group);
            if (own, kind) == (group, wanted) {
                found(object);
            }
        }
    }
}

fn at<'a>(places: &[(&str, &str)], kind: &str, object: &'a Node, found: &mut dyn FnMut(&'a Node)) {
    for (_, path) in places.iter().filter(|(of, _)| *of == kind) {
        fields(object, path, &mut |_, spec| found(spec));
    }
}

/// Visits every value at the end of a path, with the last key on the way; `name[]` stands for each item of the list `name`.
pub(super) fn fields<'a>(node: &'a Node, path: &str, found: &mut dyn FnMut(&'a Key, &'a Node)) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let Some((key, value)) = node.as_mapping().and_then(|mapping| mapping.entry(name)) else { return };
    let ends: &[Node] = if is_list { value.as_sequence().unwrap_or_default() } else { std::slice::from_ref(value) };
    for end in ends {
        match rest {
            Some(rest) => fields(end, rest, found),
            None => found(key, end),
        }
    }
}

/// The text of a plain value.
pub(super) fn text(node: &Node) -> Option<Cow<'_, str>> {
    match &node.value {
        Value::String { text, .. } => Some(Cow::Borrowed(text)),
        Value::Int(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}
