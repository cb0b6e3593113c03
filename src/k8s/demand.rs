//! What workloads ask of their namespace: requests, limits, pods and storage, as a quota counts them.

use super::object::{Entry, Object};
use super::quantity::Amount;
use k8s_openapi::api::core::v1::{Container, PersistentVolumeClaim, PersistentVolumeClaimSpec, PodSpec, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::{BTreeMap, HashMap};

/// A workload or a claim, and how often it is there at least.
#[derive(Debug)]
pub struct Workload<'a> {
    entry: &'a Entry,
    pod: Option<&'a PodSpec>,
    claims: &'a [PersistentVolumeClaim],
    replicas: u64,
    /// Pods that a rollout adds.
    surge: u64,
    /// Whether it ends by itself, and so may wait for others of its kind.
    pub ends: bool,
}

/// The least number of pods that autoscalers leave, by namespace, kind and name of what they scale.
pub type LeastReplicas<'a> = HashMap<(&'a str, &'a str, &'a str), u64>;

/// Reads the autoscalers of a bundle.
pub fn least_replicas(entries: &[Entry]) -> LeastReplicas<'_> {
    entries.iter().filter_map(scaler).collect()
}

fn scaler(entry: &Entry) -> Option<((&str, &str, &str), u64)> {
    let Object::HorizontalPodAutoscaler(scaler) = &entry.object else { return None };
    let target = &scaler.spec.scale_target_ref;
    let least = scaler.spec.min_replicas.map_or(1, |least| u64::try_from(least).unwrap_or(0));
    Some(((entry.object.namespace()?, target.kind.as_str(), target.name.as_str()), least))
}

impl<'a> Workload<'a> {
    /// What an object asks for, if it asks for anything.
    pub fn of(entry: &'a Entry, scalers: &LeastReplicas<'_>) -> Option<Self> {
        let count = |number: Option<i32>| number.map_or(1, |number| u64::try_from(number).unwrap_or(0));
        let scaled = || {
            let key = (entry.object.namespace()?, entry.object.kind(), entry.object.name());
            scalers.get(&key).copied()
        };
        let found = match &entry.object {
            Object::Deployment(deployment) => {
                let spec = &deployment.spec;
                let replicas = spec.replicas.map_or_else(|| scaled().unwrap_or(1), |own| count(Some(own)));
                let surge = spec.strategy.as_ref().and_then(|strategy| strategy.rolling_update.as_ref());
                let surge = surge.map_or(0, |rolling| extra_pods(rolling.max_surge.as_ref(), replicas));
                Self { entry, pod: spec.template.spec.as_ref(), claims: &[], replicas, surge, ends: false }
            }
            Object::StatefulSet(set) => Self {
                entry,
                pod: set.spec.template.spec.as_ref(),
                claims: set.spec.volume_claim_templates.as_deref().unwrap_or_default(),
                replicas: set.spec.replicas.map_or_else(|| scaled().unwrap_or(1), |own| count(Some(own))),
                surge: 0,
                ends: false,
            },
            Object::Job(job) => {
                let spec = job.spec.as_ref()?;
                let side_by_side = count(spec.parallelism).min(spec.completions.map_or(u64::MAX, |all| count(Some(all))));
                Self { entry, pod: spec.template.spec.as_ref(), claims: &[], replicas: side_by_side, surge: 0, ends: true }
            }
            Object::PersistentVolumeClaim(claim) => {
                Self { entry, pod: None, claims: std::slice::from_ref(&**claim), replicas: 1, surge: 0, ends: false }
            }
            _ => return None,
        };
        Some(found)
    }

    /// Its namespace.
    pub fn namespace(&self) -> &'a str {
        self.entry.object.namespace().unwrap_or_default()
    }

    /// What people call it.
    pub fn title(&self) -> String {
        self.entry.object.title()
    }

    /// How much of a quota's resource it takes at least.
    pub fn least(&self, resource: &str) -> Amount {
        self.one(resource).times(self.replicas)
    }

    /// How much more it takes while a new version is rolled out.
    pub fn surge(&self, resource: &str) -> Amount {
        self.one(resource).times(if resource == "requests.storage" { 0 } else { self.surge })
    }

    fn one(&self, resource: &str) -> Amount {
        match (resource, self.pod) {
            ("requests.storage", _) => self.claims.iter().filter_map(claimed).sum(),
            ("pods" | "count/pods", Some(_)) => Amount::whole(1),
            (_, Some(pod)) => {
                let (side, name) = side_and_name(resource);
                of_pod(pod, side, name)
            }
            (_, None) => Amount::default(),
        }
    }
}

/// The pods that `maxSurge` adds: a share is rounded up.
pub fn extra_pods(surge: Option<&IntOrString>, replicas: u64) -> u64 {
    match surge {
        Some(IntOrString::Int(count)) => u64::try_from(*count).unwrap_or(0),
        Some(IntOrString::String(share)) => {
            let percent: u64 = share.trim_end_matches('%').parse().unwrap_or(0);
            (replicas * percent).div_ceil(100)
        }
        None => (replicas * 25).div_ceil(100),
    }
}

fn claimed(claim: &PersistentVolumeClaim) -> Option<Amount> {
    claimed_size(claim.spec.as_ref()?)
}

