//! Pods of objects in files of the user's own, of kinds that mlkube does not build or builds in one shape only.

use super::groups::{Group, scaled, side_by_side, waits};
use super::scalers::Scalers;
use crate::k8s::Entry;
use crate::k8s::other::{Other, decode_part, whole_number};
use crate::yaml::Node;
use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use std::borrow::Cow;

/// What is known of the pods of an object.
pub(super) enum Brought<'a> {
    /// These.
    Pods(Vec<Group<'a>>),
    /// It seems to make some, and nobody knows how many.
    Unknown,
}

/// Kinds whose controllers make pods of which the object shows no container, by group.
const HIDDEN: [(&str, &[&str]); 8] = [
    ("trainer.kubeflow.org", &["TrainJob"]),
    ("serving.kserve.io", &["InferenceService", "InferenceGraph", "LLMInferenceService"]),
    ("monitoring.coreos.com", &["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"]),
    ("postgresql.cnpg.io", &["Cluster", "Pooler"]),
    ("acid.zalan.do", &["postgresql"]),
    ("kafka.strimzi.io", &["Kafka", "KafkaNodePool", "KafkaConnect"]),
    ("rabbitmq.com", &["RabbitmqCluster"]),
    ("minio.min.io", &["Tenant"]),
];

/// The pods of an object.
pub(super) fn brought<'a>(entry: &'a Entry, other: &Other, scalers: &Scalers<'_>) -> Brought<'a> {
    let (group, kind) = (other.api_version.split('/').next().unwrap_or_default(), other.kind.as_str());
    let groups = match (group, kind) {
        ("apps", "DaemonSet") => template(other)
            .map(|template| vec![Group { on_every_node: true, ..own(entry, None, template, [0; 3]) }])
            .unwrap_or_default(),
        ("apps", "ReplicaSet") | ("v1", "ReplicationController") => {
            let written = other.number(&["spec", "replicas"]).map_or(1, |number| i32::try_from(number).unwrap_or(i32::MAX));
            let pods = scaled(entry, Some(written), scalers);
            template(other).map(|template| own(entry, None, template, pods)).into_iter().collect()
        }
        ("v1", "Pod") => {
            let spec = other.at(&["spec"]).and_then(decode_part);
            let template = spec.map(|spec| PodTemplateSpec { metadata: Some(other.metadata.clone()), spec });
            template.map(|template| own(entry, None, template, [1; 3])).into_iter().collect()
        }
        ("jobset.x-k8s.io", "JobSet") => {
            let jobs = other.at(&["spec", "replicatedJobs"]).and_then(Node::as_sequence).unwrap_or_default();
            jobs.iter().filter_map(|jobs| replicated(entry, jobs, waits(entry, suspended(other)))).collect()
        }
        ("keda.sh", "ScaledJob") => {
            let spec: Option<JobSpec> = other.at(&["spec", "jobTargetRef"]).and_then(decode_part);
            let most = other.number(&["spec", "maxReplicaCount"]).unwrap_or(100);
            let jobs = spec.map(|spec| (most.saturating_mul(side_by_side(&spec)), spec.template));
            jobs.map(|(pods, template)| own(entry, None, template, [0, 0, pods])).into_iter().collect()
        }
        ("ray.io", "RayCluster" | "RayService") => {
            let path: &[&str] = if kind == "RayCluster" { &["spec"] } else { &["spec", "rayClusterConfig"] };
            other.at(path).map(|cluster| ray(entry, cluster)).unwrap_or_default()
        }
        ("ray.io", "RayJob") => {
            let mut groups = other.at(&["spec", "rayClusterSpec"]).map(|cluster| ray(entry, cluster)).unwrap_or_default();
            let waits = waits(entry, suspended(other));
            for group in &mut groups {
                group.pods = if waits { [0; 3] } else { [0, group.pods[1], group.pods[2]] };
            }
            groups
        }
        _ => Vec::new(),
    };
    let is_hidden = HIDDEN.iter().any(|(known, kinds)| *known == group && kinds.contains(&kind));
    let seems_to_make_some = || is_hidden || other.rest.iter().any(|(_, value)| holds_containers(value));
    if groups.is_empty() && seems_to_make_some() { Brought::Unknown } else { Brought::Pods(groups) }
}

fn own<'a>(entry: &'a Entry, part: Option<&'static str>, template: PodTemplateSpec, pods: [u64; 3]) -> Group<'a> {
    Group { entry, part, template: Cow::Owned(template), pods, surge: 0, on_every_node: false, claims: &[] }
}

fn template(other: &Other) -> Option<PodTemplateSpec> {
    other.at(&["spec", "template"]).and_then(decode_part)
}

fn suspended(other: &Other) -> Option<bool> {
    other.at(&["spec", "suspend"]).and_then(decode_part)
}

fn replicated<'a>(entry: &'a Entry, jobs: &Node, waits: bool) -> Option<Group<'a>> {
    let spec: JobSpec = decode_part(jobs.get("template")?.get("spec")?)?;
    let replicas = jobs.get("replicas").and_then(whole_number).unwrap_or(1);
    let pods = if waits { 0 } else { replicas.saturating_mul(side_by_side(&spec)) };
    Some(own(entry, None, spec.template, [0, pods, pods]))
}

/// The head and the workers of a Ray cluster, with KubeRay's own defaults (kuberay ray-operator/apis/ray/v1/raycluster_types.go, 2026-08).
/// Without an autoscaler there are as many workers as are written.
fn ray<'a>(entry: &'a Entry, cluster: &Node) -> Vec<Group<'a>> {
    let template = |group: &Node| group.get("template").and_then(decode_part::<PodTemplateSpec>);
    let head = cluster.get("headGroupSpec").and_then(template).map(|template| own(entry, Some("head"), template, [1; 3]));
    let scales = cluster.get("enableInTreeAutoscaling").and_then(decode_part) == Some(true);
    let workers = cluster.get("workerGroupSpecs").and_then(Node::as_sequence).unwrap_or_default().iter().filter_map(|group| {
        let number = |key: &str| group.get(key).and_then(whole_number);
        let hosts = number("numOfHosts").unwrap_or(1);
        let least = number("minReplicas").unwrap_or(0);
        let written = number("replicas").unwrap_or(least);
        let most = number("maxReplicas").unwrap_or(written).max(written);
        let pods = if scales { [least.min(written), written, most] } else { [written; 3] };
        Some(own(entry, Some("workers"), template(group)?, pods.map(|pods| pods.saturating_mul(hosts))))
    });
    let workers: Vec<Group<'a>> = workers.collect();
    head.into_iter().chain(workers).collect()
}

/// Whether a value has a pod in it.
fn holds_containers(node: &Node) -> bool {
    if let Some(mapping) = node.as_mapping() {
        return mapping.iter().any(|(key, value)| {
            (&*key.name == "containers"
                && value.as_sequence().is_some_and(|items| items.iter().any(|item| item.get("image").is_some())))
                || holds_containers(value)
        });
    }
    node.as_sequence().is_some_and(|items| items.iter().any(holds_containers))
}
