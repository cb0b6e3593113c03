//! Controls about who containers run as.

use super::control::Look;
use crate::yaml::Node;

/// `runAsNonRoot`.
pub(super) fn non_root(look: &mut Look<'_>) {
    const HELP: &str =
        "set `securityContext: {runAsNonRoot: true}` of the pod, and a user with a number in the image or as `runAsUser`";
    if look.has_own_users() {
        return;
    }
    let shared = look.pod.spec.dig(&["securityContext", "runAsNonRoot"]);
    let is_shared = shared.and_then(Node::as_bool) == Some(true);
    if let Some(value) = shared.filter(|value| value.as_bool() == Some(false)) {
        look.fault(value, "the pod may run as root", HELP);
    }
    for container in look.containers() {
        let settings = container.node.get("securityContext");
        let own = settings.and_then(|settings| settings.get("runAsNonRoot"));
        if own.and_then(Node::as_bool).unwrap_or(is_shared) {
            continue;
        }
        let place = own.or(settings).unwrap_or(container.node);
        look.fault(place, format!("container `{}` may run as root", container.name()), HELP);
    }
}

/// `runAsUser`.
pub(super) fn user(look: &mut Look<'_>) {
    if look.has_own_users() {
        return;
    }
    for (whose, settings) in look.settings() {
        if let Some(value) = settings.get("runAsUser").filter(|value| value.as_integer() == Some(0)) {
            look.fault(value, format!("{whose} runs as root"), "run as a user with another number, such as 1000");
        }
    }
}
