//! The exporter of GPUs, in a namespace of its own.

use super::{Discovery, NAMESPACE, POD, Relabel, ScrapeConfig};
use crate::monitoring::gpus::Exporter;
use crate::monitoring::watch::Watch;
use std::borrow::Cow;

/// Its samples say which pod uses a GPU, so their labels win. Those of GPUs that nobody of the project uses are left out.
pub(super) fn scrape_config(exporter: &Exporter, watch: &Watch<'_>) -> ScrapeConfig {
    let (mut labels, mut values): (Vec<Cow<'static, str>>, Vec<String>) = exporter
        .labels
        .iter()
        .map(|(key, value)| (Cow::Owned(format!("__meta_kubernetes_pod_label_{}", sanitized(key))), escaped(value)))
        .unzip();
    labels.push("__meta_kubernetes_pod_container_port_number".into());
    values.push(exporter.port.to_string());
    let namespaces: Vec<&str> = watch.namespaces.iter().map(String::as_str).collect();
    ScrapeConfig {
        job_name: "gpus".to_owned(),
        metrics_path: "/metrics".to_owned(),
        honor_labels: true,
        kubernetes_sd_configs: Discovery::within("pod", &exporter.namespace),
        relabel_configs: vec![
            Relabel::keep_labels(labels, values.join(";")),
            Relabel::drop_ended(),
            Relabel::copy(NAMESPACE, "namespace"),
            Relabel::copy(POD, "pod"),
            Relabel::put("job", "gpus"),
        ],
        metric_relabel_configs: vec![Relabel::keep(["namespace"], namespaces.join("|"))],
        ..ScrapeConfig::default()
    }
}

/// A label as discovery calls it: what no name of a label in Prometheus may hold is `_`.
fn sanitized(key: &str) -> String {
    key.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}

/// A text as a regular expression for itself.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut pattern, letter| {
        if !(letter.is_ascii_alphanumeric() || "-_".contains(letter)) {
            pattern.push('\\');
        }
        pattern.push(letter);
        pattern
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_as_they_are() {
        assert_eq!(sanitized("app.kubernetes.io/name"), "app_kubernetes_io_name");
        assert_eq!((escaped("nvidia-dcgm_1"), escaped("a.b")), ("nvidia-dcgm_1".to_owned(), "a\\.b".to_owned()));
    }
}
