//! `objectStores`: stores for artifacts, data and models: those of the clouds, any that speaks S3, or one in the cluster.

mod buckets;
mod cloud;
mod keys;
mod server;

use super::contract::{Component, Surroundings};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::Name;
use crate::k8s::Stage;
use cloud::{AzureSpec, GcsSpec, S3Spec};
use schemars::JsonSchema;
use serde::Deserialize;
use server::{Product, ServerSpec};

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "objectStores",
    noun: "object store",
    description: "Stores for artifacts, data and models: S3, Google Cloud Storage, Azure Blob Storage, or one in the cluster.",
    stage: Stage::Data,
    serves_others_only: true,
    decode: super::decode::<ObjectStoreSpec>,
    #[cfg(test)]
    schema: super::schema::<ObjectStoreSpec>,
};

/// An object store; exactly one of `s3`, `gcs`, `azure`, `seaweedfs` and `minio`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ObjectStoreSpec {
    /// Amazon S3, or with `endpoint` another store that speaks its language.
    #[serde(default)]
    s3: Option<S3Spec>,
    /// Google Cloud Storage.
    #[serde(default)]
    gcs: Option<GcsSpec>,
    /// Azure Blob Storage.
    #[serde(default)]
    azure: Option<AzureSpec>,
    /// SeaweedFS in the cluster: one pod that speaks S3.
    #[serde(default)]
    seaweedfs: Option<ServerSpec>,
    /// MinIO in the cluster, which nobody maintains any more: for what has to stay as it is.
    #[serde(default)]
    minio: Option<ServerSpec>,
}

impl Written for ObjectStoreSpec {
    fn namespace(&self) -> Option<&Name> {
        self.seaweedfs.as_ref().or(self.minio.as_ref()).and_then(ServerSpec::namespace)
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let place = &around.place;
        let Self { s3, gcs, azure, seaweedfs, minio } = self;
        let given = [
            ("s3", s3.is_some()),
            ("gcs", gcs.is_some()),
            ("azure", azure.is_some()),
            ("seaweedfs", seaweedfs.is_some()),
            ("minio", minio.is_some()),
        ];
        let mut keys = given.iter().filter(|(_, given)| *given).map(|(key, _)| *key);
        let Some(first) = keys.next() else {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says which object store this is")
                    .at(place.key_span())
                    .help("give it `s3: {region: us-west-2}`, `gcs: {}` or `azure: {account: NAME}`")
                    .help("or have one in the cluster: `seaweedfs: {disk: 50Gi}`"),
            );
            return None;
        };
        if let Some(second) = keys.next() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{first}` and `{second}` in one object store"))
                    .at(place.key(second).key_span())
                    .related(place.key(first).key_span(), "it is this already")
                    .help("make two entries of it"),
            );
            return None;
        }
        match (s3, gcs, azure, seaweedfs, minio) {
            (Some(s3), ..) => Some(Box::new(s3.resolve(around, report))),
            (_, Some(gcs), ..) => Some(Box::new(gcs.resolve(around, report))),
            (_, _, Some(azure), ..) => Some(Box::new(azure.resolve(around, report))),
            (.., Some(seaweedfs), _) => Some(Box::new(seaweedfs.resolve(&Product::SEAWEEDFS, around, report)?)),
            (.., minio) => Some(Box::new(minio?.resolve(&Product::MINIO, around, report)?)),
        }
    }
}
