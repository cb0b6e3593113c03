//! Claims.

use super::Object;
use super::meta::Owner;
use k8s_openapi::api::core::v1::{
    CSIPersistentVolumeSource, ObjectReference, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec,
    PersistentVolumeSpec, VolumeResourceRequirements,
};
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;
use std::fmt;

/// How a volume may be attached (Kubernetes documentation, "Persistent Volumes: Access Modes", 2026-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, schemars::JsonSchema)]
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

/// The claims of an object: itself, or those that a StatefulSet makes for its pods.
pub fn claims(object: &Object) -> &[PersistentVolumeClaim] {
    match object {
        Object::PersistentVolumeClaim(claim) => std::slice::from_ref(&**claim),
        Object::StatefulSet(set) => set.spec.volume_claim_templates.as_deref().unwrap_or_default(),
        _ => &[],
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

/// A bucket that a driver mounts.
#[derive(Clone, Debug)]
pub struct MountedBucket {
    /// The name of the claim.
    pub name: String,
    /// The driver.
    pub driver: &'static str,
    /// By what the driver knows the volume.
    pub handle: String,
    /// What else the driver wants to know.
    pub attributes: BTreeMap<String, String>,
    /// How it is mounted.
    pub options: Vec<String>,
    /// Who mounts it.
    pub access: AccessMode,
}

/// Kubernetes wants a size of every volume. That of a bucket means nothing.
const BUCKET_SIZE: &str = "1Gi";

/// The volume that stands for a bucket, and the claim to exactly this volume. Nothing is ever deleted with them.
pub fn bucket_volume(owner: &Owner, role: &str, bucket: &MountedBucket) -> (PersistentVolume, PersistentVolumeClaim) {
    let volume_name = format!("{}-{}", owner.namespace, bucket.name);
    let size = || Some(BTreeMap::from([("storage".to_owned(), Quantity(BUCKET_SIZE.to_owned()))]));
    let volume = PersistentVolume {
        metadata: ObjectMeta { name: Some(volume_name.clone()), labels: Some(owner.labels(role)), ..ObjectMeta::default() },
        spec: Some(PersistentVolumeSpec {
            capacity: size(),
            access_modes: Some(vec![bucket.access.to_string()]),
            persistent_volume_reclaim_policy: Some("Retain".to_owned()),
            storage_class_name: Some(String::new()),
            mount_options: Some(bucket.options.clone()),
            claim_ref: Some(ObjectReference {
                namespace: Some(owner.namespace.clone()),
                name: Some(bucket.name.clone()),
                ..ObjectReference::default()
            }),
            csi: Some(CSIPersistentVolumeSource {
                driver: bucket.driver.to_owned(),
                volume_handle: bucket.handle.clone(),
                read_only: Some(true),
                volume_attributes: (!bucket.attributes.is_empty()).then(|| bucket.attributes.clone()),
                ..CSIPersistentVolumeSource::default()
            }),
            ..PersistentVolumeSpec::default()
        }),
        ..PersistentVolume::default()
    };
    let metadata = ObjectMeta { name: Some(bucket.name.clone()), ..owner.metadata(role, None) };
    let request = Claim { class: Some(String::new()), access: bucket.access, size: BUCKET_SIZE.to_owned() };
    let mut claim = claim(metadata, &request);
    if let Some(spec) = &mut claim.spec {
        spec.volume_name = Some(volume_name);
    }
    (volume, claim)
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
