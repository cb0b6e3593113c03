//! Controls about what pods take of their node: its namespaces, disks, ports and addresses.

use super::control::Look;

/// `hostNamespaces`.
pub(super) fn namespaces(look: &mut Look<'_>) {
    for (key, words) in [
        ("hostNetwork", "the pod shares the network of the node"),
        ("hostPID", "the pod sees the processes of the node"),
        ("hostIPC", "the pod shares memory with processes of the node"),
    ] {
        if let Some(value) = look.pod.spec.get(key).filter(|value| value.as_bool() == Some(true)) {
            look.fault(value, words, "take the key out");
        }
    }
}

/// `windowsHostProcess`.
pub(super) fn process(look: &mut Look<'_>) {
    for (whose, settings) in look.settings() {
        if let Some(value) = settings.dig(&["windowsOptions", "hostProcess"]).filter(|value| value.as_bool() == Some(true)) {
            look.fault(value, format!("{whose} runs as a process of the node"), "take `hostProcess` out");
        }
    }
}

/// `hostPathVolumes`.
pub(super) fn paths(look: &mut Look<'_>) {
    for volume in look.pod.volumes() {
        if let Some(source) = volume.get("hostPath").filter(|source| !source.is_null()) {
            let name = volume.text("name").unwrap_or_default();
            look.fault(
                source,
                format!("volume `{name}` is a folder of the node"),
                "use a claim, or `emptyDir` for what need not last",
            );
        }
    }
}

/// The sources of volumes that `restricted` admits.
const ADMITTED: [&str; 9] =
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

/// `restrictedVolumes`.
pub(super) fn volumes(look: &mut Look<'_>) {
    for volume in look.pod.volumes() {
        let is_set = |key: &&str| volume.get(key).is_some_and(|source| !source.is_null());
        if ADMITTED.iter().any(is_set) {
            continue;
        }
        let name = volume.text("name").unwrap_or_default();
        let source = volume.as_mapping().into_iter().flatten().find(|(key, value)| &*key.name != "name" && !value.is_null());
        let (place, words) = match source {
            Some((key, value)) if &*key.name == "hostPath" => (value, format!("volume `{name}` is a folder of the node")),
            Some((key, value)) => (value, format!("volume `{name}` is of the kind `{}`", key.name)),
            // The server makes it an `emptyDir`, which is admitted; but what is rendered is judged as written.
            None if !look.pod.owner.is_rendered() => continue,
            None => (volume, format!("volume `{name}` is of no kind")),
        };
        look.fault(place, words, "use a claim, `emptyDir`, `configMap`, `secret`, `projected`, `csi`, `ephemeral` or `image`");
    }
}

/// `hostPorts`.
pub(super) fn ports(look: &mut Look<'_>) {
    for container in look.containers() {
        for port in container.node.items("ports") {
            if let Some(value) = port.get("hostPort").filter(|value| value.as_integer().is_some_and(|number| number != 0)) {
                let words = format!("container `{}` takes a port of the node", container.name());
                look.fault(value, words, "take `hostPort` out, and let a Service lead to the container");
            }
        }
    }
}

/// `hostProbesAndHostLifecycle`.
pub(super) fn probes(look: &mut Look<'_>) {
    const HANDLERS: [&[&str]; 5] =
        [&["livenessProbe"], &["readinessProbe"], &["startupProbe"], &["lifecycle", "postStart"], &["lifecycle", "preStop"]];
    for container in look.containers() {
        for handler in HANDLERS.iter().filter_map(|way| container.node.dig(way)) {
            for kind in ["httpGet", "tcpSocket"] {
                let host = handler.dig(&[kind, "host"]).filter(|host| host.as_str().is_some_and(|host| !host.is_empty()));
                if let Some(host) = host {
                    let words = format!("container `{}` has a probe or a hook that names a host", container.name());
                    look.fault(host, words, "take `host` out: without it the pod's own address is asked");
                }
            }
        }
    }
}
