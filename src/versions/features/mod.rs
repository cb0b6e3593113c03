//! The table of features, by what they belong to.
//!
//! A row stands here if one of the versions that can be rendered for lacks the feature. Which API is the first that knows a field was
//! compared in the OpenAPI of Kubernetes 1.28 to 1.37; since when it is on by itself is told by kubernetes
//! `pkg/features/kube_features.go` (1.35), by the same file of component-helpers for the scheduler (1.37), and by the page of each gate
//! in kubernetes.io, "Feature Gates" (2026-11). A field that came with the newest version is off by itself: that is how fields are added
//! to stable APIs (kubernetes/community `api_changes.md`, "Alpha field in existing API version", 2026-11).

mod containers;
mod definitions;
mod hooks;
mod jobs;
mod pods;
mod scaling;
mod services;
mod sidecars;
mod storage;
mod volumes;
mod workloads;

pub use sidecars::NATIVE_SIDECARS;
pub use volumes::IMAGE_VOLUMES;

use super::Feature;

/// Every file of features.
pub const FAMILIES: &[&[Feature]] = &[
    containers::FEATURES,
    definitions::FEATURES,
    hooks::FEATURES,
    jobs::FEATURES,
    pods::FEATURES,
    scaling::FEATURES,
    services::FEATURES,
    sidecars::FEATURES,
    storage::FEATURES,
    volumes::FEATURES,
    workloads::FEATURES,
];

/// Every feature.
pub fn all() -> impl Iterator<Item = &'static Feature> {
    FAMILIES.iter().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::KubeVersion;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_is_about_some_version() {
        for feature in all() {
            let Feature { name, paths, known, .. } = feature;
            assert!(!paths.is_empty(), "{name}");
            assert!(*known <= KubeVersion::NEWEST, "{name} is not in the newest version");
            assert!(!feature.is_in(KubeVersion::OLDEST), "{name} is in every version: the row is of no use");
            assert!(feature.since().is_none_or(|since| since >= *known), "{name} is on before it is known");
        }
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<&str> = all().map(|feature| feature.name).collect();
        assert_eq!(names.len(), all().count());
    }
}
