//! The Job that creates the buckets of a store in the cluster.

use crate::components::contract::{BucketAddress, Variable};
use crate::components::parts::{RcloneWork, rclone};
use crate::k8s::Owner;
use crate::k8s::job::{self, Run};
use crate::k8s::pod::Pod;
use crate::text::{self, Template};
use k8s_openapi::api::batch::v1::Job;
use serde::Serialize;
use std::collections::BTreeSet;

pub(super) const ROLE: &str = "buckets";
/// The seconds that the Job may take: the store has to be pulled, bound to its disk and started first.
const DEADLINE: i64 = 1_800;

#[derive(Serialize)]
struct CreateBuckets<'a> {
    buckets: &'a BTreeSet<&'a str>,
}

impl Template for CreateBuckets<'_> {
    const NAME: &'static str = "object_store/create_buckets.sh";
    const TEXT: &'static str = include_str!("../../../templates/object_store/create_buckets.sh");
}

/// The Job. Its name changes with the list of buckets; what is there already stays as it is.
pub(super) fn job(owner: &Owner, variables: &[Variable], buckets: &BTreeSet<&str>) -> Job {
    let script = text::render(&CreateBuckets { buckets });
    let container = rclone("create-buckets", RcloneWork::Buckets, script, &BucketAddress::S3, variables);
    job::job(owner, ROLE, Some(ROLE), &Run::once(6, DEADLINE), Pod::new(&owner.name, container))
}
