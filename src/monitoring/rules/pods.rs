//! Pods: restarts, pods that are missing, autoscalers at their end.

use super::Alert;
use crate::monitoring::promql::{increase, series};
use crate::monitoring::spec::Severity;
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    alerts.extend(restarts(watch));
    if !watch.inventory.deployments.is_empty() {
        alerts.push(missing(watch, "Deployment", "kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"));
    }
    if !watch.inventory.stateful_sets.is_empty() {
        alerts.push(missing(watch, "StatefulSet", "kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"));
    }
    if !watch.inventory.autoscalers.is_empty() {
        alerts.push(at_most(watch));
    }
    alerts
}

fn restarts(watch: &Watch<'_>) -> Option<Alert> {
    let most = watch.thresholds.restarts?;
    let restarts = increase(&series("kube_pod_container_status_restarts_total").within(&watch.namespaces), "1h");
    Some(Alert::new("ContainerRestarts", Severity::Warning, "5m", format!("{restarts} > {most}")).says(
        "{{ $labels.pod }}: {{ $labels.container }} restarted {{ $value | humanize }} times in an hour",
        format!("More than {most} restarts in an hour. `kubectl logs --previous` and the container's last state say why: often memory, or a probe."),
    ))
}

fn missing(watch: &Watch<'_>, kind: &str, wanted: &str, there: &str) -> Alert {
    let of_project = |name: &str| series(name).within(&watch.namespaces);
    let expression = format!("{} - {} > 0", of_project(wanted), of_project(there));
    let label = kind.to_ascii_lowercase();
    Alert::new("ReplicasMissing", Severity::Warning, "15m", expression).with("kind", kind).says(
        format!("the {kind} {{{{ $labels.{label} }}}} lacks {{{{ $value | humanize }}}} of its pods"),
        "Pods are pending, fail, or are not ready. `kubectl describe` names the reason: often no node has room, or a rollout is stuck.",
    )
}

fn at_most(watch: &Watch<'_>) -> Alert {
    let of_project = |name: &str| series(format!("kube_horizontalpodautoscaler_{name}")).within(&watch.namespaces);
    let (current, most, least) =
        (of_project("status_current_replicas"), of_project("spec_max_replicas"), of_project("spec_min_replicas"));
    Alert::new("AutoscalerAtMaximum", Severity::Warning, "30m", format!("{current} >= {most} and {most} > {least}")).says(
        "{{ $labels.horizontalpodautoscaler }} has had all the pods it may have for half an hour",
        "The load may need more pods than `max` allows. Raise it, or find out what has become slow.",
    )
}