/// The size of a claim.
pub fn claimed_size(claim: &PersistentVolumeClaimSpec) -> Option<Amount> {
    Amount::of(claim.resources.as_ref()?.requests.as_ref()?.get("storage")?)
}

/// What is set aside for a pod, or what it may use at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is set aside.
    Requests,
    /// What it may use at most.
    Limits,
}

/// The side and the resource that a quota means by a name such as `requests.cpu`.
fn side_and_name(resource: &str) -> (Side, &str) {
    match resource.split_once('.') {
        Some(("limits", name)) => (Side::Limits, name),
        Some(("requests", name)) => (Side::Requests, name),
        _ => (Side::Requests, resource),
    }
}

/// What a pod counts as: its containers together, or an init container that needs more by itself; sidecars run beside both. What is
/// said of the pod as a whole holds instead, and what its runtime takes is added (Kubernetes documentation, "Sidecar Containers:
/// Resource sharing within containers"; component-helpers `resource/helpers.go`, `PodRequests` and `PodLimits`, 2026-11).
pub fn of_pod(pod: &PodSpec, side: Side, name: &str) -> Amount {
    let mut beside = Amount::default();
    let mut before = Amount::default();
    for container in pod.init_containers.iter().flatten() {
        let own = of_container(container, side, name);
        if container.restart_policy.as_deref() == Some("Always") {
            beside = beside + own;
            before = before.max(beside);
        } else {
            before = before.max(beside + own);
        }
    }
    let together = pod.containers.iter().map(|container| of_container(container, side, name)).sum::<Amount>() + beside;
    let counted = as_a_whole(pod, side, name).unwrap_or_else(|| together.max(before));
    // A pod that is not limited stays without a limit, whatever its runtime takes.
    if side == Side::Limits && counted == Amount::default() {
        return counted;
    }
    let overhead = pod.overhead.as_ref().and_then(|overhead| overhead.get(name)).and_then(Amount::of);
    counted + overhead.unwrap_or_default()
}

/// What is said of a pod as a whole, which only CPU, memory and huge pages can be.
fn as_a_whole(pod: &PodSpec, side: Side, name: &str) -> Option<Amount> {
    let can_be = matches!(name, "cpu" | "memory") || name.starts_with("hugepages-");
    named(pod.resources.as_ref()?, side, name).filter(|_| can_be)
}

/// What a container requests or is limited to.
pub fn of_container(container: &Container, side: Side, name: &str) -> Amount {
    container.resources.as_ref().and_then(|resources| named(resources, side, name)).unwrap_or_default()
}

/// The amount of a resource. Who names a limit alone requests as much: that is how devices are asked for (Kubernetes documentation,
/// "Resource Management for Pods and Containers" and "Schedule GPUs", 2026-11).
fn named(resources: &ResourceRequirements, side: Side, name: &str) -> Option<Amount> {
    let of = |amounts: &Option<BTreeMap<String, Quantity>>| amounts.as_ref()?.get(name).and_then(Amount::of);
    match side {
        Side::Limits => of(&resources.limits),
        Side::Requests => of(&resources.requests).or_else(|| of(&resources.limits)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::pod::{Resources, container};

    #[test]
    fn init_containers_count_for_themselves_and_sidecars_for_all() {
        let with =
            |cpu: &str| container("c", "i", Resources { cpu: (cpu.to_owned(), cpu.to_owned()), memory: Default::default() });
        let sidecar = |cpu: &str| Container { restart_policy: Some("Always".to_owned()), ..with(cpu) };
        let pod = |init: Vec<Container>, main: &str| PodSpec {
            init_containers: Some(init),
            containers: vec![with(main)],
            ..PodSpec::default()
        };
        assert_eq!(of_pod(&pod(vec![with("3")], "1"), Side::Requests, "cpu"), Amount::whole(3));
        assert_eq!(of_pod(&pod(vec![with("1")], "2"), Side::Limits, "cpu"), Amount::whole(2));
        assert_eq!(of_pod(&pod(vec![sidecar("1"), with("3")], "1"), Side::Requests, "cpu"), Amount::whole(4));
    }

    #[test]
    fn a_limit_alone_is_requested_too() {
        let mut container = Container::default();
        crate::k8s::pod::add_devices(&mut container, "nvidia.com/gpu", 2);
        let pod = PodSpec { containers: vec![container], ..PodSpec::default() };
        assert_eq!(of_pod(&pod, Side::Requests, "nvidia.com/gpu"), Amount::whole(2));
        assert_eq!(of_pod(&pod, Side::Limits, "nvidia.com/gpu"), Amount::whole(2));
    }

    #[test]
    fn what_is_said_of_the_whole_pod_holds_and_its_runtime_adds() {
        let amounts = |cpu: &str| Some(BTreeMap::from([("cpu".to_owned(), Quantity(cpu.to_owned()))]));
        let pod = PodSpec {
            containers: vec![Container::default()],
            resources: Some(ResourceRequirements { requests: amounts("2"), ..ResourceRequirements::default() }),
            overhead: amounts("1"),
            ..PodSpec::default()
        };
        assert_eq!(of_pod(&pod, Side::Requests, "cpu"), Amount::whole(3));
        assert_eq!(of_pod(&pod, Side::Limits, "cpu"), Amount::default(), "no limit stays none");
    }
}
