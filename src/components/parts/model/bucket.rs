//! Buckets that appear as folders, by the cluster's own driver for the store.

use crate::components::contract::{BucketAddress, Capability, Link, Variable};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::Owner;
use crate::k8s::config;
use crate::k8s::pod::Pod;
use crate::k8s::storage::{AccessMode, MountedBucket};
use crate::layers::Place;
use crate::profile::BucketDriver;
use std::collections::BTreeMap;

/// The annotation by which GKE puts the process that mounts buckets into a pod
/// (GoogleCloudPlatform/gcs-fuse-csi-driver pkg/webhook, 2026-08).
const GCS_FUSE: &str = "gke-gcsfuse/volumes";

/// A folder of a bucket, as a driver mounts it.
#[derive(Clone, Debug)]
pub(super) struct Mounted {
    pub(super) driver: BucketDriver,
    pub(super) bucket: String,
    pub(super) key: Option<String>,
}

impl Mounted {
    /// The suffix of the names of its volume and its claim. Neither can be changed later, so that their names change with them.
    pub(super) fn suffix(&self) -> String {
        format!("model-{}", config::hash([self.bucket.as_str(), self.key.as_deref().unwrap_or_default()]))
    }

    /// Reports a store that the driver cannot mount; `place` is where the store is named.
    pub(super) fn check(&self, link: &Link<'_>, place: &Place<'_>, report: &mut Report) {
        let Capability::ObjectStore(address) = &link.offer.capability else { return };
        let fits = match self.driver {
            BucketDriver::GcsFuse => matches!(address, BucketAddress::Gcs),
            BucketDriver::MountpointS3 => matches!(address, BucketAddress::S3),
        };
        // The drivers take on the identity of the pod. Keys they would have to find elsewhere.
        if !fits || link.offer.identity.is_none() {
            report.push(
                Diagnostic::error(codes::UNFIT_USE, format!("the cluster cannot mount buckets of `{}`", link.need.target))
                    .at(place.span())
                    .help("take `mount` out: each pod downloads the model when it starts"),
            );
        }
    }

    /// The volume and its claim.
    pub(super) fn volume(&self, owner: &Owner, link: &Link<'_>, user: i64, group: i64) -> MountedBucket {
        let name = owner.derived(Some(&self.suffix()));
        let mut options = vec![format!("uid={user}"), format!("gid={group}")];
        let mut attributes = BTreeMap::new();
        let (driver, handle) = match self.driver {
            // GKE "Mount Cloud Storage buckets as persistent volumes", and flags of gcsfuse (2026-08).
            BucketDriver::GcsFuse => {
                options.push("implicit-dirs".to_owned());
                options.extend(self.key.iter().map(|key| format!("only-dir={key}")));
                ("gcsfuse.csi.storage.gke.io", self.bucket.clone())
            }
            // awslabs/mountpoint-s3-csi-driver docs/CONFIGURATION.md, version 2 (2026-08): the pod's own identity, not the driver's.
            BucketDriver::MountpointS3 => {
                options.extend(["read-only".to_owned(), "allow-other".to_owned()]);
                let region = Variable::text_of(&link.variables, "AWS_DEFAULT_REGION");
                options.extend(region.map(|region| format!("region {region}")));
                options.extend(self.key.iter().map(|key| format!("prefix {key}/")));
                attributes.insert("bucketName".to_owned(), self.bucket.clone());
                attributes.insert("authenticationSource".to_owned(), "pod".to_owned());
                ("s3.csi.aws.com", format!("{}-{name}", owner.namespace))
            }
        };
        MountedBucket { name, driver, handle, attributes, options, access: AccessMode::ReadOnlyMany }
    }

    /// Tells the cluster what the pod needs beside the volume.
    pub(super) fn mark(&self, pod: &mut Pod) {
        if self.driver == BucketDriver::GcsFuse {
            pod.annotations.insert(GCS_FUSE.to_owned(), "true".to_owned());
            pod.injected = true;
        }
    }
}
