//! Containers that the cluster puts into pods, which no bundle shows: the proxies of a mesh, and the driver of mounted buckets.

use super::demand::ByResource;
use crate::k8s::demand::Side;
use crate::k8s::quantity::Amount;
use crate::k8s::{Entry, Object};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::{BTreeMap, BTreeSet};

/// What an injected container asks for unless annotations of the pod say otherwise.
struct Sidecar {
    /// The resource, the annotation that sets its request and the request if none does.
    requests: &'static [(&'static str, &'static str, Option<&'static str>)],
    /// The same for its limit.
    limits: &'static [(&'static str, &'static str, Option<&'static str>)],
}

/// Istio's proxy (istio manifests/charts/istio-control/istio-discovery/values.yaml, `global.proxy.resources`; istio.io "Resource
/// Annotations", 2026-08).
const ISTIO: Sidecar = Sidecar {
    requests: &[("cpu", "sidecar.istio.io/proxyCPU", Some("100m")), ("memory", "sidecar.istio.io/proxyMemory", Some("128Mi"))],
    limits: &[
        ("cpu", "sidecar.istio.io/proxyCPULimit", Some("2000m")),
        ("memory", "sidecar.istio.io/proxyMemoryLimit", Some("1024Mi")),
    ],
};

/// Linkerd's proxy asks for nothing unless it is told to (linkerd.io "Proxy Configuration", 2026-08).
const LINKERD: Sidecar = Sidecar {
    requests: &[("cpu", "config.linkerd.io/proxy-cpu-request", None), ("memory", "config.linkerd.io/proxy-memory-request", None)],
    limits: &[("cpu", "config.linkerd.io/proxy-cpu-limit", None), ("memory", "config.linkerd.io/proxy-memory-limit", None)],
};

/// The driver of Cloud Storage FUSE (GKE "Configure the sidecar container of the Cloud Storage FUSE CSI driver", 2026-08).
const GCS_FUSE: Sidecar = Sidecar {
    requests: &[
        ("cpu", "gke-gcsfuse/cpu-request", Some("250m")),
        ("memory", "gke-gcsfuse/memory-request", Some("256Mi")),
        ("ephemeral-storage", "gke-gcsfuse/ephemeral-storage-request", Some("5Gi")),
    ],
    limits: &[
        ("cpu", "gke-gcsfuse/cpu-limit", Some("250m")),
        ("memory", "gke-gcsfuse/memory-limit", Some("256Mi")),
        ("ephemeral-storage", "gke-gcsfuse/ephemeral-storage-limit", Some("5Gi")),
    ],
};

/// Where the cluster puts containers into pods.
#[derive(Debug, Default)]
pub(super) struct Injection<'a> {
    istio: BTreeSet<&'a str>,
    linkerd: BTreeSet<&'a str>,
}

impl<'a> Injection<'a> {
    /// Reads the namespaces of a bundle.
    pub(super) fn new(entries: &'a [Entry]) -> Self {
        let mut injection = Self::default();
        for entry in entries {
            let Object::Namespace(namespace) = &entry.object else { continue };
            let says = |map: &Option<BTreeMap<String, String>>, key: &str, value: Option<&str>| {
                map.as_ref().and_then(|map| map.get(key)).is_some_and(|said| value.is_none_or(|value| said == value))
            };
            let metadata = &namespace.metadata;
            let by_istio = [("istio-injection", Some("enabled")), ("istio.io/rev", None)];
            if by_istio.iter().any(|(key, value)| says(&metadata.labels, key, *value)) {
                injection.istio.insert(entry.object.name());
            }
            if says(&metadata.annotations, "linkerd.io/inject", Some("enabled")) {
                injection.linkerd.insert(entry.object.name());
            }
        }
        injection
    }

    /// Adds what is put into a pod to what it asks for.
    pub(super) fn add(&self, namespace: &str, template: &PodTemplateSpec, side: Side, amounts: &mut ByResource<'_>) {
        let metadata = template.metadata.as_ref();
        let annotations = metadata.and_then(|metadata| metadata.annotations.as_ref());
        let annotated = |key: &str| annotations.and_then(|all| all.get(key)).map(String::as_str);
        let labelled = |key: &str| metadata.and_then(|metadata| metadata.labels.as_ref()?.get(key)).map(String::as_str);
        let refuses = |key: &str, word: &str| labelled(key) == Some(word) || annotated(key) == Some(word);
        let istio = self.istio.contains(namespace) && !refuses("sidecar.istio.io/inject", "false");
        let linkerd = self.linkerd.contains(namespace) && !refuses("linkerd.io/inject", "disabled");
        let gcs_fuse = annotated("gke-gcsfuse/volumes") == Some("true");
        for (_, sidecar) in
            [(istio, &ISTIO), (linkerd, &LINKERD), (gcs_fuse, &GCS_FUSE)].into_iter().filter(|(is_there, _)| *is_there)
        {
            let settings = match side {
                Side::Requests => sidecar.requests,
                Side::Limits => sidecar.limits,
            };
            for (resource, annotation, usual) in settings {
                let amount = annotated(annotation).or(*usual).and_then(|text| Amount::of(&Quantity(text.to_owned())));
                if let Some(amount) = amount.filter(|amount| *amount > Amount::default()) {
                    let sum = amounts.entry(resource).or_default();
                    *sum = *sum + amount;
                }
            }
        }
    }
}
