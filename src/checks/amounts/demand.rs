//! What workloads ask of their namespace: requests, limits, pods and storage, as a quota counts them.

use crate::k8s::quantity::Amount;
use crate::manifest::{Container, ContainerRole, Graph, Object, Pod};
use crate::yaml::{Node, Value};
use std::collections::HashMap;

/// A workload or a claim, and how often it is there at least.
#[derive(Debug)]
pub(super) struct Workload<'a> {
    object: Object<'a>,
    pod: Option<Pod<'a>>,
    claims: Vec<&'a Node>,
    replicas: u64,
    /// Pods that a rollout adds.
    surge: u64,
    /// Whether it ends by itself, and so may wait for others of its kind.
    pub(super) ends: bool,
}

/// The least number of pods that autoscalers leave, by namespace, kind and name of what they scale.
type LeastReplicas<'a> = HashMap<(&'a str, &'a str, &'a str), u64>;

/// What each namespace holds.
pub(super) fn by_namespace<'a>(graph: &Graph<'a>) -> HashMap<&'a str, Vec<Workload<'a>>> {
    let scalers = least_replicas(graph);
    let mut found: HashMap<&str, Vec<Workload<'_>>> = HashMap::new();
    for object in graph.objects() {
        if let Some(workload) = Workload::of(*object, graph, &scalers) {
            found.entry(object.namespace).or_default().push(workload);
        }
    }
    found
}

fn least_replicas<'a>(graph: &Graph<'a>) -> LeastReplicas<'a> {
    let mut found = LeastReplicas::new();
    // `minReplicas` is 1 if not given, KEDA's `minReplicaCount` 0 (Kubernetes 1.36 `autoscaling/v2`; KEDA 2.20 documentation, "ScaledObject").
    for (scaler, key, usual) in [("ScaledObject", "minReplicaCount", 0), ("HorizontalPodAutoscaler", "minReplicas", 1)] {
        for object in graph.of_kind(scaler) {
            let Some(spec) = object.spec() else { continue };
            let Some(target) = spec.get("scaleTargetRef") else { continue };
            let Some(name) = target.text("name") else { continue };
            let least = spec.integer(key).map_or(usual, |least| u64::try_from(least).unwrap_or(0));
            found.insert((object.namespace, target.text("kind").unwrap_or("Deployment"), name), least);
        }
    }
    found
}

impl<'a> Workload<'a> {
    fn of(object: Object<'a>, graph: &Graph<'a>, scalers: &LeastReplicas<'_>) -> Option<Self> {
        let spec = object.spec()?;
        let count = |key: &str| spec.integer(key).map(|number| u64::try_from(number).unwrap_or(0));
        let scaled = || scalers.get(&(object.namespace, object.kind, object.name)).copied();
        let replicas = || count("replicas").or_else(scaled).unwrap_or(1);
        let pod = graph.pods_of(object).next().copied();
        let stands = |replicas, surge| Self { object, pod, claims: Vec::new(), replicas, surge, ends: false };
        Some(match (object.group(), object.kind) {
            ("apps", "Deployment") => stands(replicas(), surge(spec, replicas())),
            ("apps", "StatefulSet") => {
                Self { claims: spec.items("volumeClaimTemplates").iter().collect(), ..stands(replicas(), 0) }
            }
            ("", "Pod") => Self { ends: spec.text("restartPolicy").is_some_and(|policy| policy != "Always"), ..stands(1, 0) },
            ("batch", "Job") => {
                let side_by_side = count("parallelism").unwrap_or(1).min(count("completions").unwrap_or(u64::MAX));
                Self { ends: true, ..stands(if spec.is_true("suspend") { 0 } else { side_by_side }, 0) }
            }
            ("", "PersistentVolumeClaim") => Self { claims: vec![object.tree()], ..stands(1, 0) },
            _ => return None,
        })
    }

    /// What people call it.
    pub(super) fn title(&self) -> String {
        self.object.title()
    }

    /// How much of a quota's resource it takes at least.
    pub(super) fn least(&self, resource: &str) -> Amount {
        self.one(resource).times(self.replicas)
    }

    /// How much more it takes while a new version is rolled out.
    pub(super) fn surge(&self, resource: &str) -> Amount {
        self.one(resource).times(if resource == "requests.storage" { 0 } else { self.surge })
    }

    fn one(&self, resource: &str) -> Amount {
        match (resource, &self.pod) {
            ("requests.storage", _) => self.claims.iter().filter_map(|claim| claimed(claim)).sum(),
            ("pods" | "count/pods", Some(_)) => Amount::whole(1),
            (_, Some(pod)) => {
                let (side, name) = side_and_name(resource);
                of_pod(pod, side, name)
            }
            (_, None) => Amount::default(),
        }
    }
}

/// The pods that `maxSurge` adds: a share is rounded up; a quarter if nothing is said (Kubernetes 1.36 `apps/v1`, `DeploymentStrategy`).
fn surge(spec: &Node, replicas: u64) -> u64 {
    let strategy = spec.get("strategy");
    if strategy.is_some_and(|strategy| strategy.text("type") == Some("Recreate")) {
        return 0;
    }
    let surge = strategy.and_then(|strategy| strategy.dig(&["rollingUpdate", "maxSurge"]));
    let share = |percent: u64| replicas.saturating_mul(percent).div_ceil(100);
    match surge.map(|surge| (surge.as_integer(), surge.as_str())) {
        Some((Some(number), _)) => u64::try_from(number).unwrap_or(0),
        Some((None, Some(text))) => share(text.trim_end_matches('%').parse().unwrap_or(0)),
        _ => share(25),
    }
}

