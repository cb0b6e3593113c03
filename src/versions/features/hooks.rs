//! What containers do when they start and before they end.

use super::super::{Before, Change, Feature, On, Root};
use crate::fields::KubeVersion;
use k8s_openapi::api::core::v1::{ExecAction, LifecycleHandler, PodSpec, SleepAction};

pub(super) const FEATURES: &[Feature] = &[
    Feature {
        name: "hooks that sleep",
        root: Root::Container,
        paths: &["lifecycle.preStop.sleep", "lifecycle.postStart.sleep"],
        values: &[],
        known: KubeVersion::minor(29),
        on: On::Beta(KubeVersion::minor(30)),
        gate: Some("PodLifecycleSleepAction"),
        before: Before::Older {
            form: "the program `sleep`",
            less: Some("a container whose image has no such program ends at once, as it would without a hook"),
            change: Change::Pod(sleep_by_program),
        },
    },
    Feature {
        name: "stop signals",
        root: Root::Container,
        paths: &["lifecycle.stopSignal"],
        values: &[],
        known: KubeVersion::minor(33),
        on: On::Never,
        gate: Some("ContainerStopSignals"),
        before: Before::Nothing("set `STOPSIGNAL` in the image"),
    },
];

/// The kubelet tells of a hook that fails and goes on to end the container (kubernetes.io "Container Lifecycle Hooks", 2026-11).
fn sleep_by_program(pod: &mut PodSpec) -> bool {
    let containers = pod.init_containers.iter_mut().flatten().chain(&mut pod.containers);
    let hooks = containers
        .filter_map(|container| container.lifecycle.as_mut())
        .flat_map(|lifecycle| lifecycle.pre_stop.iter_mut().chain(&mut lifecycle.post_start));
    let mut changed = false;
    for hook in hooks {
        changed |= run_sleep(hook);
    }
    changed
}

fn run_sleep(hook: &mut LifecycleHandler) -> bool {
    let Some(SleepAction { seconds }) = hook.sleep.take() else { return false };
    hook.exec = Some(ExecAction { command: Some(vec!["sleep".to_owned(), seconds.to_string()]) });
    true
}
