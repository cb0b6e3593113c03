//! Kubernetes manifests as anybody writes them.

pub mod hints;
pub mod pages;
pub mod read;
