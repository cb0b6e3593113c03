//! On which nodes pods may run: tolerations, spread, affinity.

use super::look::{each, given};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_TOLERATION,
            "\
What: a toleration whose parts do not fit each other.
Why: the API server refuses the pod.
Example: `operator: Exists` with a `value`; `tolerationSeconds` with `effect: NoSchedule`; no `key` and no `operator: Exists`.
Fix: write `operator: Equal` with a value, or `Exists` without one.",
        ),
        (
            codes::BAD_SPREAD,
            "\
What: rules about the nodes of pods that contradict each other or lack what they need.
Why: the API server refuses the pod.
Example: two `topologySpreadConstraints` of one `topologyKey` and one `whenUnsatisfiable`; a node affinity without terms.
Fix: leave one rule for each key, and write at least one term.",
        ),
    ],
    rule: Rule::Pod(run),
};

/// Kubernetes `pkg/apis/core/validation`, `ValidateTolerations`, `validateTopologySpreadConstraints`, `validateAffinity`, 2026-10.
fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    for toleration in pod.spec.items("tolerations") {
        check_toleration(pod.owner, toleration, report);
    }
    check_spread(pod.owner, pod.spec.items("topologySpreadConstraints"), report);
    if let Some(affinity) = given(pod.spec, "affinity") {
        check_affinity(pod.owner, affinity, report);
    }
}

fn check_toleration<'a>(object: Object<'a>, toleration: &'a Node, report: &mut Report) {
    if toleration.as_mapping().is_none() {
        return;
    }
    let text = |key: &str| toleration.text(key).filter(|text| !text.is_empty());
    let operator = text("operator").unwrap_or("Equal");
    let mut add = |place: &'a Node, message: &str, help: &str| {
        report.push(object.error(codes::BAD_TOLERATION, place, message).help(help));
    };
    if text("key").is_none() && operator != "Exists" {
        add(toleration, "a toleration without a key", "write `key`, or `operator: Exists` to tolerate everything");
    }
    if let (Some(_), "Exists", Some(value)) = (text("value"), operator, toleration.get("value")) {
        add(value, "a toleration of any value with a value", "take `value` out, or write `operator: Equal`");
    }
    if let Some(seconds) = given(toleration, "tolerationSeconds")
        && text("effect") != Some("NoExecute")
    {
        add(seconds, "only who would be driven out can stay for some time", "write `effect: NoExecute`, or take it out");
    }
}

fn check_spread<'a>(object: Object<'a>, constraints: &'a [Node], report: &mut Report) {
    let mut add = |place: &'a Node, message: &str, help: &str| {
        report.push(object.error(codes::BAD_SPREAD, place, message).help(help));
    };
    for (index, constraint) in constraints.iter().enumerate() {
        let pair = |constraint: &'a Node| Some((constraint.text("topologyKey")?, constraint.text("whenUnsatisfiable")?));
        if let Some(own) = pair(constraint)
            && constraints[..index].iter().any(|other| pair(other) == Some(own))
        {
            add(constraint, "the same spread is asked for twice", "leave one");
        }
        if let Some(domains) = given(constraint, "minDomains")
            && constraint.text("whenUnsatisfiable") == Some("ScheduleAnyway")
        {
            add(
                domains,
                "`minDomains` holds for what must be, not for what is wished",
                "write `whenUnsatisfiable: DoNotSchedule`",
            );
        }
        if let Some(keys) =
            given(constraint, "matchLabelKeys").filter(|keys| keys.as_sequence().is_some_and(|keys| !keys.is_empty()))
            && given(constraint, "labelSelector").is_none()
        {
            add(keys, "`matchLabelKeys` without `labelSelector`", "write both");
        }
    }
}

fn check_affinity<'a>(object: Object<'a>, affinity: &'a Node, report: &mut Report) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    let mut add = |place: &'a Node, message: &str, help: &str| {
        report.push(object.error(codes::BAD_SPREAD, place, message).help(help));
    };
    if let Some(required) = given(affinity, "nodeAffinity").and_then(|affinity| given(affinity, REQUIRED)) {
        let terms = given(required, "nodeSelectorTerms");
        if terms.is_some_and(|terms| terms.as_sequence().is_some_and(<[Node]>::is_empty)) {
            add(required, "a node affinity without a term fits no node", "write `nodeSelectorTerms`, or take it out");
        }
    }
    for kind in ["podAffinity", "podAntiAffinity"] {
        for way in [
            "requiredDuringSchedulingIgnoredDuringExecution.*",
            "preferredDuringSchedulingIgnoredDuringExecution.*.podAffinityTerm",
        ] {
            let Some(affinity) = given(affinity, kind) else { continue };
            each(affinity, way, &mut |term| {
                if let Some(key) = given(term, "topologyKey").filter(|key| key.as_str() == Some("")) {
                    add(key, "an affinity without a topology", "write `topologyKey: kubernetes.io/hostname`");
                }
            });
        }
    }
}
