//! How pods take on an identity of a cloud.

use crate::components::contract::CloudIdentity;
use crate::k8s::meta::Labels;

/// The annotations of a service account whose pods take on the identity.
pub fn account_annotations(identity: Option<&CloudIdentity>) -> Labels {
    let annotation = |key: &str, value: &str| Labels::from([(key.to_owned(), value.to_owned())]);
    match identity {
        None | Some(CloudIdentity::OwnAccount) => Labels::new(),
        // EKS User Guide, "Assign IAM roles to Kubernetes service accounts" (2024-12).
        Some(CloudIdentity::AwsRole(arn)) => annotation("eks.amazonaws.com/role-arn", arn),
        // GKE, "Authenticate to Google Cloud APIs from GKE workloads" (2026-08).
        Some(CloudIdentity::GcpServiceAccount(address)) => annotation("iam.gke.io/gcp-service-account", address),
        // Microsoft Learn, "Use Microsoft Entra Workload ID with AKS" (2026-08).
        Some(CloudIdentity::AzureClient(id)) => annotation("azure.workload.identity/client-id", id),
    }
}

/// The labels that the pods themselves need.
pub fn pod_labels(identity: Option<&CloudIdentity>) -> Labels {
    match identity {
        // The webhook looks at the pod's label, not at the account's (the same page).
        Some(CloudIdentity::AzureClient(_)) => Labels::from([("azure.workload.identity/use".to_owned(), "true".to_owned())]),
        _ => Labels::new(),
    }
}
