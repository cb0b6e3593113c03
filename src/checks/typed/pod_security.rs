//! Pods that their namespace does not admit.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::Object;
use crate::k8s::graph::{Graph, PodTemplate};
use k8s_openapi::api::core::v1::{Container, PodSpec, Volume};
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    code: codes::POD_SECURITY,
    docs: "\
What: a pod that the Pod Security Standard of its namespace refuses, which is `restricted` unless the spec says otherwise; or one
that sees the Services of its namespace as variables.
Why: the workload is accepted, but its pods are not created; and a Service called `mlflow` sets `MLFLOW_PORT` to a URL.
Example: a container that may gain privileges, or a volume from the node's own disk.
Fix: let mlkube build the pod, or set what the standard asks for (Kubernetes documentation, \"Pod Security Standards\").",
    rule: Rule::Graph(run),
};

/// What a namespace admits.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Restricted,
    Baseline,
    Privileged,
}

fn run(graph: &Graph<'_>, report: &mut Report) {
    let levels = levels(graph);
    for pod in graph.pods() {
        let namespace = pod.entry.object.namespace().unwrap_or_default();
        let faults = match levels.get(namespace).copied().unwrap_or(Level::Restricted) {
            Level::Restricted => faults(pod),
            Level::Baseline => baseline_faults(pod),
            Level::Privileged => continue,
        };
        for fault in faults {
            report.push(
                Diagnostic::error(codes::POD_SECURITY, format!("{}: {fault}", pod.entry.object.title()))
                    .at(pod.entry.origin)
                    .help("the namespace admits no such pod"),
            );
        }
    }
}

/// The namespaces that say what they admit.
fn levels<'a>(graph: &Graph<'a>) -> HashMap<&'a str, Level> {
    let level = |word: &str| match word {
        "privileged" => Level::Privileged,
        "baseline" => Level::Baseline,
        _ => Level::Restricted,
    };
    graph
        .entries()
        .iter()
        .filter(|entry| matches!(entry.object, Object::Namespace(_)))
        .filter_map(|entry| {
            let label = entry.object.metadata().labels.as_ref()?.get("pod-security.kubernetes.io/enforce")?;
            Some((entry.object.name(), level(label)))
        })
        .collect()
}

fn faults(pod: &PodTemplate<'_>) -> Vec<String> {
    let Some(spec) = pod.spec() else { return Vec::new() };
    let mut faults: Vec<String> = pod_faults(spec).into_iter().map(str::to_owned).collect();
    for container in pod.containers() {
        faults
            .extend(container_faults(container, spec).into_iter().map(|fault| format!("container `{}` {fault}", container.name)));
    }
    for volume in spec.volumes.iter().flatten().filter(|volume| !is_allowed(volume)) {
        faults.push(format!("volume `{}` is of a kind that is not allowed", volume.name));
    }
    faults
}

/// What `baseline` refuses too: the node's own namespaces, disk and ports, privileges, and capabilities beyond a container's own.
fn baseline_faults(pod: &PodTemplate<'_>) -> Vec<String> {
    let Some(spec) = pod.spec() else { return Vec::new() };
    let mut faults = Vec::new();
    if shares_node(spec) {
        faults.push("it shares a namespace of the node".to_owned());
    }
    for volume in spec.volumes.iter().flatten().filter(|volume| volume.host_path.is_some()) {
        faults.push(format!("volume `{}` is a folder of the node", volume.name));
    }
    for container in pod.containers() {
        let context = container.security_context.as_ref();
        let adds = context.and_then(|own| own.capabilities.as_ref()).and_then(|all| all.add.as_ref());
        let name = &container.name;
        if context.and_then(|own| own.privileged) == Some(true) {
            faults.push(format!("container `{name}` is privileged"));
        }
        if adds.is_some_and(|add| add.iter().any(|name| !BASELINE_CAPABILITIES.contains(&name.as_str()))) {
            faults.push(format!("container `{name}` adds capabilities"));
        }
        if takes_node_port(container) {
            faults.push(format!("container `{name}` takes a port of the node"));
        }
    }
    faults
}

/// The capabilities that `baseline` lets a container add (pod-security-admission `check_capabilities_baseline`, 2026-07-01).
const BASELINE_CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

fn shares_node(spec: &PodSpec) -> bool {
    [spec.host_network, spec.host_pid, spec.host_ipc].contains(&Some(true))
}

fn takes_node_port(container: &Container) -> bool {
    container.ports.iter().flatten().any(|port| port.host_port.is_some_and(|port| port != 0))
}

