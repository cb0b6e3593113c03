//! Pods whose requests an autoscaler raises: as large as it may make them.

use crate::k8s::custom::autoscaler::{ContainerPolicy, VerticalPodAutoscalerSpec};
use crate::k8s::quantity::Amount;
use crate::k8s::{Entry, Object};
use k8s_openapi::api::core::v1::{Container, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::HashMap;

/// Vertical autoscalers by namespace, kind and name of what they change.
pub(super) type Raising<'a> = HashMap<(&'a str, &'a str, &'a str), &'a VerticalPodAutoscalerSpec>;

/// The vertical autoscalers of a bundle that change pods and do not only recommend.
pub(super) fn raising(entries: &[Entry]) -> Raising<'_> {
    let mut all = Raising::new();
    for entry in entries {
        if let Object::VerticalPodAutoscaler(scaler) = &entry.object
            && scaler.spec.update_policy.update_mode != "Off"
        {
            let target = &scaler.spec.target_ref;
            all.insert((entry.object.namespace().unwrap_or_default(), target.kind, target.name.as_str()), &scaler.spec);
        }
    }
    all
}

/// The pods as large as their autoscaler may make them; one without a maximum leaves them as they are.
pub(super) fn raised(template: &PodTemplateSpec, scaler: &VerticalPodAutoscalerSpec) -> PodTemplateSpec {
    let policies = &scaler.resource_policy.container_policies;
    let mut template = template.clone();
    for container in template.spec.iter_mut().flat_map(|pod| &mut pod.containers) {
        let own = policies.iter().find(|policy| policy.container_name == container.name);
        let policy = own.or_else(|| policies.iter().find(|policy| policy.container_name == "*"));
        if let Some(policy) = policy.filter(|policy| policy.mode != Some("Off")) {
            raise(container, policy);
        }
    }
    template
}

/// Limits keep their relation to requests (autoscaler vertical-pod-autoscaler/docs/features.md, "Limits control", 2026-06).
fn raise(container: &mut Container, policy: &ContainerPolicy) {
    for (resource, most) in &policy.max_allowed {
        let Some(resources) = &mut container.resources else { continue };
        let most = Amount::of(&Quantity(most.clone()));
        let request = resources.requests.as_mut().and_then(|requests| requests.get_mut(*resource));
        let (Some(most), Some(request)) = (most, request) else { continue };
        let Some(usual) = Amount::of(request).filter(|usual| *usual < most && *usual > Amount::default()) else { continue };
        *request = quantity(most);
        if let Some(limit) = resources.limits.as_mut().and_then(|limits| limits.get_mut(*resource))
            && let Some(amount) = Amount::of(limit)
        {
            *limit = quantity(Amount::from_thousandths(amount.thousandths() * most.thousandths() / usual.thousandths()));
        }
    }
}

fn quantity(amount: Amount) -> Quantity {
    Quantity(amount.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::custom::autoscaler::{ResourcePolicy, Target, UpdatePolicy};
    use crate::k8s::pod::{Resources, container};
    use k8s_openapi::api::core::v1::PodSpec;
    use std::collections::BTreeMap;

    #[test]
    fn limits_grow_with_requests() {
        let pair = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        let resources = || Resources { cpu: pair("500m", "1"), memory: pair("1Gi", "1Gi") };
        let pod = PodSpec {
            containers: vec![container("c", "i", resources()), container("d", "i", resources())],
            ..PodSpec::default()
        };
        let template = PodTemplateSpec { metadata: None, spec: Some(pod) };
        let policy = |name: &str, mode: Option<&'static str>| ContainerPolicy {
            container_name: name.to_owned(),
            mode,
            max_allowed: BTreeMap::from([("cpu", "2".to_owned()), ("memory", "512Mi".to_owned())]),
            ..ContainerPolicy::default()
        };
        let scaler = VerticalPodAutoscalerSpec {
            target_ref: Target { api_version: "apps/v1", kind: "Deployment", name: "api".to_owned() },
            update_policy: UpdatePolicy { update_mode: "Recreate" },
            resource_policy: ResourcePolicy { container_policies: vec![policy("c", None), policy("*", Some("Off"))] },
        };
        let raised = raised(&template, &scaler).spec.unwrap().containers;
        let amounts = |container: &Container| {
            let resources = container.resources.clone().unwrap();
            [resources.requests.unwrap(), resources.limits.unwrap()].map(|all| (all["cpu"].0.clone(), all["memory"].0.clone()))
        };
        assert_eq!(amounts(&raised[0]), [pair("2", "1Gi"), pair("4", "1Gi")]);
        assert_eq!(amounts(&raised[1]), [pair("500m", "1Gi"), pair("1", "1Gi")], "left alone");
    }
}
