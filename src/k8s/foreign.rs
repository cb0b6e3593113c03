//! What is known of kinds that mlkube does not build: whether they belong to the cluster, and when they are applied.

use super::object::Stage;

/// Kinds of the cluster: Kubernetes' own (`kubectl api-resources --namespaced=false` of 1.36), and those of the projects that ML
/// platforms run, from their CRDs (2026-11). Kinds that begin with `Cluster` are told by [`is_of_cluster`].
const OF_CLUSTER: [&str; 30] = [
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "CustomResourceDefinition",
    "DeviceClass",
    "EC2NodeClass",
    "FlowSchema",
    "GatewayClass",
    "IngressClass",
    "IngressClassParams",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "NodePool",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "ResourceFlavor",
    "RuntimeClass",
    "StorageClass",
    "Topology",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttributesClass",
    "VolumeSnapshotClass",
    "WorkloadPriorityClass",
];

/// Whether objects of a kind belong to the cluster, as far as is known. `Cluster` itself is a database of CloudNativePG.
pub fn is_of_cluster(kind: &str) -> bool {
    OF_CLUSTER.binary_search(&kind).is_ok() || kind.strip_prefix("Cluster").is_some_and(|rest| !rest.is_empty())
}

/// When objects of a kind without a row in the table of kinds are applied: before what reads or obeys them.
pub fn usual_stage(kind: &str) -> Stage {
    match kind {
        "AuthorizationPolicy"
        | "CiliumClusterwideNetworkPolicy"
        | "CiliumNetworkPolicy"
        | "ClusterQueue"
        | "LocalQueue"
        | "PeerAuthentication"
        | "ResourceFlavor"
        | "RuntimeClass"
        | "VolumeSnapshotClass" => Stage::Policies,
        "ClusterRole" | "ClusterRoleBinding" | "Role" | "RoleBinding" => Stage::Identity,
        "Certificate"
        | "ClusterSecretStore"
        | "ExternalSecret"
        | "Issuer"
        | "PersistentVolume"
        | "SealedSecret"
        | "Secret"
        | "SecretProviderClass"
        | "SecretStore" => Stage::Config,
        "CronJob" | "JobSet" | "RayJob" | "TrainJob" => Stage::Jobs,
        "ScaledJob" | "ScaledObject" | "TriggerAuthentication" | "VerticalPodAutoscaler" => Stage::Scalers,
        "DestinationRule" | "GRPCRoute" | "IngressRoute" | "ReferenceGrant" | "TCPRoute" | "TLSRoute" | "VirtualService" => {
            Stage::Routes
        }
        _ => Stage::Workloads,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(OF_CLUSTER.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn tells_scopes() {
        for kind in ["Namespace", "ClusterRole", "ClusterIssuer", "PriorityClass"] {
            assert!(is_of_cluster(kind), "{kind}");
        }
        for kind in ["Role", "Cluster", "Deployment", "ExternalSecret"] {
            assert!(!is_of_cluster(kind), "{kind}");
        }
    }
}
