//! Which kinds make which objects: one row for each kind that is known, from the documentation of its project (2026-11).

use super::{ANYTHING, EVERYWHERE, NUMBERED_CLAIM, Object, Provided};
use crate::yaml::Node;

/// Groups of Kubernetes itself with a dot in their name; what they make besides pods stands in the table below.
const OF_KUBERNETES: [&str; 16] = [
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// Groups whose kinds make nothing that others refer to, or only what stands in the table below.
const QUIET: [&str; 34] = [
    "acme.cert-manager.io",
    "autoscaling.k8s.io",
    "bitnami.com",
    "cert-manager.io",
    "cilium.io",
    "cloud.google.com",
    "crd.projectcalico.org",
    "elbv2.k8s.aws",
    "external-secrets.io",
    "gateway.envoyproxy.io",
    "gateway.k8s.aws",
    "gateway.networking.k8s.io",
    "generators.external-secrets.io",
    "image.toolkit.fluxcd.io",
    "inference.networking.k8s.io",
    "jobset.x-k8s.io",
    "karpenter.k8s.aws",
    "karpenter.sh",
    "keda.sh",
    "kueue.x-k8s.io",
    "kyverno.io",
    "monitoring.coreos.com",
    "networking.gke.io",
    "networking.istio.io",
    "notification.toolkit.fluxcd.io",
    "policies.kyverno.io",
    "policy.linkerd.io",
    "ray.io",
    "secrets-store.csi.x-k8s.io",
    "security.istio.io",
    "snapshot.storage.k8s.io",
    "source.toolkit.fluxcd.io",
    "telemetry.istio.io",
    "traefik.io",
];

/// Notes what an object makes.
pub(super) fn add<'a>(object: Object<'a>, to: &mut Provided<'a>) {
    let (namespace, name) = (object.namespace, object.name);
    match (object.group(), object.kind) {
        ("apps", "StatefulSet") => {
            for template in object.spec().into_iter().flat_map(|spec| spec.items("volumeClaimTemplates")) {
                let claim = template.dig(&["metadata", "name"]).and_then(Node::as_str).unwrap_or_default();
                to.add(NUMBERED_CLAIM, namespace, format!("{claim}-{name}"), object);
            }
        }
        ("networking.k8s.io" | "extensions", "Ingress") if has_certificates(object) => {
            for name in object.spec().into_iter().flat_map(|spec| spec.items("tls")).filter_map(|tls| tls.text("secretName")) {
                to.add("Secret", namespace, name, object);
            }
        }
        ("", "Secret" | "ConfigMap") if is_copied(object) => {
            to.add(if object.kind == "Secret" { "Secret" } else { "ConfigMap" }, EVERYWHERE, name, object);
        }
        ("", "Service") => {
            if let Some(name) = object.annotation("service.beta.openshift.io/serving-cert-secret-name") {
                to.add("Secret", namespace, name, object);
            }
        }
        // A kustomization without kind.
        ("", "") if ["configMapGenerator", "secretGenerator", "resources"].iter().any(|key| object.tree().get(key).is_some()) => {
            to.add_unknown(ANYTHING, EVERYWHERE);
        }
        _ if add_secrets(object, to) => {}
        _ => add_of_operators(object, to),
    }
}

