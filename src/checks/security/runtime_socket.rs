//! Pods that hold the socket of the container runtime.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Pod;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::RUNTIME_SOCKET,
        "\
What: a `hostPath` volume with the socket of Docker, containerd or CRI-O, or with the folder that it lies in.
Why: whoever writes to the socket starts containers as root of the node, past every rule of the cluster. Nodes run no Docker any more
since Kubernetes 1.24, so that its socket is most often not even there.
Example: `volumes: [{name: docker, hostPath: {path: /var/run/docker.sock}}]` to build images in a pod.
Fix: build images with BuildKit without root, or outside of the cluster; take what is known of containers from the kubelet's metrics.",
    )],
    rule: Rule::Pod(run),
};

/// Where the sockets lie (Kubernetes documentation, "Container Runtimes", 2026-11); `/var/run` is `/run`.
const SOCKETS: [&str; 4] =
    ["/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/cri-dockerd.sock"];

fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    for volume in pod.volumes() {
        let Some(place) = volume.dig(&["hostPath", "path"]) else { continue };
        let Some(path) = place.as_str() else { continue };
        let path = path.strip_prefix("/var").filter(|rest| rest.starts_with("/run/")).unwrap_or(path).trim_end_matches('/');
        let Some(socket) = SOCKETS.iter().find(|socket| **socket == path || is_own_folder(path, socket)) else { continue };
        let name = socket.rsplit('/').next().unwrap_or_default();
        let message = format!("the pod holds `{name}`, with which it can do everything on the node");
        report.push(pod.owner.warning(codes::RUNTIME_SOCKET, place, message).help("take the volume out"));
    }
}

/// Whether a path is the folder that belongs to a socket; `/run` has much else.
fn is_own_folder(path: &str, socket: &str) -> bool {
    path != "/run" && socket.rsplit_once('/').is_some_and(|(folder, _)| folder == path)
}
