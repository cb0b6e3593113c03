//! The resources of Kubernetes' own groups.
//!
//! Source: types with `+genclient` in k8s.io/api 0.37 (2026-11), those of earlier versions since 1.28, and what only permissions know
//! (`users`, `signers`). A group that is not here may have any resource.

/// A group: its name, the resources that belong to a namespace, and those that do not.
struct Group(&'static str, &'static [&'static str], &'static [&'static str]);

const GROUPS: &[Group] = &[
    Group(
        "",
        &[
            "bindings",
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "persistentvolumeclaims",
            "pods",
            "podtemplates",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "serviceaccounts",
            "services",
        ],
        &["componentstatuses", "groups", "namespaces", "nodes", "persistentvolumes", "users"],
    ),
    Group(
        "admissionregistration.k8s.io",
        &[],
        &[
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "validatingwebhookconfigurations",
        ],
    ),
    Group("apiextensions.k8s.io", &[], &["customresourcedefinitions"]),
    Group("apiregistration.k8s.io", &[], &["apiservices"]),
    Group("apps", &["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"], &[]),
    Group("authentication.k8s.io", &[], &["selfsubjectreviews", "tokenreviews", "uids", "userextras"]),
    Group(
        "authorization.k8s.io",
        &["localsubjectaccessreviews"],
        &["selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"],
    ),
    Group("autoscaling", &["horizontalpodautoscalers"], &[]),
    Group("batch", &["cronjobs", "jobs"], &[]),
    Group("certificates.k8s.io", &["podcertificaterequests"], &["certificatesigningrequests", "clustertrustbundles", "signers"]),
    Group("coordination.k8s.io", &["leasecandidates", "leases"], &[]),
    Group("discovery.k8s.io", &["endpointslices"], &[]),
    Group("events.k8s.io", &["events"], &[]),
    // Gone since 1.22; old manifests still ask for both groups.
    Group(
        "extensions",
        &["daemonsets", "deployments", "ingresses", "networkpolicies", "replicasets", "replicationcontrollers"],
        &["podsecuritypolicies"],
    ),
    Group("flowcontrol.apiserver.k8s.io", &[], &["flowschemas", "prioritylevelconfigurations"]),
    Group("metrics.k8s.io", &["pods"], &["nodes"]),
    Group("networking.k8s.io", &["ingresses", "networkpolicies"], &["ingressclasses", "ipaddresses", "servicecidrs"]),
    Group("node.k8s.io", &[], &["runtimeclasses"]),
    Group("policy", &["poddisruptionbudgets"], &["podsecuritypolicies"]),
    Group("rbac.authorization.k8s.io", &["rolebindings", "roles"], &["clusterrolebindings", "clusterroles"]),
    Group(
        "resource.k8s.io",
        &[
            "podschedulingcontexts",
            "resourceclaimparameters",
            "resourceclaims",
            "resourceclaimtemplates",
            "resourceclassparameters",
        ],
        &["deviceclasses", "devicetaintrules", "resourceclasses", "resourcepoolstatusrequests", "resourceslices"],
    ),
    Group("scheduling.k8s.io", &["compositepodgroups", "podgroups", "workloads"], &["priorityclasses"]),
    Group(
        "storage.k8s.io",
        &["csistoragecapacities"],
        &["csidrivers", "csinodes", "storageclasses", "volumeattachments", "volumeattributesclasses"],
    ),
];

/// What is known of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It belongs to a namespace.
    Namespaced,
    /// It belongs to the cluster.
    Cluster,
    /// The group has no such resource.
    Missing,
    /// The group is none of Kubernetes' own.
    Foreign,
}

/// What is known of the resource of a group; parts of resources, such as `pods/log`, are what their resource is.
pub(super) fn known(group: &str, resource: &str) -> Known {
    let Some(Group(_, namespaced, cluster)) = GROUPS.iter().find(|known| known.0 == group) else { return Known::Foreign };
    let whole = resource.split('/').next().unwrap_or_default();
    if namespaced.contains(&whole) {
        Known::Namespaced
    } else if cluster.contains(&whole) {
        Known::Cluster
    } else {
        Known::Missing
    }
}

/// The groups that have a resource.
pub(super) fn groups_with(resource: &str) -> impl Iterator<Item = &'static str> {
    // `extensions` has nothing any more.
    GROUPS
        .iter()
        .map(|group| group.0)
        .filter(move |group| *group != "extensions" && matches!(known(group, resource), Known::Namespaced | Known::Cluster))
}

/// All resources of a group.
pub(super) fn of_group(group: &str) -> impl Iterator<Item = &'static str> {
    GROUPS.iter().filter(move |known| known.0 == group).flat_map(|known| known.1.iter().chain(known.2).copied())
}

/// The names of all groups.
pub(super) fn groups() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().map(|group| group.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_their_resource_is() {
        assert_eq!(known("", "pods/log"), Known::Namespaced);
        assert_eq!(known("", "nodes/metrics"), Known::Cluster);
        assert_eq!(known("apps", "deployment"), Known::Missing);
        assert_eq!(known("ray.io", "rayclusters"), Known::Foreign);
        assert_eq!(groups_with("deployments").collect::<Vec<_>>(), ["apps"]);
    }
}
