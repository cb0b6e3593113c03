//! Objects for tests.

use crate::k8s::pod::{self, Pod, Resources};
use crate::k8s::workload::{Rollout, deployment};
use crate::k8s::{Object, Owner};

/// The owner of all test objects.
pub(crate) fn owner() -> Owner {
    Owner { project: "shop".to_owned(), name: "api".to_owned(), version: None, namespace: "shop".to_owned() }
}

/// A pod in which no check finds anything.
pub(crate) fn good_pod() -> Pod {
    let pair = |low: &str, high: &str| (low.to_owned(), high.to_owned());
    Pod::new("api", pod::container("api", "acme/api:1", Resources { cpu: pair("100m", "1"), memory: pair("64Mi", "128Mi") }))
}

/// The Deployment of a pod.
pub(crate) fn workload(pod: Pod) -> Object {
    deployment(&owner(), "service", Some(1), Rollout::Surge, pod).into()
}
