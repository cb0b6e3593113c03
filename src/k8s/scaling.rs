//! Autoscalers and disruption budgets.

use super::meta::{Owner, selector};
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior,
    HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget, ResourceMetricSource,
};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
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
    /// The fewest pods.
    pub min: u16,
    /// The most pods.
    pub max: u16,
    /// Per cent of the CPU request in use.
    pub cpu: Option<u8>,
    /// Per cent of the memory request in use.
    pub memory: Option<u8>,
    /// Growing.
    pub up: Pace,
    /// Shrinking.
    pub down: Pace,
}

/// An autoscaler for the Deployment of the same name.
pub fn horizontal_pod_autoscaler(owner: &Owner, role: &str, scaling: &Scaling) -> HorizontalPodAutoscaler {
    // Metrics are large, and collecting them would set aside room for four.
    let mut metrics = Vec::with_capacity(1);
    metrics.extend(scaling.cpu.map(|percent| utilization("cpu", percent)));
    metrics.extend(scaling.memory.map(|percent| utilization("memory", percent)));
    HorizontalPodAutoscaler {
        metadata: owner.metadata(role, None),
        spec: HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: "Deployment".to_owned(),
                name: owner.derived(None),
            },
            min_replicas: Some(i32::from(scaling.min)),
            max_replicas: i32::from(scaling.max),
            metrics: Some(metrics),
            behavior: Some(HorizontalPodAutoscalerBehavior {
                scale_up: Some(rules(&scaling.up)),
                scale_down: Some(rules(&scaling.down)),
            }),
        },
        ..HorizontalPodAutoscaler::default()
    }
}

fn utilization(resource: &str, percent: u8) -> MetricSpec {
    MetricSpec {
        type_: "Resource".to_owned(),
        resource: Some(ResourceMetricSource {
            name: resource.to_owned(),
            target: MetricTarget {
                type_: "Utilization".to_owned(),
                average_utilization: Some(i32::from(percent)),
                ..MetricTarget::default()
            },
        }),
        ..MetricSpec::default()
    }
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
