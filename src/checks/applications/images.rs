//! Images that were taken away.

use super::super::{Check, Context, Rule};
use super::image::Image;
use crate::diag::{Report, codes};
use crate::manifest::Pod;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::IMAGE_GONE,
        "\
What: an image that its publisher has taken away: `minio/minio` and `minio/mc` from Docker Hub, and what Bitnami had there with versions.
Why: the node cannot pull it: `ErrImagePull`. A node that still has it makes that hard to see.
Example: `image: minio/minio:RELEASE.2025-09-07T16-13-09Z`, `image: bitnami/postgresql:16`.
Fix: for MinIO another object store, or `quay.io/minio/minio`, which gets no fixes any more; for Bitnami the program's official image.
`bitnamilegacy/` has the old images as they were, without fixes.
Source: minio/minio was deleted on 2026-09-12 (testcontainers-node issue 1463); bitnami/charts issue 35164 of 2025-08-28.",
    )],
    rule: Rule::Pod(run),
};

/// What Bitnami moved to `bitnamilegacy`, of the stack around machine learning.
const BITNAMI: [&str; 17] = [
    "airflow",
    "elasticsearch",
    "etcd",
    "grafana",
    "kafka",
    "keycloak",
    "kubectl",
    "mariadb",
    "minio",
    "mlflow",
    "mongodb",
    "mysql",
    "postgresql",
    "prometheus",
    "rabbitmq",
    "redis",
    "zookeeper",
];

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    for place in pod.containers().filter_map(|container| container.node.get("image")) {
        let Some(image) = place.as_str().map(Image::of).filter(|image| image.registry.is_empty()) else { continue };
        let told = match image.path.split_once('/') {
            Some(("minio", "minio" | "mc")) => {
                let words = format!("`{}` is no longer on Docker Hub", image.path);
                let told = pod.owner.error(codes::IMAGE_GONE, place, words);
                told.help("take another object store, or the last image from `quay.io/minio/minio`, which gets no fixes any more")
            }
            Some(("bitnami", name)) if BITNAMI.contains(&name) && !matches!(image.tag, "" | "latest") => {
                let words = format!("versions of `{}` are no longer on Docker Hub", image.path);
                pod.owner.error(codes::IMAGE_GONE, place, words).help("take the program's official image")
            }
            Some(("bitnamilegacy", _)) => {
                let words = "an image of Bitnami that gets no fixes any more";
                pod.owner.info(codes::IMAGE_GONE, place, words).help("take the program's official image")
            }
            _ => continue,
        };
        found.push(told);
    }
}
