//! What Jobs can say.

use super::super::{Before, Change, Feature, On, Root};
use crate::fields::KubeVersion;
use k8s_openapi::api::batch::v1::JobSpec;

pub(super) const FEATURES: &[Feature] = &[
    Feature {
        name: "tries for each part of a Job",
        root: Root::Job,
        paths: &["backoffLimitPerIndex"],
        values: &[],
        known: KubeVersion::minor(28),
        on: On::Beta(KubeVersion::minor(29)),
        gate: Some("JobBackoffLimitPerIndex"),
        before: Before::Older {
            form: "as many tries for all parts together",
            less: Some(
                "a part that fails again and again uses up those of the others, and a final exit code of one part ends the whole Job",
            ),
            change: Change::Job(share_tries),
        },
    },
    Feature {
        name: "failure rules without conditions",
        root: Root::Job,
        paths: &["podFailurePolicy.rules[].onExitCodes"],
        values: &[],
        known: KubeVersion::minor(28),
        on: On::Stable(KubeVersion::minor(29)),
        gate: None,
        before: Before::Older { form: "an empty list of conditions", less: None, change: Change::Job(name_no_condition) },
    },
    Feature {
        name: "limits of failed parts",
        root: Root::Job,
        paths: &["maxFailedIndexes"],
        values: &[],
        known: KubeVersion::minor(28),
        on: On::Beta(KubeVersion::minor(29)),
        gate: Some("JobBackoffLimitPerIndex"),
        before: Before::Nothing("take it out, and limit the tries by `backoffLimit`"),
    },
    Feature {
        name: "rules for when pods are replaced",
        root: Root::Job,
        paths: &["podReplacementPolicy"],
        values: &[],
        known: KubeVersion::minor(28),
        on: On::Beta(KubeVersion::minor(29)),
        gate: Some("JobPodReplacementPolicy"),
        before: Before::Nothing("take it out: pods are replaced as soon as they begin to end"),
    },
    Feature {
        name: "rules for success",
        root: Root::Job,
        paths: &["successPolicy"],
        values: &[],
        known: KubeVersion::minor(30),
        on: On::Beta(KubeVersion::minor(31)),
        gate: Some("JobSuccessPolicy"),
        before: Before::Nothing("take it out: a Job succeeds when all of its parts have"),
    },
    Feature {
        name: "Jobs that another controller runs",
        root: Root::Job,
        paths: &["managedBy"],
        values: &[],
        known: KubeVersion::minor(30),
        on: On::Beta(KubeVersion::minor(32)),
        gate: Some("JobManagedBy"),
        before: Before::Nothing("take it out: Kubernetes runs the Job itself"),
    },
    Feature {
        name: "Jobs that are scheduled as a whole",
        root: Root::Job,
        paths: &["scheduling"],
        values: &[],
        known: KubeVersion::minor(37),
        on: On::Never,
        gate: Some("WorkloadWithJob"),
        before: Before::Nothing("let Kueue or JobSet start pods together"),
    },
];

/// Without limits of their own, parts share that of the Job; and without them no part can fail for good by itself (kubernetes.io "Jobs",
/// "Backoff limit per index", 2026-11).
fn share_tries(job: &mut JobSpec) -> bool {
    let Some(each) = job.backoff_limit_per_index.take() else { return false };
    let all = each.saturating_mul(job.completions.unwrap_or(1));
    job.backoff_limit.get_or_insert(all);
    for rule in job.pod_failure_policy.iter_mut().flat_map(|policy| &mut policy.rules) {
        if rule.action == "FailIndex" {
            "FailJob".clone_into(&mut rule.action);
        }
    }
    true
}

/// The OpenAPI of 1.28 asks for the list in every rule, and an empty one says nothing (kubernetes `api/openapi-spec` 1.28 and 1.29).
fn name_no_condition(job: &mut JobSpec) -> bool {
    let rules = job.pod_failure_policy.iter_mut().flat_map(|policy| &mut policy.rules);
    let mut changed = false;
    for rule in rules.filter(|rule| rule.on_exit_codes.is_some() && rule.on_pod_conditions.is_none()) {
        rule.on_pod_conditions = Some(Vec::new());
        changed = true;
    }
    changed
}
