//! What one pod asks for.

use super::injected::Injection;
use crate::k8s::demand::{Side, is_unlimited, of_pod};
use crate::k8s::quantity::Amount;
use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec, ResourceRequirements};
use std::collections::BTreeMap;

/// Amounts by resource.
pub(super) type ByResource<'a> = BTreeMap<&'a str, Amount>;

/// What a pod asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Demand<'a> {
    /// What the scheduler sets aside.
    pub(super) requests: ByResource<'a>,
    /// What it may use at most.
    pub(super) limits: ByResource<'a>,
    /// Of CPU and memory that of which it may use all that its node has, because some container has no limit.
    pub(super) unlimited: Vec<&'static str>,
}

impl<'a> Demand<'a> {
    /// What a pod of a namespace asks for, with what the cluster puts into it.
    pub(super) fn new(namespace: &str, template: &'a PodTemplateSpec, injection: &Injection<'_>) -> Self {
        let of = |side| Self::of(side, namespace, template, injection);
        let is_unlimited = |name: &&str| template.spec.as_ref().is_some_and(|pod| is_unlimited(pod, name));
        Self {
            requests: of(Side::Requests),
            limits: of(Side::Limits),
            unlimited: ["cpu", "memory"].into_iter().filter(is_unlimited).collect(),
        }
    }

    /// What the scheduler sets aside for a pod, and nothing else.
    pub(super) fn requests(namespace: &str, template: &'a PodTemplateSpec, injection: &Injection<'_>) -> Self {
        Self { requests: Self::of(Side::Requests, namespace, template, injection), ..Self::default() }
    }

    fn of(side: Side, namespace: &str, template: &'a PodTemplateSpec, injection: &Injection<'_>) -> ByResource<'a> {
        let Some(pod) = &template.spec else { return ByResource::new() };
        let amounts = names(pod).into_iter().map(|name| (name, of_pod(pod, side, name)));
        let mut all: ByResource<'a> = amounts.filter(|(_, amount)| *amount > Amount::default()).collect();
        injection.add(namespace, template, side, &mut all);
        all
    }
}

/// The resources of which a pod says anything.
fn names(pod: &PodSpec) -> Vec<&str> {
    let containers = pod.init_containers.iter().flatten().chain(&pod.containers);
    let resources = containers.filter_map(|container| container.resources.as_ref()).chain(&pod.resources);
    let overhead = pod.overhead.iter().flatten().map(|(name, _)| name.as_str());
    let mut names = Vec::new();
    for name in resources.flat_map(names_of).chain(overhead) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn names_of(resources: &ResourceRequirements) -> impl Iterator<Item = &str> {
    resources.requests.iter().chain(&resources.limits).flat_map(|amounts| amounts.keys().map(String::as_str))
}