/// Notes the Secrets that an object makes; false for a kind that makes none.
fn add_secrets<'a>(object: Object<'a>, to: &mut Provided<'a>) -> bool {
    let (namespace, name) = (object.namespace, object.name);
    match (object.group(), object.kind) {
        ("cert-manager.io", "Certificate") => certificate(object, to),
        ("cert-manager.io", "Issuer" | "ClusterIssuer") => {
            let place = if namespace.is_empty() { EVERYWHERE } else { namespace };
            if let Some(name) = text(object, &["acme", "privateKeySecretRef", "name"]) {
                to.add("Secret", place, name, object);
            }
        }
        ("external-secrets.io", "ExternalSecret") => external_secret(object, to),
        ("external-secrets.io", "ClusterExternalSecret") => to.add_unknown("Secret", EVERYWHERE),
        ("bitnami.com", "SealedSecret") => {
            let made = text(object, &["template", "metadata", "name"]).unwrap_or(name);
            let entries = |keys: &[&str]| object.spec().and_then(|spec| spec.dig(keys)).and_then(Node::as_mapping);
            let keys = [entries(&["encryptedData"]), entries(&["template", "data"])];
            let keys = keys.into_iter().flatten().flat_map(|map| map.keys().map(|key| &*key.name)).collect();
            to.add_keys("Secret", namespace, made, object, Some(keys));
        }
        ("secrets-store.csi.x-k8s.io", "SecretProviderClass") => {
            for secret in object.spec().into_iter().flat_map(|spec| spec.items("secretObjects")) {
                let keys = secret.items("data").iter().filter_map(|item| item.text("key")).collect();
                to.add_keys("Secret", namespace, secret.text("secretName").unwrap_or_default(), object, Some(keys));
            }
        }
        ("secrets.hashicorp.com", _) => {
            if let Some(name) = text(object, &["destination", "name"]) {
                to.add("Secret", namespace, name, object);
            }
        }
        ("objectbucket.io", "ObjectBucketClaim") => {
            to.add("Secret", namespace, name, object);
            to.add("ConfigMap", namespace, name, object);
        }
        _ => return false,
    }
    true
}

/// Notes what the operators of custom resources make.
fn add_of_operators<'a>(object: Object<'a>, to: &mut Provided<'a>) {
    let (group, namespace, name) = (object.group(), object.namespace, object.name);
    match (group, object.kind) {
        ("postgresql.cnpg.io", _) => postgres(object, to),
        ("monitoring.coreos.com", kind @ ("Prometheus" | "PrometheusAgent" | "Alertmanager" | "ThanosRuler")) => {
            let service = match kind {
                "Alertmanager" => "alertmanager-operated",
                "ThanosRuler" => "thanos-ruler-operated",
                _ => "prometheus-operated",
            };
            to.add("Service", namespace, service, object);
            to.add_unknown("Pod", namespace);
            to.add_unknown("PersistentVolumeClaim", namespace);
            to.add_unknown("StatefulSet", namespace);
        }
        ("ray.io", kind) => {
            to.add("Service", namespace, format!("{name}-head-svc"), object);
            to.add("Service", namespace, format!("{name}-serve-svc"), object);
            // Its pods carry labels and ports of which their templates say nothing.
            to.add_unknown("Pod", namespace);
            if kind == "RayJob" {
                to.add_unknown("Service", namespace);
            }
        }
        ("jobset.x-k8s.io", "JobSet") => {
            to.add("Service", namespace, text(object, &["network", "subdomain"]).unwrap_or(name), object);
        }
        // A gateway's controller may run its pods in the namespace of the gateway, with a Service and an account.
        ("gateway.networking.k8s.io", "Gateway") => {
            for kind in ["Pod", "Service", "ServiceAccount", "Deployment"] {
                to.add_unknown(kind, namespace);
            }
            if has_certificates(object) {
                to.add_unknown("Secret", namespace);
            }
        }
        ("kyverno.io" | "policies.kyverno.io", _) => {
            let generates = |rule: &Node| rule.get("generate").is_some() || rule.get("mutate").is_some();
            let rules = object.spec().map(|spec| spec.items("rules")).unwrap_or_default();
            if rules.iter().any(generates) || object.kind.contains("Generating") {
                to.add_unknown(ANYTHING, EVERYWHERE);
            }
        }
        ("argoproj.io", "Application" | "ApplicationSet" | "AppProject")
        | ("kustomize.toolkit.fluxcd.io" | "kustomize.config.k8s.io" | "trust.cert-manager.io", _) => {
            to.add_unknown(ANYTHING, EVERYWHERE);
        }
        ("helm.toolkit.fluxcd.io" | "helm.cattle.io", _) => {
            to.add_unknown(ANYTHING, text(object, &["targetNamespace"]).unwrap_or(namespace));
        }
        ("serving.knative.dev", "Service") => {
            to.add("Service", namespace, name, object);
        }
        _ if may_make_anything(group, object.kind) => {
            to.add_unknown(ANYTHING, if namespace.is_empty() { EVERYWHERE } else { namespace });
        }
        _ => {}
    }
}

