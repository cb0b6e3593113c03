//! How workloads are updated: strategies, and how many pods may be missing or more than wanted.

use super::super::share::Share;
use super::look::{given, reach};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_SHARE,
            "\
What: a number of pods that may be missing or more than wanted which is no number and no share, or a share of more than 100 %.
Why: the API server refuses the object.
Example: `maxUnavailable: 25 percent`, `minAvailable: 150%`, `maxSurge: \"1\"`.
Fix: write a number, or a share such as `25%`.",
        ),
        (
            codes::ROLLOUT_CONTRADICTS,
            "\
What: settings of an update that exclude each other.
Why: the API server refuses the object: with nothing missing and nothing more no pod could ever be replaced.
Example: `type: Recreate` with `rollingUpdate`, or `maxSurge: 0` with `maxUnavailable: 0`.
Fix: take one of them out.",
        ),
    ],
    rule: Rule::Object(run),
};

/// Kubernetes `pkg/apis/apps/validation/validation.go`, 2026-10.
fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    let Some(spec) = object.spec() else { return };
    match (object.group(), object.kind) {
        ("apps", "Deployment") => {
            strategy(object, spec, "strategy", "Recreate", report);
            deadline(object, spec, report);
        }
        ("apps", "DaemonSet" | "StatefulSet") => strategy(object, spec, "updateStrategy", "OnDelete", report),
        ("policy", "PodDisruptionBudget") => budget(object, spec, report),
        _ => {}
    }
}

fn strategy<'a>(object: Object<'a>, spec: &'a Node, key: &str, other: &str, report: &mut Report) {
    let Some(rolling) = reach(spec, &[key, "rollingUpdate"]) else { return };
    if spec.get(key).and_then(|strategy| strategy.text("type")) == Some(other) {
        if object.kind == "DaemonSet" {
            return; // The server takes it and does not look at it.
        }
        let message = format!("`rollingUpdate` says how pods are replaced one by one, and the type is `{other}`");
        report.push(object.error(codes::ROLLOUT_CONTRADICTS, rolling, message).help("take `rollingUpdate` out"));
        return;
    }
    let (surge, missing) = (given(rolling, "maxSurge"), given(rolling, "maxUnavailable"));
    for (key, value) in [("maxSurge", surge), ("maxUnavailable", missing)] {
        // More pods than twice as many are allowed; more missing ones than there are make no sense.
        let most = if key == "maxSurge" && object.kind == "Deployment" { u32::MAX } else { 100 };
        check_share(object, key, value, most, report);
    }
    // A DaemonSet has no surge unless it is written; the others of both at least one.
    let is_zero = |value: Option<&Node>| value.and_then(Share::read).is_some_and(Share::is_zero);
    let stands_still = match object.kind {
        "Deployment" => is_zero(surge) && is_zero(missing),
        "DaemonSet" => is_zero(missing) && (surge.is_none() || is_zero(surge)),
        _ => is_zero(missing),
    };
    if let (true, Some(place)) = (stands_still, missing) {
        let found = object.error(
            codes::ROLLOUT_CONTRADICTS,
            place,
            "no pod may be missing and none may be more, so none can be replaced",
        );
        report.push(found.help("let one of `maxSurge` and `maxUnavailable` be 1"));
    }
    if let ("DaemonSet", Some(place)) = (object.kind, surge)
        && !is_zero(surge)
        && !is_zero(missing)
    {
        let found = object.error(
            codes::ROLLOUT_CONTRADICTS,
            place,
            "a DaemonSet has `maxSurge` or `maxUnavailable`, which is 1 if not written",
        );
        report.push(found.help("write `maxUnavailable: 0` beside it"));
    }
}

/// A Deployment has to have more time than a pod needs to count as ready.
fn deadline<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    let (ready, limit) = (spec.integer("minReadySeconds").unwrap_or(0), spec.integer("progressDeadlineSeconds"));
    let place = given(spec, "progressDeadlineSeconds").or_else(|| given(spec, "minReadySeconds"));
    if let (Some(place), true) = (place, ready >= limit.unwrap_or(600) && ready > 0) {
        let limit = limit.unwrap_or(600);
        let message = format!("pods are ready after {ready} s at the earliest, and the update fails after {limit} s");
        report.push(object.error(codes::ROLLOUT_CONTRADICTS, place, message).help("let `progressDeadlineSeconds` be larger"));
    }
}

fn budget<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    let (least, most) = (given(spec, "minAvailable"), given(spec, "maxUnavailable"));
    check_share(object, "minAvailable", least, 100, report);
    check_share(object, "maxUnavailable", most, 100, report);
    if let (Some(least), Some(most)) = (least, most) {
        let found = object.error(codes::ROLLOUT_CONTRADICTS, most, "a budget has `minAvailable` or `maxUnavailable`, not both");
        report.push(found.related(object.place(least), "the other is here").help("take one out"));
    }
}

fn check_share<'a>(object: Object<'a>, key: &str, value: Option<&'a Node>, most: u32, report: &mut Report) {
    let Some(value) = value else { return };
    let message = match (Share::read(value), value.as_str()) {
        (Some(Share::Percent(percent)), _) if percent > most => {
            format!("`{key}` is {percent} %, and there are no more than {most} %")
        }
        (None, Some(text)) => format!("`{text}` is no number of pods and no share of them"),
        _ => return,
    };
    report.push(object.error(codes::BAD_SHARE, value, message).help("write a number, or a share such as `25%`"));
}
