//! Pods whose requests an autoscaler raises: as large as it may make them.

use crate::k8s::other::{Other, decode_part};
use crate::k8s::quantity::Amount;
use crate::k8s::{Entry, Object};
use crate::yaml::Node;
use k8s_openapi::api::core::v1::{Container, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::{BTreeMap, HashMap};

/// What a vertical autoscaler may do to a container.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    /// The container; `*` for all that no other policy names.
    container: String,
    /// Whether it is left alone.
    is_off: bool,
    /// How large its requests may become, by resource.
    most: BTreeMap<String, Quantity>,
}

/// Namespace, kind and name of what an autoscaler changes.
type Target<'a> = (&'a str, &'a str, &'a str);

/// The policies of vertical autoscalers by what they change.
pub(super) type Raising<'a> = HashMap<Target<'a>, Vec<Policy>>;

/// The vertical autoscalers of a bundle that change pods and do not only recommend.
pub(super) fn raising(entries: &[Entry]) -> Raising<'_> {
    entries.iter().filter_map(scaler).collect()
}

fn scaler(entry: &Entry) -> Option<(Target<'_>, Vec<Policy>)> {
    let namespace = entry.object.namespace().unwrap_or_default();
    match &entry.object {
        Object::VerticalPodAutoscaler(scaler) if scaler.spec.update_policy.update_mode != "Off" => {
            let target = &scaler.spec.target_ref;
            let policies = scaler.spec.resource_policy.container_policies.iter().map(|policy| Policy {
                container: policy.container_name.clone(),
                is_off: policy.mode == Some("Off"),
                most: policy.max_allowed.iter().map(|(name, most)| ((*name).to_owned(), Quantity(most.clone()))).collect(),
            });
            Some(((namespace, target.kind, target.name.as_str()), policies.collect()))
        }
        Object::Other(other) if other.kind == "VerticalPodAutoscaler" => {
            let (kind, name, policies) = brought(other)?;
            Some(((namespace, kind, name), policies))
        }
        _ => None,
    }
}

/// A vertical autoscaler of the user's own (autoscaler vertical-pod-autoscaler/docs/api.md, 2026-06).
fn brought(scaler: &Other) -> Option<(&str, &str, Vec<Policy>)> {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    if scaler.at(&["spec", "updatePolicy", "updateMode"]).and_then(Node::as_str) == Some("Off") {
        return None;
    }
    let target = scaler.at(&["spec", "targetRef"])?;
    let policies = scaler.at(&["spec", "resourcePolicy", "containerPolicies"]).and_then(Node::as_sequence).unwrap_or_default();
    let policies = policies.iter().map(|policy| Policy {
        container: text(policy, "containerName").unwrap_or_default(),
        is_off: text(policy, "mode").as_deref() == Some("Off"),
        most: policy.get("maxAllowed").and_then(decode_part).unwrap_or_default(),
    });
    Some((target.get("kind")?.as_str()?, target.get("name")?.as_str()?, policies.collect()))
}

/// The pods as large as their autoscaler may make them; one without a maximum leaves them as they are.
pub(super) fn raised(template: &PodTemplateSpec, policies: &[Policy]) -> PodTemplateSpec {
    let mut template = template.clone();
    for container in template.spec.iter_mut().flat_map(|pod| &mut pod.containers) {
        let own = policies.iter().find(|policy| policy.container == container.name);
        let policy = own.or_else(|| policies.iter().find(|policy| policy.container == "*"));
        if let Some(policy) = policy.filter(|policy| !policy.is_off) {
            raise(container, policy);
        }
    }
    template
}

/// Limits keep their relation to requests (autoscaler vertical-pod-autoscaler/docs/features.md, "Limits control", 2026-06).
fn raise(container: &mut Container, policy: &Policy) {
    for (resource, most) in &policy.most {
        let Some(resources) = &mut container.resources else { continue };
        let most = Amount::of(most);
        let request = resources.requests.as_mut().and_then(|requests| requests.get_mut(resource));
        let (Some(most), Some(request)) = (most, request) else { continue };
        let Some(usual) = Amount::of(request).filter(|usual| *usual < most && *usual > Amount::default()) else { continue };
        *request = quantity(most);
        if let Some(limit) = resources.limits.as_mut().and_then(|limits| limits.get_mut(resource))
            && let Some(amount) = Amount::of(limit)
        {
            *limit =
                quantity(Amount::from_thousandths(amount.thousandths().saturating_mul(most.thousandths()) / usual.thousandths()));
        }
    }
}

fn quantity(amount: Amount) -> Quantity {
    Quantity(amount.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::pod::{Resources, container};
    use k8s_openapi::api::core::v1::PodSpec;

    #[test]
    fn limits_grow_with_requests() {
        let pair = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        let resources = || Resources { cpu: pair("500m", "1"), memory: pair("1Gi", "1Gi") };
        let pod = PodSpec {
            containers: vec![container("c", "i", resources()), container("d", "i", resources())],
            ..PodSpec::default()
        };
        let template = PodTemplateSpec { metadata: None, spec: Some(pod) };
        let policy = |name: &str, is_off: bool| Policy {
            container: name.to_owned(),
            is_off,
            most: BTreeMap::from(
                [("cpu", "2"), ("memory", "512Mi")].map(|(name, most)| (name.to_owned(), Quantity(most.to_owned()))),
            ),
        };
        let raised = raised(&template, &[policy("c", false), policy("*", true)]).spec.unwrap().containers;
        let amounts = |container: &Container| {
            let resources = container.resources.clone().unwrap();
            [resources.requests.unwrap(), resources.limits.unwrap()].map(|all| (all["cpu"].0.clone(), all["memory"].0.clone()))
        };
        assert_eq!(amounts(&raised[0]), [pair("2", "1Gi"), pair("4", "1Gi")]);
        assert_eq!(amounts(&raised[1]), [pair("500m", "1Gi"), pair("1", "1Gi")], "left alone");
    }
}