fn pod_faults(spec: &PodSpec) -> Vec<&'static str> {
    let context = spec.security_context.as_ref();
    let mut faults = Vec::new();
    if shares_node(spec) {
        faults.push("it shares a namespace of the node");
    }
    if context.and_then(|context| context.run_as_user) == Some(0) {
        faults.push("it runs as root");
    }
    if spec.enable_service_links != Some(false) {
        faults.push("it is given the Services of its namespace as variables");
    }
    faults
}

fn container_faults(container: &Container, spec: &PodSpec) -> Vec<&'static str> {
    let own = container.security_context.as_ref();
    let shared = spec.security_context.as_ref();
    let non_root = own.and_then(|own| own.run_as_non_root).or(shared.and_then(|shared| shared.run_as_non_root));
    let seccomp = own.and_then(|own| own.seccomp_profile.as_ref()).or(shared.and_then(|shared| shared.seccomp_profile.as_ref()));
    let capabilities = own.and_then(|own| own.capabilities.as_ref());
    let drops_all = capabilities.and_then(|all| all.drop.as_ref()).is_some_and(|drop| drop.iter().any(|name| name == "ALL"));
    let adds = capabilities.and_then(|all| all.add.as_ref()).is_some_and(|add| add.iter().any(|name| name != "NET_BIND_SERVICE"));
    [
        (own.and_then(|own| own.privileged) == Some(true), "is privileged"),
        (own.and_then(|own| own.allow_privilege_escalation) != Some(false), "may gain privileges"),
        (non_root != Some(true), "may run as root"),
        (own.and_then(|own| own.run_as_user) == Some(0), "runs as root"),
        (
            !seccomp.is_some_and(|profile| matches!(profile.type_.as_str(), "RuntimeDefault" | "Localhost")),
            "has no seccomp profile",
        ),
        (!drops_all, "keeps capabilities"),
        (adds, "adds capabilities"),
        (takes_node_port(container), "takes a port of the node"),
    ]
    .into_iter()
    .filter_map(|(is_fault, words)| is_fault.then_some(words))
    .collect()
}

/// The kinds of volume that `restricted` allows (pod-security-admission `check_restrictedVolumes`, 2026-07-01).
fn is_allowed(volume: &Volume) -> bool {
    volume.config_map.is_some()
        || volume.csi.is_some()
        || volume.downward_api.is_some()
        || volume.empty_dir.is_some()
        || volume.ephemeral.is_some()
        || volume.image.is_some()
        || volume.persistent_volume_claim.is_some()
        || volume.projected.is_some()
        || volume.secret.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, good_pod, workload};
    use super::*;
    use crate::k8s::pod::Pod;

    fn changed(change: impl FnOnce(&mut Pod)) -> crate::k8s::Object {
        let mut pod = good_pod();
        change(&mut pod);
        workload(pod)
    }

    #[test]
    fn what_mlkube_builds_is_admitted() {
        assert_eq!(found(&CHECK, [changed(|_| ())]), []);
    }

    #[test]
    fn a_namespace_may_admit_more() {
        let namespace = |level: &str| -> Object {
            let mut namespace = k8s_openapi::api::core::v1::Namespace::default();
            namespace.metadata.name = Some("shop".to_owned());
            let label = ("pod-security.kubernetes.io/enforce".to_owned(), level.to_owned());
            namespace.metadata.labels = Some([label].into());
            namespace.into()
        };
        let root = || changed(|pod| pod.user = 0);
        let node = || changed(|pod| pod.containers[0].security_context.as_mut().unwrap().privileged = Some(true));
        assert_eq!(found(&CHECK, [root(), namespace("restricted")]), [codes::POD_SECURITY]);
        assert_eq!(found(&CHECK, [root(), namespace("baseline")]), []);
        assert_eq!(found(&CHECK, [node(), namespace("baseline")]), [codes::POD_SECURITY]);
        assert_eq!(found(&CHECK, [node(), namespace("privileged")]), []);
    }

    #[test]
    fn finds_what_is_not_admitted() {
        let context = |pod: &mut Pod| pod.containers[0].security_context.take().unwrap();
        let faults: [fn(&mut Pod); 4] = [
            |pod| pod.user = 0,
            |pod| pod.containers[0].security_context.as_mut().unwrap().allow_privilege_escalation = None,
            |pod| pod.containers[0].security_context.as_mut().unwrap().privileged = Some(true),
            |pod| pod.volumes.push(Volume { name: "host".to_owned(), ..Volume::default() }),
        ];
        for fault in faults {
            assert_eq!(found(&CHECK, [changed(fault)]), [codes::POD_SECURITY]);
        }
        let all = found(&CHECK, [changed(|pod| drop(context(pod)))]);
        assert!(all.len() >= 2, "without a context privileges and capabilities stay: {all:?}");
    }
}
