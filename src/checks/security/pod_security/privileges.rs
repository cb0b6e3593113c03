//! Controls about the privileges of containers.

use super::control::Look;
use crate::yaml::Node;

/// `privileged`.
pub(super) fn privileged(look: &mut Look<'_>) {
    for container in look.containers() {
        if let Some(value) = container.node.dig(&["securityContext", "privileged"]).filter(|value| value.as_bool() == Some(true))
        {
            look.fault(value, format!("container `{}` is privileged", container.name()), "take `privileged` out");
        }
    }
}

/// `allowPrivilegeEscalation`.
pub(super) fn escalation(look: &mut Look<'_>) {
    if look.is_windows() {
        return;
    }
    for container in look.containers() {
        let settings = container.node.get("securityContext");
        let value = settings.and_then(|settings| settings.get("allowPrivilegeEscalation"));
        if value.and_then(Node::as_bool) != Some(false) {
            let place = value.or(settings).unwrap_or(container.node);
            let words = format!("container `{}` may gain privileges", container.name());
            look.fault(place, words, "set `securityContext: {allowPrivilegeEscalation: false}` of the container");
        }
    }
}

/// The capabilities that `baseline` lets a container add.
const ADDABLE: [&str; 13] = [
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

/// `capabilities_baseline`.
pub(super) fn added(look: &mut Look<'_>) {
    add(look, &ADDABLE, "take it out; `baseline` lets containers add what container runtimes give by themselves");
}

/// `capabilities_restricted`.
pub(super) fn dropped(look: &mut Look<'_>) {
    if look.is_windows() {
        return;
    }
    for container in look.containers() {
        let settings = container.node.get("securityContext");
        let capabilities = settings.and_then(|settings| settings.get("capabilities"));
        let drops = capabilities.map(|capabilities| capabilities.items("drop")).unwrap_or_default();
        if !drops.iter().any(|name| name.as_str() == Some("ALL")) {
            let place = capabilities.or(settings).unwrap_or(container.node);
            let words = format!("container `{}` keeps capabilities", container.name());
            look.fault(place, words, "set `securityContext: {capabilities: {drop: [ALL]}}` of the container");
        }
    }
    add(look, &["NET_BIND_SERVICE"], "take it out; `restricted` lets containers add `NET_BIND_SERVICE` only");
}

fn add(look: &mut Look<'_>, allowed: &[&str], help: &'static str) {
    for container in look.containers() {
        let capabilities = container.node.dig(&["securityContext", "capabilities"]);
        for item in capabilities.map(|capabilities| capabilities.items("add")).unwrap_or_default() {
            if let Some(name) = item.as_str().filter(|name| !allowed.contains(name)) {
                look.fault(item, format!("container `{}` adds the capability `{name}`", container.name()), help);
            }
        }
    }
}
