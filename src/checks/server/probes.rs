//! Probes and what runs at the beginning and the end of a container.

use super::look::{error_at, given, listed, present};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Container, ContainerRole, Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::HANDLER,
            "\
What: a probe or a hook of a container that does nothing, or several things.
Why: the API server refuses the pod: a probe has one of `httpGet`, `tcpSocket`, `exec` and `grpc`, a hook one of `httpGet`,
`exec`, `sleep` and `tcpSocket`.
Example: a `readinessProbe` of which only `initialDelaySeconds` is written.
Fix: leave one.",
        ),
        (
            codes::PROBE_CANNOT_BE,
            "\
What: a probe or a hook with a setting that it cannot have.
Why: the API server refuses the pod.
Example: a `livenessProbe` with `successThreshold: 2`; a probe of an init container that ends before the pod is ready.
Fix: take it out.",
        ),
    ],
    rule: Rule::Pod(run),
};

const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

/// Kubernetes `pkg/apis/core/validation`, `validateProbe`, `validateLivenessProbe`, `validateLifecycle`, `validateInitContainers`, 2026-10.
fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    for container in pod.containers() {
        for key in PROBES {
            if let Some(probe) = given(container.node, key) {
                check_probe(pod.owner, container, key, probe, report);
            }
        }
        if let Some(hooks) = given(container.node, "lifecycle") {
            check_hooks(pod, container, hooks, report);
        }
    }
}

fn check_probe<'a>(object: Object<'a>, container: Container<'a>, key: &str, probe: &'a Node, report: &mut Report) {
    if check_end(object, container, key, probe, report) {
        return;
    }
    let name = container.name();
    check_handler(object, probe, &["httpGet", "tcpSocket", "exec", "grpc"], &format!("`{key}` of `{name}`"), report);
    let threshold = given(probe, "successThreshold");
    if let Some(place) = threshold
        && key != "readinessProbe"
        && place.as_integer().is_some_and(|number| number > 1)
    {
        let message = format!("one answer is enough for a `{key}`, so that `successThreshold` is 1");
        report.push(object.error(codes::PROBE_CANNOT_BE, place, message).help("take `successThreshold` out"));
    }
    if let Some(place) = given(probe, "terminationGracePeriodSeconds")
        && key == "readinessProbe"
    {
        let found =
            object.error(codes::PROBE_CANNOT_BE, place, "a `readinessProbe` ends nothing, so that it has no grace period");
        report.push(found.help("take `terminationGracePeriodSeconds` out"));
    }
}

/// What ends before the pod is ready, and what is added by hand, has no probes and no hooks.
fn check_end<'a>(object: Object<'a>, container: Container<'a>, key: &str, place: &'a Node, report: &mut Report) -> bool {
    let what = match container.role {
        ContainerRole::Init => "an init container that ends",
        ContainerRole::Ephemeral => "an ephemeral container",
        ContainerRole::Sidecar | ContainerRole::Main => return false,
    };
    let message = format!("{what} cannot have `{key}`, and `{}` has", container.name());
    let found = object.error(codes::PROBE_CANNOT_BE, place, message);
    let help = "take it out, or write `restartPolicy: Always` for an init container that goes on beside the others";
    report.push(found.help(help));
    true
}

fn check_hooks<'a>(pod: &Pod<'a>, container: Container<'a>, hooks: &'a Node, report: &mut Report) {
    let object = pod.owner;
    if check_end(object, container, "lifecycle", hooks, report) {
        return;
    }
    for key in ["postStart", "preStop"] {
        let Some(hook) = given(hooks, key) else { continue };
        let what = format!("`{key}` of `{}`", container.name());
        check_handler(object, hook, &["httpGet", "exec", "sleep", "tcpSocket"], &what, report);
        let grace = pod.spec.integer("terminationGracePeriodSeconds").unwrap_or(30);
        let sleep = hook.get("sleep").and_then(|sleep| sleep.get("seconds"));
        if let Some((place, seconds)) = sleep.and_then(|node| Some((node, node.as_integer()?)))
            && seconds > grace
        {
            let message = format!("{what} sleeps {seconds} s, and the pod has {grace} s to end");
            report.push(object.error(codes::PROBE_CANNOT_BE, place, message).help("raise `terminationGracePeriodSeconds`"));
        }
    }
}

fn check_handler<'a>(object: Object<'a>, node: &'a Node, handlers: &[&str], what: &str, report: &mut Report) {
    let found = present(node, handlers);
    match *found {
        [] if node.as_mapping().is_some() => {
            let message = format!("{what} does nothing");
            report.push(object.error(codes::HANDLER, node, message).help(format!("write one of {}", listed(handlers))));
        }
        [_, second, ..] => {
            let message = format!("{what} does several things, {}", listed(&found));
            report.push(error_at(&object, codes::HANDLER, node, node.get(second), message).help("leave one"));
        }
        _ => {}
    }
}