/// The size of a claim.
fn claimed(claim: &Node) -> Option<Amount> {
    amount(claim.dig(&["spec", "resources", "requests", "storage"])?)
}

/// An amount as it is written.
pub(super) fn amount(node: &Node) -> Option<Amount> {
    match &node.value {
        Value::String { text, .. } => Amount::parse(text),
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => Amount::parse(&node.scalar_text()?),
        _ => None,
    }
}

/// What is set aside for a pod, or what it may use at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// What is set aside.
    Requests,
    /// What it may use at most.
    Limits,
}

/// The side and the resource that a quota means by a name such as `requests.cpu`.
pub(super) fn side_and_name(resource: &str) -> (Side, &str) {
    match resource.split_once('.') {
        Some(("limits", name)) => (Side::Limits, name),
        Some(("requests", name)) => (Side::Requests, name),
        _ => (Side::Requests, resource),
    }
}

/// What a pod counts as: its containers together, or an init container that needs more by itself; sidecars run beside both. What is
/// said of the pod as a whole holds instead, and what its runtime takes is added (Kubernetes documentation, "Sidecar Containers:
/// Resource sharing within containers"; component-helpers `resource/helpers.go`, `PodRequests` and `PodLimits`, 2026-11).
fn of_pod(pod: &Pod<'_>, side: Side, name: &str) -> Amount {
    let (mut beside, mut before, mut main) = (Amount::default(), Amount::default(), Amount::default());
    for container in pod.containers() {
        let own = of_container(container, side, name).unwrap_or_default();
        match container.role {
            ContainerRole::Sidecar => {
                beside = beside + own;
                before = before.max(beside);
            }
            ContainerRole::Init => before = before.max(beside + own),
            ContainerRole::Main => main = main + own,
            ContainerRole::Ephemeral => {}
        }
    }
    let can_be_whole = matches!(name, "cpu" | "memory") || name.starts_with("hugepages-");
    let whole = pod.spec.get("resources").filter(|_| can_be_whole).and_then(|resources| named(resources, side, name));
    let counted = whole.unwrap_or_else(|| (main + beside).max(before));
    // A pod that is not limited stays without a limit, whatever its runtime takes.
    if side == Side::Limits && counted == Amount::default() {
        return counted;
    }
    counted + pod.spec.dig(&["overhead", name]).and_then(amount).unwrap_or_default()
}

/// What a container requests or is limited to.
pub(super) fn of_container(container: Container<'_>, side: Side, name: &str) -> Option<Amount> {
    named(container.node.get("resources")?, side, name)
}

/// The amount of a resource. Who names a limit alone requests as much: that is how devices are asked for (Kubernetes documentation,
/// "Resource Management for Pods and Containers" and "Schedule GPUs", 2026-11).
fn named(resources: &Node, side: Side, name: &str) -> Option<Amount> {
    let of = |key: &str| resources.dig(&[key, name]).and_then(amount);
    match side {
        Side::Limits => of("limits"),
        Side::Requests => of("requests").or_else(|| of("limits")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, of_pod};
    use crate::diag::Report;
    use crate::k8s::quantity::Amount;
    use crate::manifest::{Manifest, Object, Pod};
    use crate::source::SourceId;
    use crate::yaml::{Limits, read_documents};

    /// What a pod with this spec counts as.
    fn counts(spec: &str, side: Side, name: &str) -> Amount {
        let text = format!("{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {spec}}}");
        let documents = read_documents(SourceId::default(), &text, &Limits::default(), &mut Report::default());
        let manifests: Vec<Manifest> = documents.into_iter().map(Manifest::written).collect();
        of_pod(&Pod::of(Object::new(0, &manifests[0]))[0], side, name)
    }

    #[test]
    fn init_containers_count_for_themselves_and_sidecars_for_all() {
        let with = |cpu: &str| format!("resources: {{requests: {{cpu: {cpu}}}, limits: {{cpu: {cpu}}}}}");
        let pod = |init: &str, main: &str| format!("{{initContainers: [{init}], containers: [{{{}}}]}}", with(main));
        assert_eq!(counts(&pod(&format!("{{{}}}", with("3")), "1"), Side::Requests, "cpu"), Amount::whole(3));
        assert_eq!(counts(&pod(&format!("{{{}}}", with("1")), "2"), Side::Limits, "cpu"), Amount::whole(2));
        let beside = format!("{{restartPolicy: Always, {}}}, {{{}}}", with("1"), with("3"));
        assert_eq!(counts(&pod(&beside, "1"), Side::Requests, "cpu"), Amount::whole(4));
    }

    #[test]
    fn a_limit_alone_is_requested_too() {
        let spec = "{containers: [{resources: {limits: {nvidia.com/gpu: 2}}}]}";
        assert_eq!(counts(spec, Side::Requests, "nvidia.com/gpu"), Amount::whole(2));
        assert_eq!(counts(spec, Side::Limits, "nvidia.com/gpu"), Amount::whole(2));
    }

    #[test]
    fn what_is_said_of_the_whole_pod_holds_and_its_runtime_adds() {
        let spec = "{containers: [{}], resources: {requests: {cpu: 2}}, overhead: {cpu: 1}}";
        assert_eq!(counts(spec, Side::Requests, "cpu"), Amount::whole(3));
        assert_eq!(counts(spec, Side::Limits, "cpu"), Amount::default(), "no limit stays none");
    }
}
