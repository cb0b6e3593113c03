//! Autoscalers and disruption budgets.

use super::meta::{Labels, Owner, selector};
use k8s_openapi::api::autoscaling::v2::{
    ContainerResourceMetricSource, CrossVersionObjectReference, ExternalMetricSource, HPAScalingPolicy, HPAScalingRules,
    HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior, HorizontalPodAutoscalerSpec, MetricIdentifier, MetricSpec,
    MetricTarget, PodsMetricSource, ResourceMetricSource,
};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The kinds of change that a policy of an autoscaler counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleUnit {
    /// Pods.
    Pods,
    /// Per cent of the pods that run.
    Percent,
}

/// How fast an autoscaler may go in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The largest change.
    pub by: i32,
    /// What it counts.
    pub unit: ScaleUnit,
    /// The seconds in which it may happen once.
    pub every: u32,
    /// The seconds of past recommendations that are weighed.
    pub window: u32,
}

/// What an autoscaler aims at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaling {
    /// The name of the autoscaler; that of its target if none.
    pub name: Option<String>,
    /// The fewest pods.
    pub min: u16,
    /// The most pods.
    pub max: u16,
    /// Per cent of the CPU request in use.
    pub cpu: Option<u8>,
    /// Per cent of the memory request in use.
    pub memory: Option<u8>,
    /// Whether CPU and memory are those of the pod or of its main container; of the pod, unless it has sidecars, if none.
    pub per: Option<Per>,
    /// Metrics that the pods show, with the average to aim at.
    pub pods: Vec<(String, String)>,
    /// Metrics of something else.
    pub external: Vec<External>,
    /// What KEDA watches; it makes the autoscaler then.
    pub events: Option<Box<Events>>,
    /// Growing.
    pub up: Pace,
    /// Shrinking.
    pub down: Pace,
}

/// What KEDA watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events {
    /// The tasks that may wait for each pod, in each queue.
    pub queue: Option<u32>,
    /// What a Prometheus is asked.
    pub question: Option<Question>,
}

/// A question to a Prometheus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// In PromQL.
    pub query: String,
    /// The answer to aim at for each pod.
    pub threshold: String,
    /// The address of the Prometheus.
    pub server: String,
    /// The entry and the port behind it, if it is one of the project's.
    pub entry: Option<(String, u16)>,
}

/// Of what an autoscaler measures CPU and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// All containers of a pod together.
    Pod,
    /// The main container.
    Container,
}

/// A metric of something outside the pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    /// Its name.
    pub metric: String,
    /// The labels of the series.
    pub labels: Labels,
    /// What to aim at.
    pub target: Target,
}

/// The amount of a metric to aim at, as a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// In all.
    Value(String),
    /// For each pod.
    Average(String),
}

/// An autoscaler for the Deployment of the owner. `container` is the one to measure, if not all.
pub fn horizontal_pod_autoscaler(
    owner: &Owner,
    role: &str,
    scaling: &Scaling,
    container: Option<&str>,
) -> HorizontalPodAutoscaler {
    let resources = [("cpu", scaling.cpu), ("memory", scaling.memory)];
    let resources = resources.into_iter().filter_map(|(name, percent)| Some(utilization(name, percent?, container)));
    let pods = scaling.pods.iter().map(|(metric, average)| pods_metric(metric, average));
    // Metrics are large, and collecting them would set aside room for four.
    let mut metrics = Vec::with_capacity(1);
    metrics.extend(resources.chain(pods).chain(scaling.external.iter().map(external_metric)));
    let mut metadata = owner.metadata(role, None);
    if let Some(name) = &scaling.name {
        metadata.name = Some(name.clone());
    }
    HorizontalPodAutoscaler {
        metadata,
        spec: HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: "Deployment".to_owned(),
                name: owner.derived(None),
            },
            min_replicas: Some(i32::from(scaling.min)),
            max_replicas: i32::from(scaling.max),
            metrics: Some(metrics),
            behavior: Some(behavior(scaling)),
        },
        ..HorizontalPodAutoscaler::default()
    }
}

/// The share of a resource's request, of all containers together or of one.
fn utilization(resource: &str, percent: u8, container: Option<&str>) -> MetricSpec {
    let name = resource.to_owned();
    let target = MetricTarget {
        type_: "Utilization".to_owned(),
        average_utilization: Some(i32::from(percent)),
        ..MetricTarget::default()
    };
    match container {
        None => MetricSpec {
            type_: "Resource".to_owned(),
            resource: Some(ResourceMetricSource { name, target }),
            ..MetricSpec::default()
        },
        Some(container) => MetricSpec {
            type_: "ContainerResource".to_owned(),
            container_resource: Some(ContainerResourceMetricSource { name, container: container.to_owned(), target }),
            ..MetricSpec::default()
        },
    }
}

fn pods_metric(metric: &str, average: &str) -> MetricSpec {
    MetricSpec {
        type_: "Pods".to_owned(),
        pods: Some(PodsMetricSource {
            metric: MetricIdentifier { name: metric.to_owned(), selector: None },
            target: metric_target(&Target::Average(average.to_owned())),
        }),
        ..MetricSpec::default()
    }
}

fn external_metric(external: &External) -> MetricSpec {
    let labels = (!external.labels.is_empty()).then(|| selector(external.labels.clone()));
    MetricSpec {
        type_: "External".to_owned(),
        external: Some(ExternalMetricSource {
            metric: MetricIdentifier { name: external.metric.clone(), selector: labels },
            target: metric_target(&external.target),
        }),
        ..MetricSpec::default()
    }
}

fn metric_target(target: &Target) -> MetricTarget {
    match target {
        Target::Value(value) => {
            MetricTarget { type_: "Value".to_owned(), value: Some(Quantity(value.clone())), ..MetricTarget::default() }
        }
        Target::Average(average) => MetricTarget {
            type_: "AverageValue".to_owned(),
            average_value: Some(Quantity(average.clone())),
            ..MetricTarget::default()
        },
    }
}

/// How fast an autoscaler may go.
pub fn behavior(scaling: &Scaling) -> HorizontalPodAutoscalerBehavior {
    HorizontalPodAutoscalerBehavior { scale_up: Some(rules(&scaling.up)), scale_down: Some(rules(&scaling.down)) }
}

fn rules(pace: &Pace) -> HPAScalingRules {
    HPAScalingRules {
        stabilization_window_seconds: Some(i32::try_from(pace.window).unwrap_or(i32::MAX)),
        policies: Some(vec![HPAScalingPolicy {
            type_: match pace.unit {
                ScaleUnit::Pods => "Pods".to_owned(),
                ScaleUnit::Percent => "Percent".to_owned(),
            },
            value: pace.by,
            period_seconds: i32::try_from(pace.every).unwrap_or(i32::MAX),
        }]),
        ..HPAScalingRules::default()
    }
}

/// A budget that lets one pod go at a time, and that never stands in the way of evicting a broken one.
pub fn pod_disruption_budget(owner: &Owner, role: &str) -> PodDisruptionBudget {
    PodDisruptionBudget {
        metadata: owner.metadata(role, None),
        spec: Some(PodDisruptionBudgetSpec {
            max_unavailable: Some(IntOrString::Int(1)),
            selector: Some(selector(owner.selector_labels(role))),
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".to_owned()),
            ..PodDisruptionBudgetSpec::default()
        }),
        ..PodDisruptionBudget::default()
    }
}