/// Whether nobody knows what an object of this kind makes.
fn may_make_anything(group: &str, kind: &str) -> bool {
    let is_quiet_kind = match group {
        "argoproj.io" => matches!(kind, "Rollout" | "AnalysisTemplate"),
        "grafana.integreatly.org" => kind != "Grafana",
        _ => QUIET.contains(&group) || OF_KUBERNETES.contains(&group),
    };
    group.contains('.') && !is_quiet_kind
}

fn text<'a>(object: Object<'a>, keys: &[&str]) -> Option<&'a str> {
    object.spec()?.dig(keys)?.as_str().filter(|text| !text.is_empty())
}

/// Whether cert-manager's shim makes the Secrets that it names (cert-manager documentation, "Annotated Ingress resource").
fn has_certificates(object: Object<'_>) -> bool {
    let keys = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme"];
    keys.iter().any(|key| object.annotation(key).is_some())
}

/// Whether a program copies it into other namespaces: reflector, replicator, config-syncer.
fn is_copied(object: Object<'_>) -> bool {
    let mut annotations = object.metadata().into_iter().flat_map(|metadata| metadata.entries("annotations"));
    annotations.any(|(key, _)| {
        ["reflector.v1.k8s.emberstack.com/", "replicator.v1.mittwald.de/", "kubed.appscode.com/", "config-syncer/"]
            .iter()
            .any(|program| key.name.starts_with(program))
    })
}

/// The Secret of a certificate: other formats and key stores add keys of their own.
fn certificate<'a>(object: Object<'a>, to: &mut Provided<'a>) {
    let Some(spec) = object.spec() else { return };
    let is_plain = spec.get("keystores").is_none() && spec.get("additionalOutputFormats").is_none();
    let keys = is_plain.then(|| vec!["tls.crt", "tls.key", "ca.crt"]);
    to.add_keys("Secret", object.namespace, spec.text("secretName").unwrap_or_default(), object, keys);
}

/// The Secret of an `ExternalSecret`, whose keys are known if each is listed.
fn external_secret<'a>(object: Object<'a>, to: &mut Provided<'a>) {
    let Some(spec) = object.spec() else { return };
    let target = spec.get("target");
    let name = target.and_then(|target| target.text("name")).filter(|name| !name.is_empty()).unwrap_or(object.name);
    let template = target.and_then(|target| target.get("template"));
    let keys = spec.get("dataFrom").is_none().then(|| match template {
        None => Some(spec.items("data").iter().filter_map(|item| item.text("secretKey")).collect()),
        Some(template) if template.get("templateFrom").is_some() || template.text("mergePolicy") == Some("Merge") => None,
        Some(template) => template.get("data").and_then(Node::as_mapping).map(|map| map.keys().map(|key| &*key.name).collect()),
    });
    let kind = match target.and_then(|target| target.dig(&["manifest", "kind"])).and_then(Node::as_str) {
        Some("ConfigMap") => "ConfigMap",
        _ => "Secret",
    };
    to.add_keys(kind, object.namespace, name, object, keys.flatten());
}

/// What CloudNativePG makes for a database: Secrets, Services and an account (its documentation, "Connecting from an application" and
/// "Certificates", 1.28).
fn postgres<'a>(object: Object<'a>, to: &mut Provided<'a>) {
    let (namespace, name) = (object.namespace, object.name);
    match object.kind {
        "Cluster" => {
            for suffix in ["app", "superuser", "ca", "server", "replication", "pull"] {
                to.add("Secret", namespace, format!("{name}-{suffix}"), object);
            }
            for suffix in ["rw", "ro", "r", "any"] {
                to.add("Service", namespace, format!("{name}-{suffix}"), object);
            }
            let managed = object.spec().and_then(|spec| spec.dig(&["managed", "services"]));
            for service in managed.into_iter().flat_map(|services| services.items("additional")) {
                let name = service.dig(&["serviceTemplate", "metadata", "name"]).and_then(Node::as_str);
                to.add("Service", namespace, name.unwrap_or_default(), object);
            }
            to.add("ServiceAccount", namespace, name, object);
            to.add_unknown("PersistentVolumeClaim", namespace);
        }
        "Pooler" => {
            to.add("Service", namespace, name, object);
            to.add("Deployment", namespace, name, object);
        }
        _ => {}
    }
}
