//! Autoscalers: how few and how many, and by what they count.

use super::look::{given, present};
use super::quantity::Quantity;
use super::resources::read;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::KubeVersion;
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::SCALE_BOUNDS,
            "\
What: an autoscaler whose least number of pods is larger than its greatest, or is zero where that cannot be.
Why: the API server refuses it.
Example: `minReplicas: 10` with `maxReplicas: 5`; `minReplicas: 0` with CPU as the only metric, which no pods have.
Fix: swap the numbers; for zero use a metric of the type `Object` or `External`, Kubernetes 1.37, or KEDA.",
        ),
        (
            codes::BAD_METRIC,
            "\
What: a metric of an autoscaler that lacks what its type asks for, or has what belongs to another type.
Why: the API server refuses the autoscaler.
Example: `type: Resource` without `resource`; `target: {type: Utilization}` without `averageUtilization`.
Fix: write the block of the type, and in `target` the number that its type names.",
        ),
    ],
    rule: Rule::Object(run),
};

/// From when an autoscaler may go down to zero (feature gate `HPAScaleToZero`, beta in 1.37; kubernetes.io/blog, 2026-09-02).
const ZERO: KubeVersion = KubeVersion::minor(37);

/// The types of metrics with the key of their block.
const BLOCKS: [(&str, &str); 5] = [
    ("Resource", "resource"),
    ("ContainerResource", "containerResource"),
    ("Pods", "pods"),
    ("Object", "object"),
    ("External", "external"),
];

/// Kubernetes `pkg/apis/autoscaling/validation`, 2026-10.
fn run(object: Object<'_>, context: &Context<'_>, report: &mut Report) {
    let Some(spec) = object.spec().filter(|_| object.is("autoscaling", "HorizontalPodAutoscaler")) else { return };
    bounds(object, spec, context, report);
    if object.version() == "v2" {
        for metric in spec.items("metrics") {
            check_metric(object, metric, report);
        }
    }
}

fn bounds<'a>(object: Object<'a>, spec: &'a Node, context: &Context<'_>, report: &mut Report) {
    let (least, most) = (spec.integer("minReplicas"), spec.integer("maxReplicas"));
    let Some(place) = given(spec, "minReplicas") else { return };
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let message = format!("at least {least} pods and at most {most}");
        report.push(object.error(codes::SCALE_BOUNDS, place, message).help("let `maxReplicas` be the larger number"));
    }
    if least != Some(0) {
        return;
    }
    let wakes = |metric: &Node| matches!(metric.text("type"), Some("Object" | "External"));
    if !spec.items("metrics").iter().any(wakes) {
        let found = object.error(codes::SCALE_BOUNDS, place, "no pods, and no metric that is there without pods");
        report.push(found.help("write `minReplicas: 1`, or scale by a metric of the type `Object` or `External`"));
    } else if *context.versions.start() < ZERO {
        let message = format!("no pods at all need Kubernetes {ZERO}, or the feature gate `HPAScaleToZero`");
        report.push(object.warning(codes::SCALE_BOUNDS, place, message).help("write `minReplicas: 1`, or use KEDA"));
    }
}

fn check_metric<'a>(object: Object<'a>, metric: &'a Node, report: &mut Report) {
    let Some((_, own)) = BLOCKS.iter().find(|(name, _)| metric.text("type") == Some(*name)) else { return };
    let mut add = |place: &'a Node, message: String, help: &str| {
        report.push(object.error(codes::BAD_METRIC, place, message).help(help));
    };
    for key in present(metric, &BLOCKS.map(|(_, key)| key)).into_iter().filter(|key| key != own) {
        let place = metric.get(key).unwrap_or(metric);
        add(place, format!("a metric with `{key}` of another type, which asks for `{own}`"), "leave one, or write two metrics");
    }
    let Some(block) = given(metric, own) else {
        let message = format!("a metric without `{own}`, for which its type asks");
        return add(metric, message, "write the block of the type");
    };
    let Some(target) = given(block, "target") else { return };
    let has = |key: &str| given(target, key).is_some();
    match *own {
        "resource" | "containerResource" => match (has("averageUtilization"), has("averageValue")) {
            (true, true) => add(target, "a target in percent and as an amount".to_owned(), "leave one"),
            (false, false) => {
                add(target, "a target without a number".to_owned(), "write `averageUtilization: 70`, or `averageValue`");
            }
            _ => {}
        },
        "pods" if !has("averageValue") => add(target, "a target without `averageValue`".to_owned(), "write it"),
        "external" if has("value") && has("averageValue") => {
            add(target, "a target for all pods and for one".to_owned(), "leave `value` or `averageValue`");
        }
        "object" | "external" if !has("value") && !has("averageValue") => {
            add(target, "a target without a number".to_owned(), "write `value` or `averageValue`");
        }
        _ => {}
    }
    amounts(object, target, report);
}

fn amounts<'a>(object: Object<'a>, target: &'a Node, report: &mut Report) {
    for key in ["value", "averageValue"] {
        let Some(value) = given(target, key) else { continue };
        if read(object, key, value, report) == Some(Quantity::ZERO) {
            let found = object.error(codes::BAD_METRIC, value, format!("`{key}` is zero, and pods are counted by dividing"));
            report.push(found.help("write a number above zero"));
        }
    }
}
