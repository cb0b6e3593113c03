//! Claims.

use super::meta::Owner;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, PersistentVolumeClaimSpec, VolumeResourceRequirements};
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;
use std::fmt;

/// How a volume may be attached (Kubernetes documentation, "Persistent Volumes: Access Modes", 2026-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
pub enum AccessMode {
    /// By all pods of one node.
    ReadWriteOnce,
    /// By one pod in the cluster.
    ReadWriteOncePod,
    /// By pods of many nodes.
    ReadWriteMany,
    /// By pods of many nodes that only read.
    ReadOnlyMany,
}

impl fmt::Display for AccessMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

/// A claim that a profile can satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The storage class; the cluster's own default if none.
    pub class: Option<String>,
    /// The access mode.
    pub access: AccessMode,
    /// The size, as a quantity.
    pub size: String,
}

/// The object that makes the claim.
pub fn claim(metadata: ObjectMeta, claim: &Claim) -> PersistentVolumeClaim {
    PersistentVolumeClaim {
        metadata,
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec![claim.access.to_string()]),
            storage_class_name: claim.class.clone(),
            resources: Some(VolumeResourceRequirements {
                requests: Some(BTreeMap::from([("storage".to_owned(), Quantity(claim.size.clone()))])),
                ..VolumeResourceRequirements::default()
            }),
            ..PersistentVolumeClaimSpec::default()
        }),
        ..PersistentVolumeClaim::default()
    }
}

/// A storage class whose volumes appear where their first pod runs, can grow, and outlive their claim.
pub fn storage_class(owner: &Owner, name: &str, provisioner: &str, parameters: BTreeMap<String, String>) -> StorageClass {
    StorageClass {
        metadata: owner.cluster_metadata("storage", name),
        provisioner: provisioner.to_owned(),
        parameters: (!parameters.is_empty()).then_some(parameters),
        reclaim_policy: Some("Retain".to_owned()),
        volume_binding_mode: Some("WaitForFirstConsumer".to_owned()),
        allow_volume_expansion: Some(true),
        ..StorageClass::default()
    }
}
