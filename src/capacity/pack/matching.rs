//! Whether labels, taints and selectors fit together, as the scheduler sees it.

use crate::profile::Taint;
use k8s_openapi::api::core::v1::{NodeSelectorRequirement, NodeSelectorTerm, PodSpec, Toleration};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use std::collections::BTreeMap;

/// Labels of a node or of a pod.
pub(super) type Labels = BTreeMap<String, String>;

/// The first taint that keeps a pod away.
pub(super) fn untolerated<'t>(pod: &PodSpec, taints: &'t [Taint]) -> Option<&'t Taint> {
    let keeps_away = |taint: &&Taint| matches!(taint.effect.as_str(), "NoSchedule" | "NoExecute");
    let is_tolerated = |taint: &Taint| pod.tolerations.iter().flatten().any(|toleration| tolerates(toleration, taint));
    taints.iter().filter(keeps_away).find(|taint| !is_tolerated(taint))
}

/// Kubernetes documentation, "Taints and Tolerations" (2026-11).
fn tolerates(toleration: &Toleration, taint: &Taint) -> bool {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (effect, key, value) = (text(&toleration.effect), text(&toleration.key), text(&toleration.value));
    let exists = toleration.operator.as_deref() == Some("Exists");
    let is_equal = toleration.operator.as_deref().is_none_or(|operator| operator.is_empty() || operator == "Equal");
    (effect.is_empty() || effect == taint.effect)
        && (key == taint.key || (key.is_empty() && exists))
        && (exists || (is_equal && value == taint.value.as_deref().unwrap_or_default()))
}

/// Whether a node has the labels that a pod insists on.
pub(super) fn is_wanted(pod: &PodSpec, node: &Labels) -> bool {
    let selected = pod.node_selector.iter().flatten().all(|(key, value)| node.get(key) == Some(value));
    let affinity = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let required = affinity.and_then(|affinity| affinity.required_during_scheduling_ignored_during_execution.as_ref());
    selected && required.is_none_or(|required| required.node_selector_terms.iter().any(|term| term_fits(term, node)))
}

/// A term without requirements means no node. Fields are those of one certain node, of which no profile knows.
fn term_fits(term: &NodeSelectorTerm, node: &Labels) -> bool {
    let expressions = term.match_expressions.as_deref().unwrap_or_default();
    let has_fields = term.match_fields.as_ref().is_some_and(|fields| !fields.is_empty());
    !has_fields && !expressions.is_empty() && expressions.iter().all(|requirement| requirement_fits(requirement, node))
}

fn requirement_fits(requirement: &NodeSelectorRequirement, node: &Labels) -> bool {
    let value = node.get(&requirement.key);
    let values = requirement.values.as_deref().unwrap_or_default();
    let number = |text: Option<&String>| text.and_then(|text| text.parse::<i64>().ok());
    match requirement.operator.as_str() {
        "Gt" => number(value).zip(number(values.first())).is_some_and(|(own, bound)| own > bound),
        "Lt" => number(value).zip(number(values.first())).is_some_and(|(own, bound)| own < bound),
        operator => expression_fits(operator, value, values),
    }
}

fn expression_fits(operator: &str, value: Option<&String>, values: &[String]) -> bool {
    match operator {
        "In" => value.is_some_and(|value| values.contains(value)),
        "NotIn" => value.is_none_or(|value| !values.contains(value)),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}

/// Whether a selector means something with these labels: one that is absent means nothing, an empty one everything.
pub(super) fn selects(selector: Option<&LabelSelector>, labels: &Labels) -> bool {
    let Some(selector) = selector else { return false };
    let expressions = selector.match_expressions.iter().flatten();
    selector.match_labels.iter().flatten().all(|(key, value)| labels.get(key) == Some(value))
        && expressions.into_iter().all(|expression| {
            let values = expression.values.as_deref().unwrap_or_default();
            expression_fits(&expression.operator, labels.get(&expression.key), values)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelectorRequirement;

    fn toleration(key: &str, operator: &str, value: &str, effect: &str) -> Toleration {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Toleration {
            key: some(key),
            operator: some(operator),
            value: some(value),
            effect: some(effect),
            toleration_seconds: None,
        }
    }

    #[test]
    fn a_toleration_bears_the_taints_that_it_names() {
        let gpu = Taint { key: "gpu".to_owned(), value: Some("yes".to_owned()), effect: "NoSchedule".to_owned() };
        for (toleration, bears) in [
            (toleration("gpu", "Exists", "", "NoSchedule"), true),
            (toleration("gpu", "", "yes", ""), true),
            (toleration("", "Exists", "", ""), true),
            (toleration("gpu", "Equal", "no", ""), false),
            (toleration("gpu", "Exists", "", "NoExecute"), false),
            (toleration("other", "Exists", "", ""), false),
        ] {
            assert_eq!(tolerates(&toleration, &gpu), bears, "{toleration:?}");
        }
        let soft = Taint { effect: "PreferNoSchedule".to_owned(), ..gpu.clone() };
        assert!(untolerated(&PodSpec::default(), &[soft]).is_none(), "a wish keeps nobody away");
        assert!(untolerated(&PodSpec::default(), &[gpu]).is_some());
    }

    #[test]
    fn requirements_are_read_as_kubernetes_reads_them() {
        let node = Labels::from([("model".to_owned(), "l4".to_owned()), ("size".to_owned(), "8".to_owned())]);
        let requirement = |key: &str, operator: &str, values: &[&str]| NodeSelectorRequirement {
            key: key.to_owned(),
            operator: operator.to_owned(),
            values: Some(values.iter().map(|value| (*value).to_owned()).collect()),
        };
        for (requirement, fits) in [
            (requirement("model", "In", &["t4", "l4"]), true),
            (requirement("model", "NotIn", &["l4"]), false),
            (requirement("other", "NotIn", &["l4"]), true),
            (requirement("size", "Gt", &["4"]), true),
            (requirement("size", "Lt", &["8"]), false),
            (requirement("other", "Exists", &[]), false),
            (requirement("other", "DoesNotExist", &[]), true),
        ] {
            assert_eq!(requirement_fits(&requirement, &node), fits, "{requirement:?}");
        }
        assert!(!term_fits(&NodeSelectorTerm::default(), &node), "an empty term means no node");
    }

    #[test]
    fn selectors_mean_pods() {
        let pod = Labels::from([("app".to_owned(), "api".to_owned())]);
        assert!(!selects(None, &pod));
        assert!(selects(Some(&LabelSelector::default()), &pod));
        let expression = LabelSelectorRequirement { key: "app".to_owned(), operator: "Exists".to_owned(), values: None };
        assert!(selects(Some(&LabelSelector { match_expressions: Some(vec![expression]), match_labels: None }), &pod));
    }
}
