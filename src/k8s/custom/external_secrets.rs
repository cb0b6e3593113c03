//! The External Secrets Operator's own kind, `external-secrets.io/v1`; `v1beta1` is no longer served (external-secrets 2.9, 2026-08).

use super::CustomSpec;
use serde::Serialize;

/// A Secret that is kept like values of a store outside the cluster.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalSecretSpec {
    /// How often the store is asked.
    pub refresh_interval: String,
    /// The store.
    pub secret_store_ref: StoreReference,
    /// The Secret.
    pub target: Target,
    /// Its keys.
    pub data: Vec<Data>,
}

/// A store.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreReference {
    /// `ClusterSecretStore` or `SecretStore`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

/// The Secret that is made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Its name.
    pub name: String,
    /// `Owner`: it goes with the ExternalSecret.
    pub creation_policy: &'static str,
    /// `Retain`: it stays when the value is gone from the store.
    pub deletion_policy: &'static str,
    /// Its type, if not `Opaque`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
}

/// The form of the Secret that is made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// The type of the Secret.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A key of the Secret.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Data {
    /// The key.
    pub secret_key: String,
    /// Where its value is.
    pub remote_ref: RemoteReference,
}

/// A value of a store.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteReference {
    /// Its name.
    pub key: String,
    /// The property of a value that holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
}

impl CustomSpec for ExternalSecretSpec {
    const API_VERSION: &'static str = "external-secrets.io/v1";
    const KIND: &'static str = "ExternalSecret";
}
