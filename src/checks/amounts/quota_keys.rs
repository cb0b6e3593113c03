//! What quotas and limit ranges count: names that nothing is counted by, and amounts that contradict each other.

use super::super::{Check, Context, Rule};
use super::demand::amount;
use crate::diag::{Report, codes, nearest};
use crate::manifest::Object;
use crate::yaml::{Key, Node};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::QUOTA_KEY,
            "\
What: a name in a ResourceQuota that Kubernetes does not know, or by which it counts nothing.
Why: the API server refuses the quota; or takes it, and the quota never holds anybody back.
Example: `hard: {limits.gpu: 4}`, and `nvidia.com/gpu: 4`: devices are counted by requests only.
Fix: write `requests.cpu`, `limits.memory`, `pods`, `count/deployments.apps`; for devices `requests.nvidia.com/gpu`.
Source: Kubernetes `pkg/apis/core/validation` and the documentation, \"Resource Quotas\", 2026-11.",
        ),
        (
            codes::LIMIT_RANGE_CONTRADICTS,
            "\
What: a LimitRange whose amounts contradict each other: a minimum above the maximum, a default outside of both, a default request above
the default limit.
Why: the API server refuses it.
Example: `{type: Container, default: {memory: 2Gi}, max: {memory: 1Gi}}`.
Fix: keep `min` <= `defaultRequest` <= `default` <= `max`.
Source: Kubernetes `ValidateLimitRange`, 2026-11.",
        ),
    ],
    rule: Rule::Object(run),
};

/// The names without a domain that a quota may have (Kubernetes `pkg/apis/core/helper`, `standardQuotaResources`, 2026-11).
const STANDARD: [&str; 19] = [
    "configmaps",
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "memory",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
    "requests.storage",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];

fn run(object: Object<'_>, _: &Context<'_>, found: &mut Report) {
    let Some(spec) = object.spec().filter(|_| object.group().is_empty()) else { return };
    match object.kind {
        "ResourceQuota" => spec.entries("hard").for_each(|(key, value)| check_key(object, key, value, found)),
        "LimitRange" => spec.items("limits").iter().for_each(|item| check_range(object, item, found)),
        _ => {}
    }
}

fn check_key<'a>(object: Object<'a>, key: &Key, value: &'a Node, found: &mut Report) {
    let name = &*key.name;
    let place = object.key_place(key);
    if !name.contains('/') {
        let is_known = STANDARD.contains(&name) || name.starts_with("hugepages-") || name.starts_with("requests.hugepages-");
        if !is_known {
            let message = format!("no quota counts `{name}`");
            let help = match (name, nearest(name, STANDARD)) {
                ("gpu" | "gpus" | "limits.gpu" | "requests.gpu", _) => "write `requests.nvidia.com/gpu`".to_owned(),
                (_, Some(near)) => format!("did you mean `{near}`?"),
                (_, None) => "write a resource such as `requests.cpu`, or `count/KIND.GROUP`".to_owned(),
            };
            found.push(object.error(codes::QUOTA_KEY, value, message).at(place).help(help));
        }
        return;
    }
    let is_counted = name.starts_with("requests.")
        || name.starts_with("count/")
        || name.contains(".storageclass.storage.k8s.io/")
        || name.contains(".deviceclass.resource.k8s.io/")
        || name.contains("kubernetes.io/");
    if !is_counted {
        let device = name.strip_prefix("limits.").unwrap_or(name);
        let message = format!("nothing is counted by `{name}`: devices are counted by requests");
        found.push(object.warning(codes::QUOTA_KEY, value, message).at(place).help(format!("write `requests.{device}`")));
    }
}

/// Each amount with one that it may not be above.
const ORDER: [(&str, &str); 6] = [
    ("min", "max"),
    ("min", "defaultRequest"),
    ("min", "default"),
    ("defaultRequest", "default"),
    ("defaultRequest", "max"),
    ("default", "max"),
];

fn check_range<'a>(object: Object<'a>, item: &'a Node, found: &mut Report) {
    for (low, high) in ORDER {
        for (resource, place) in item.entries(low) {
            let name = &*resource.name;
            let Some(other) = item.dig(&[high, name]) else { continue };
            let (Some(less), Some(more)) = (amount(place), amount(other)) else { continue };
            if less > more {
                let message = format!("`{low}` of `{name}`, {less}, is above `{high}`, {more}");
                found.push(
                    object
                        .error(codes::LIMIT_RANGE_CONTRADICTS, place, message)
                        .related(object.place(other), format!("`{high}` is here"))
                        .help("keep `min`, `defaultRequest`, `default` and `max` in this order"),
                );
                return;
            }
        }
    }
}
