//! What people call kinds of objects: as manifests do, or as they type it for kubectl.

/// Short names of kinds, as `kubectl api-resources` lists them (Kubernetes 1.35, and the definitions of KEDA 2.18, cert-manager 1.19,
/// prometheus-operator 0.86, External Secrets 1.0, the autoscalers 1.5, Gateway API 1.4 and Istio 1.28, 2026-11).
const SHORT: &[(&str, &str)] = &[
    ("cert", "Certificate"),
    ("certs", "Certificate"),
    ("cj", "CronJob"),
    ("cm", "ConfigMap"),
    ("crd", "CustomResourceDefinition"),
    ("crds", "CustomResourceDefinition"),
    ("deploy", "Deployment"),
    ("ds", "DaemonSet"),
    ("es", "ExternalSecret"),
    ("gc", "GatewayClass"),
    ("gtw", "Gateway"),
    ("hpa", "HorizontalPodAutoscaler"),
    ("ing", "Ingress"),
    ("limits", "LimitRange"),
    ("netpol", "NetworkPolicy"),
    ("ns", "Namespace"),
    ("pc", "PriorityClass"),
    ("pdb", "PodDisruptionBudget"),
    ("pmon", "PodMonitor"),
    ("po", "Pod"),
    ("promrule", "PrometheusRule"),
    ("pv", "PersistentVolume"),
    ("pvc", "PersistentVolumeClaim"),
    ("quota", "ResourceQuota"),
    ("rs", "ReplicaSet"),
    ("sa", "ServiceAccount"),
    ("sc", "StorageClass"),
    ("smon", "ServiceMonitor"),
    ("so", "ScaledObject"),
    ("sts", "StatefulSet"),
    ("svc", "Service"),
    ("ta", "TriggerAuthentication"),
    ("vpa", "VerticalPodAutoscaler"),
    ("vs", "VirtualService"),
];

/// Whether a word means a kind: `Deployment`, `deployments`, `deploy`, and with the group behind it, `deployment.apps` or
/// `deployments.v1.apps`.
pub(super) fn means(word: &str, kind: &str, api_version: &str) -> bool {
    let (name, group) = word.split_once('.').unwrap_or((word, ""));
    let (own_group, own_version) = api_version.split_once('/').unwrap_or(("", api_version));
    let has_group = group.is_empty()
        || group == own_group
        || group.strip_prefix(own_version).and_then(|rest| rest.strip_prefix('.')) == Some(own_group);
    let (name, kind) = (name.to_ascii_lowercase(), kind.to_ascii_lowercase());
    let short = || SHORT.iter().any(|(short, long)| *short == name && long.eq_ignore_ascii_case(&kind));
    has_group && (name == kind || is_plural(&name, &kind) || short())
}

/// Whether a word is the plural of a kind, in small letters.
fn is_plural(word: &str, kind: &str) -> bool {
    match word.strip_prefix(kind) {
        Some("s") => !kind.ends_with('s'),
        Some("es") => kind.ends_with('s'),
        _ => kind.strip_suffix('y').is_some_and(|stem| word.strip_prefix(stem) == Some("ies")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_all_their_names() {
        for word in ["Deployment", "deployment", "deployments", "deploy", "deployment.apps", "deployments.v1.apps", "DEPLOY"] {
            assert!(means(word, "Deployment", "apps/v1"), "{word}");
        }
        for word in ["deploys", "deployment.batch", "deployments.v2.apps", "", "statefulset", "dep"] {
            assert!(!means(word, "Deployment", "apps/v1"), "{word}");
        }
        assert!(
            means("netpol", "NetworkPolicy", "networking.k8s.io/v1")
                && means("networkpolicies", "NetworkPolicy", "networking.k8s.io/v1")
        );
        assert!(means("ingresses", "Ingress", "networking.k8s.io/v1") && !means("ingresss", "Ingress", "networking.k8s.io/v1"));
        assert!(means("gateways.gateway.networking.k8s.io", "Gateway", "gateway.networking.k8s.io/v1"));
        assert!(means("services", "Service", "v1") && means("svc", "Service", "v1"));
    }
}
