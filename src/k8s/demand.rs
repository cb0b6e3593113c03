//! What pods and claims ask for: requests, limits, storage.

use super::quantity::Amount;
use k8s_openapi::api::core::v1::{Container, PersistentVolumeClaimSpec, PodSpec, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// The pods that `maxSurge` adds: a share is rounded up.
pub fn extra_pods(surge: Option<&IntOrString>, replicas: u64) -> u64 {
    match surge {
        Some(IntOrString::Int(count)) => u64::try_from(*count).unwrap_or(0),
        Some(IntOrString::String(share)) => {
            let percent: u64 = share.trim_end_matches('%').parse().unwrap_or(0);
            replicas.saturating_mul(percent).div_ceil(100)
        }
        None => replicas.saturating_mul(25).div_ceil(100),
    }
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

/// Whether some container may use all of a resource that its node has: neither it nor the pod as a whole has a limit.
pub fn is_unlimited(pod: &PodSpec, name: &str) -> bool {
    let limits = |resources: &Option<ResourceRequirements>| {
        resources.as_ref().and_then(|resources| resources.limits.as_ref()).is_some_and(|limits| limits.contains_key(name))
    };
    let mut containers = pod.init_containers.iter().flatten().chain(&pod.containers);
    !limits(&pod.resources) && containers.any(|container| !limits(&container.resources))
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
        assert!(is_unlimited(&pod, "cpu"));
        let limited = ResourceRequirements { limits: amounts("2"), ..ResourceRequirements::default() };
        assert!(!is_unlimited(&PodSpec { resources: Some(limited), ..pod }, "cpu"));
    }
}
