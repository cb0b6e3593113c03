//! Custom resources: the few fields that mlkube writes, as small structs of their own.

pub mod autoscaler;
pub mod aws;
pub mod cert_manager;
pub mod eks;
pub mod external_secrets;
pub mod gateway;
pub mod gke;
pub mod istio;
pub mod jobset;
pub mod keda;
pub mod linkerd;
pub mod prometheus;
pub mod ray;
pub mod secrets_store;
pub mod trainer;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// The spec of a custom resource, and what kind that is.
pub trait CustomSpec: Serialize {
    /// Group and version, such as `gateway.networking.k8s.io/v1`.
    const API_VERSION: &'static str;
    /// The kind, such as `Gateway`.
    const KIND: &'static str;
}

/// A custom resource.
#[derive(Clone, Debug)]
pub struct Custom<S> {
    /// Name, namespace and labels.
    pub metadata: ObjectMeta,
    /// The rest.
    pub spec: S,
}

impl<S: CustomSpec> Serialize for Custom<S> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        let mut object = serializer.serialize_struct(S::KIND, 4)?;
        object.serialize_field("apiVersion", S::API_VERSION)?;
        object.serialize_field("kind", S::KIND)?;
        object.serialize_field("metadata", &self.metadata)?;
        object.serialize_field("spec", &self.spec)?;
        object.end()
    }
}
