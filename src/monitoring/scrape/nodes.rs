//! Nodes: kubelets, which tell of volumes, and the cAdvisor in them, which tells of containers.

use super::{Authorization, Discovery, Relabel, ScrapeConfig, TOKEN, TlsConfig};
use crate::monitoring::watch::Watch;

/// What is asked of nodes, and at which path. They tell of far more.
const ASKED: [(&str, &str, &str); 2] = [
    ("kubelet", "/metrics", "kubelet_volume_stats_(available|capacity)_bytes"),
    (
        "cadvisor",
        "/metrics/cadvisor",
        "container_cpu_usage_seconds_total|container_memory_working_set_bytes|container_cpu_cfs_(throttled_)?periods_total",
    ),
];

/// Kubelets answer with certificates of their own making, unless the cluster signs them, which few do. So nobody can check them, as
/// in kube-prometheus (prometheus-operator/kube-prometheus manifests/kubernetesControlPlane-serviceMonitorKubelet.yaml, 2026-08).
pub(super) fn scrape_configs(watch: &Watch<'_>) -> Vec<ScrapeConfig> {
    let namespaces = watch.namespaces.iter().map(String::as_str).collect::<Vec<_>>().join("|");
    let config = |(job, path, metrics): (&str, &str, &str)| ScrapeConfig {
        job_name: job.to_owned(),
        scheme: Some("https"),
        metrics_path: path.to_owned(),
        authorization: Some(Authorization { credentials_file: TOKEN }),
        tls_config: Some(TlsConfig { insecure_skip_verify: true }),
        kubernetes_sd_configs: vec![Discovery { role: "node", namespaces: None }],
        relabel_configs: vec![Relabel::copy("__meta_kubernetes_node_name", "node")],
        metric_relabel_configs: vec![Relabel::keep(["__name__", "namespace"], format!("({metrics});({namespaces})"))],
        ..ScrapeConfig::default()
    };
    ASKED.map(config).into()
}
