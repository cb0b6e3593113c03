//! What a cluster may run beyond Kubernetes itself.

use schemars::JsonSchema;
use serde::Deserialize;

/// What a cluster may run beyond Kubernetes itself. Each brings custom resources of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// cert-manager: certificates from an authority.
    CertManager,
    /// The External Secrets Operator.
    ExternalSecrets,
    /// Istio.
    Istio,
    /// JobSet: groups of Jobs.
    Jobset,
    /// KEDA: scaling by events.
    Keda,
    /// KubeRay.
    Kuberay,
    /// The Kubeflow Trainer, version 2.
    KubeflowTrainer,
    /// Kueue: queues of Jobs.
    Kueue,
    /// Linkerd.
    Linkerd,
    /// An adapter that serves `custom.metrics.k8s.io`, such as prometheus-adapter.
    MetricsAdapter,
    /// The Prometheus Operator.
    PrometheusOperator,
    /// Sealed Secrets.
    SealedSecrets,
    /// The Secrets Store CSI driver.
    SecretsStoreCsi,
    /// The vertical pod autoscaler.
    VerticalPodAutoscaler,
}

impl Operator {
    /// Every one.
    pub const ALL: [Self; 14] = [
        Self::CertManager,
        Self::ExternalSecrets,
        Self::Istio,
        Self::Jobset,
        Self::Keda,
        Self::Kuberay,
        Self::KubeflowTrainer,
        Self::Kueue,
        Self::Linkerd,
        Self::MetricsAdapter,
        Self::PrometheusOperator,
        Self::SealedSecrets,
        Self::SecretsStoreCsi,
        Self::VerticalPodAutoscaler,
    ];

    /// The namespace in which its installation guide puts it, if its pods connect to those of projects. KEDA: docs, "Deploying KEDA",
    /// 2.20 (2026-08). KubeRay: helm-chart/kuberay-operator/README.md names none, which is `default` (2026-08).
    pub fn usual_namespace(self) -> Option<&'static str> {
        match self {
            Self::Keda => Some("keda"),
            Self::Kuberay => Some("default"),
            _ => None,
        }
    }

    /// The API groups of its custom resources, from the CustomResourceDefinitions that its project publishes (2026-11).
    pub fn groups(self) -> &'static [&'static str] {
        match self {
            Self::CertManager => &["cert-manager.io", "acme.cert-manager.io"],
            Self::ExternalSecrets => &["external-secrets.io", "generators.external-secrets.io"],
            Self::Istio => &["networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io"],
            Self::Jobset => &["jobset.x-k8s.io"],
            Self::Keda => &["keda.sh", "eventing.keda.sh"],
            Self::Kuberay => &["ray.io"],
            Self::KubeflowTrainer => &["trainer.kubeflow.org"],
            Self::Kueue => &["kueue.x-k8s.io"],
            Self::Linkerd => &["linkerd.io", "policy.linkerd.io"],
            Self::MetricsAdapter => &[],
            Self::PrometheusOperator => &["monitoring.coreos.com"],
            Self::SealedSecrets => &["bitnami.com"],
            Self::SecretsStoreCsi => &["secrets-store.csi.x-k8s.io"],
            Self::VerticalPodAutoscaler => &["autoscaling.k8s.io"],
        }
    }

    /// The word for it in profiles and specs.
    pub fn word(self) -> &'static str {
        match self {
            Self::CertManager => "cert-manager",
            Self::ExternalSecrets => "external-secrets",
            Self::Istio => "istio",
            Self::Jobset => "jobset",
            Self::Keda => "keda",
            Self::Kuberay => "kuberay",
            Self::KubeflowTrainer => "kubeflow-trainer",
            Self::Kueue => "kueue",
            Self::Linkerd => "linkerd",
            Self::MetricsAdapter => "metrics-adapter",
            Self::PrometheusOperator => "prometheus-operator",
            Self::SealedSecrets => "sealed-secrets",
            Self::SecretsStoreCsi => "secrets-store-csi",
            Self::VerticalPodAutoscaler => "vertical-pod-autoscaler",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Operator;
    use crate::profile::schema;

    #[test]
    fn all_are_there() {
        let schema = schema();
        let words = schema["definitions"]["Operator"]["oneOf"].as_array().expect("the words");
        assert_eq!(words.len(), Operator::ALL.len());
        for (word, operator) in words.iter().zip(Operator::ALL) {
            assert_eq!(word["const"], operator.word());
        }
    }
}
