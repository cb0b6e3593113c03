//! The Secrets Store CSI driver's own kind, `secrets-store.csi.x-k8s.io/v1` (kubernetes-sigs/secrets-store-csi-driver, 2026-08).

use super::CustomSpec;
use serde::Serialize;
use std::collections::BTreeMap;

/// Values of a store that pods mount, and the Secret that is made of them while some pod does.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretProviderClassSpec {
    /// The provider: `aws`, `azure`, `gcp` or `vault`.
    pub provider: &'static str,
    /// The provider's own parameters.
    pub parameters: BTreeMap<String, String>,
    /// The Secrets.
    pub secret_objects: Vec<SecretObject>,
}

/// A Secret that is made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretObject {
    /// Its name.
    pub secret_name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its keys.
    pub data: Vec<ObjectKey>,
}

/// A key of a Secret that is made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectKey {
    /// The mounted file that holds the value.
    pub object_name: String,
    /// The key.
    pub key: String,
}

impl CustomSpec for SecretProviderClassSpec {
    const API_VERSION: &'static str = "secrets-store.csi.x-k8s.io/v1";
    const KIND: &'static str = "SecretProviderClass";
}
