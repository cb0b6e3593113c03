//! Which versions of Kubernetes serve which kinds.

use crate::diag::{Diagnostic, Report, codes};
use crate::fields::KubeVersion;
use crate::yaml::Node;

/// A kind of Kubernetes' own that not every version serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Api {
    /// Group and version.
    pub api_version: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The first version that serves it, if that is not older than any that can be rendered for.
    pub from: Option<KubeVersion>,
    /// The first version that no longer serves it.
    pub until: Option<KubeVersion>,
    /// The group and version that follows; empty if none does.
    pub instead: &'static str,
}

const fn new(api_version: &'static str, kind: &'static str, from: u16) -> Api {
    Api { api_version, kind, from: Some(KubeVersion::minor(from)), until: None, instead: "" }
}

const fn gone(api_version: &'static str, kind: &'static str, until: u16, instead: &'static str) -> Api {
    Api { api_version, kind, from: None, until: Some(KubeVersion::minor(until)), instead }
}

const fn passing(api_version: &'static str, kind: &'static str, from: u16, until: u16, instead: &'static str) -> Api {
    Api { from: Some(KubeVersion::minor(from)), ..gone(api_version, kind, until, instead) }
}

/// The kinds that people write in files, in order (OpenAPI of Kubernetes 1.28 to 1.37; for older ones kubernetes.io "Deprecated API
/// Migration Guide", 2026-11).
pub const APIS: &[Api] = &[
    new("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", 36),
    new("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding", 36),
    new("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", 30),
    new("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", 30),
    new("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy", 32),
    new("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicyBinding", 32),
    gone("admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicy", 32, "admissionregistration.k8s.io/v1"),
    gone("admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicyBinding", 32, "admissionregistration.k8s.io/v1"),
    new("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy", 34),
    new("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicyBinding", 34),
    gone("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", 22, "admissionregistration.k8s.io/v1"),
    gone("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy", 34, "admissionregistration.k8s.io/v1"),
    gone("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicyBinding", 34, "admissionregistration.k8s.io/v1"),
    gone("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", 22, "admissionregistration.k8s.io/v1"),
    gone("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 22, "apiextensions.k8s.io/v1"),
    gone("apps/v1beta1", "Deployment", 16, "apps/v1"),
    gone("apps/v1beta1", "StatefulSet", 16, "apps/v1"),
    gone("apps/v1beta2", "DaemonSet", 16, "apps/v1"),
    gone("apps/v1beta2", "Deployment", 16, "apps/v1"),
    gone("apps/v1beta2", "ReplicaSet", 16, "apps/v1"),
    gone("apps/v1beta2", "StatefulSet", 16, "apps/v1"),
    gone("autoscaling/v2beta1", "HorizontalPodAutoscaler", 25, "autoscaling/v2"),
    gone("autoscaling/v2beta2", "HorizontalPodAutoscaler", 26, "autoscaling/v2"),
    gone("batch/v1beta1", "CronJob", 25, "batch/v1"),
    gone("batch/v2alpha1", "CronJob", 21, "batch/v1"),
    new("certificates.k8s.io/v1", "ClusterTrustBundle", 37),
    gone("certificates.k8s.io/v1alpha1", "ClusterTrustBundle", 37, "certificates.k8s.io/v1"),
    new("certificates.k8s.io/v1beta1", "ClusterTrustBundle", 33),
    gone("discovery.k8s.io/v1beta1", "EndpointSlice", 25, "discovery.k8s.io/v1"),
    gone("extensions/v1beta1", "DaemonSet", 16, "apps/v1"),
    gone("extensions/v1beta1", "Deployment", 16, "apps/v1"),
    gone("extensions/v1beta1", "Ingress", 22, "networking.k8s.io/v1"),
    gone("extensions/v1beta1", "NetworkPolicy", 16, "networking.k8s.io/v1"),
    gone("extensions/v1beta1", "PodSecurityPolicy", 16, ""),
    gone("extensions/v1beta1", "ReplicaSet", 16, "apps/v1"),
    new("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", 29),
    new("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", 29),
    gone("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", 26, "flowcontrol.apiserver.k8s.io/v1"),
    gone("flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration", 26, "flowcontrol.apiserver.k8s.io/v1"),
    gone("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", 29, "flowcontrol.apiserver.k8s.io/v1"),
    gone("flowcontrol.apiserver.k8s.io/v1beta2", "PriorityLevelConfiguration", 29, "flowcontrol.apiserver.k8s.io/v1"),
    gone("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", 32, "flowcontrol.apiserver.k8s.io/v1"),
    gone("flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfiguration", 32, "flowcontrol.apiserver.k8s.io/v1"),
    new("networking.k8s.io/v1", "ServiceCIDR", 33),
    passing("networking.k8s.io/v1alpha1", "ServiceCIDR", 29, 31, "networking.k8s.io/v1"),
    gone("networking.k8s.io/v1beta1", "Ingress", 22, "networking.k8s.io/v1"),
    gone("networking.k8s.io/v1beta1", "IngressClass", 22, "networking.k8s.io/v1"),
    passing("networking.k8s.io/v1beta1", "ServiceCIDR", 31, 37, "networking.k8s.io/v1"),
    gone("node.k8s.io/v1beta1", "RuntimeClass", 25, "node.k8s.io/v1"),
    gone("policy/v1beta1", "PodDisruptionBudget", 25, "policy/v1"),
    gone("policy/v1beta1", "PodSecurityPolicy", 25, ""),
    gone("rbac.authorization.k8s.io/v1alpha1", "ClusterRole", 22, "rbac.authorization.k8s.io/v1"),
    gone("rbac.authorization.k8s.io/v1alpha1", "ClusterRoleBinding", 22, "rbac.authorization.k8s.io/v1"),
    gone("rbac.authorization.k8s.io/v1alpha1", "Role", 22, "rbac.authorization.k8s.io/v1"),
    gone("rbac.authorization.k8s.io/v1alpha1", "RoleBinding", 22, "rbac.authorization.k8s.io/v1"),
    gone("rbac.authorization.k8s.io/v1beta1", "ClusterRole", 22, "rbac.authorization.k8s.io/v1"),
    gone("rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding", 22, "rbac.authorization.k8s.io/v1"),
    gone("rbac.authorization.k8s.io/v1beta1", "Role", 22, "rbac.authorization.k8s.io/v1"),
    gone("rbac.authorization.k8s.io/v1beta1", "RoleBinding", 22, "rbac.authorization.k8s.io/v1"),
    new("resource.k8s.io/v1", "DeviceClass", 34),
    new("resource.k8s.io/v1", "DeviceTaintRule", 37),
    new("resource.k8s.io/v1", "ResourceClaim", 34),
    new("resource.k8s.io/v1", "ResourceClaimTemplate", 34),
    new("resource.k8s.io/v1", "ResourceSlice", 34),
    gone("resource.k8s.io/v1alpha1", "ResourceClaim", 27, "resource.k8s.io/v1"),
    gone("resource.k8s.io/v1alpha1", "ResourceClaimTemplate", 27, "resource.k8s.io/v1"),
    gone("resource.k8s.io/v1alpha1", "ResourceClass", 27, ""),
    gone("resource.k8s.io/v1alpha2", "ResourceClaim", 31, "resource.k8s.io/v1"),
    gone("resource.k8s.io/v1alpha2", "ResourceClaimTemplate", 31, "resource.k8s.io/v1"),
    gone("resource.k8s.io/v1alpha2", "ResourceClass", 31, ""),
    passing("resource.k8s.io/v1alpha2", "ResourceSlice", 30, 31, "resource.k8s.io/v1"),
    passing("resource.k8s.io/v1alpha3", "DeviceClass", 31, 34, "resource.k8s.io/v1"),
    new("resource.k8s.io/v1alpha3", "DeviceTaintRule", 33),
    passing("resource.k8s.io/v1alpha3", "ResourceClaim", 31, 34, "resource.k8s.io/v1"),
    passing("resource.k8s.io/v1alpha3", "ResourceClaimTemplate", 31, 34, "resource.k8s.io/v1"),
    passing("resource.k8s.io/v1alpha3", "ResourceSlice", 31, 34, "resource.k8s.io/v1"),
    new("resource.k8s.io/v1beta1", "DeviceClass", 32),
    new("resource.k8s.io/v1beta1", "ResourceClaim", 32),
    new("resource.k8s.io/v1beta1", "ResourceClaimTemplate", 32),
    new("resource.k8s.io/v1beta1", "ResourceSlice", 32),
    new("resource.k8s.io/v1beta2", "DeviceClass", 33),
    new("resource.k8s.io/v1beta2", "DeviceTaintRule", 36),
    new("resource.k8s.io/v1beta2", "ResourceClaim", 33),
    new("resource.k8s.io/v1beta2", "ResourceClaimTemplate", 33),
    new("resource.k8s.io/v1beta2", "ResourceSlice", 33),
    gone("scheduling.k8s.io/v1alpha1", "PriorityClass", 17, "scheduling.k8s.io/v1"),
    passing("scheduling.k8s.io/v1alpha1", "Workload", 35, 36, ""),
    passing("scheduling.k8s.io/v1alpha2", "PodGroup", 36, 37, ""),
    passing("scheduling.k8s.io/v1alpha2", "Workload", 36, 37, ""),
    new("scheduling.k8s.io/v1alpha3", "CompositePodGroup", 37),
    new("scheduling.k8s.io/v1alpha3", "PodGroup", 37),
    new("scheduling.k8s.io/v1alpha3", "Workload", 37),
    new("scheduling.k8s.io/v1beta1", "PodGroup", 37),
    gone("scheduling.k8s.io/v1beta1", "PriorityClass", 22, "scheduling.k8s.io/v1"),
    new("scheduling.k8s.io/v1beta1", "Workload", 37),
    new("storage.k8s.io/v1", "VolumeAttributesClass", 34),
    passing("storage.k8s.io/v1alpha1", "VolumeAttributesClass", 29, 35, "storage.k8s.io/v1"),
    gone("storage.k8s.io/v1beta1", "CSIDriver", 22, "storage.k8s.io/v1"),
    gone("storage.k8s.io/v1beta1", "StorageClass", 22, "storage.k8s.io/v1"),
    passing("storage.k8s.io/v1beta1", "VolumeAttributesClass", 31, 37, "storage.k8s.io/v1"),
    new("storagemigration.k8s.io/v1", "StorageVersionMigration", 37),
    passing("storagemigration.k8s.io/v1alpha1", "StorageVersionMigration", 30, 35, ""),
    new("storagemigration.k8s.io/v1beta1", "StorageVersionMigration", 35),
];

/// Reports an object of a kind that the version does not serve.
pub(super) fn check(object: &Node, version: KubeVersion, report: &mut Report) {
    let text = |key: &str| object.get(key).and_then(Node::as_str).unwrap_or_default();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    let Ok(index) = APIS.binary_search_by_key(&(api_version, kind), |api| (api.api_version, api.kind)) else { return };
    let Api { from, until, instead, .. } = APIS[index];
    let (when, help) = if let Some(from) = from.filter(|from| version < *from) {
        (format!("it comes with {from}"), "take the object out for this cluster".to_owned())
    } else if let Some(until) = until.filter(|until| version >= *until) {
        let follows = (!instead.is_empty()).then(|| format!("write `apiVersion: {instead}`, and look at what differs"));
        (
            format!("it went with {until}"),
            follows.unwrap_or_else(|| "take the object out; nothing of the kind follows".to_owned()),
        )
    } else {
        return;
    };
    report.push(
        Diagnostic::error(
            codes::API_NOT_SERVED,
            format!("Kubernetes {version} does not serve {kind} of `{api_version}`: {when}"),
        )
        .at(object.get("apiVersion").map(|node| node.span))
        .help(help),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(APIS.windows(2).all(|pair| (pair[0].api_version, pair[0].kind) < (pair[1].api_version, pair[1].kind)));
    }

    #[test]
    fn what_follows_is_served() {
        for api in APIS.iter().filter(|api| !api.instead.is_empty()) {
            assert!(
                !APIS.iter().any(|other| other.api_version == api.instead && other.kind == api.kind && other.until.is_some()),
                "{api:?}"
            );
        }
    }
}
