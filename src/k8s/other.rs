//! Objects of kinds that have no type here: custom resources that a user brings.

use crate::yaml::Mapping;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// An object as somebody wrote it.
#[derive(Clone, Debug)]
pub struct Other {
    /// Group and version.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// Name, namespace, labels and annotations.
    pub metadata: ObjectMeta,
    /// Everything else, as it was written.
    pub rest: Mapping,
}

impl Serialize for Other {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.rest.len() + 3))?;
        object.serialize_entry("apiVersion", &self.api_version)?;
        object.serialize_entry("kind", &self.kind)?;
        object.serialize_entry("metadata", &self.metadata)?;
        for (key, value) in &self.rest {
            object.serialize_entry(&*key.name, value)?;
        }
        object.end()
    }
}
