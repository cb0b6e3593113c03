//! Controls about what the kernel lets containers do: AppArmor, SELinux, seccomp, `/proc` and sysctls.

use super::control::Look;
use crate::yaml::Node;

/// `appArmorProfile`: the fields, and the annotations that stood for them before 1.30.
pub(super) fn app_armor(look: &mut Look<'_>) {
    const HELP: &str = "take it out, or use `RuntimeDefault`";
    for (whose, settings) in look.settings() {
        if let Some(place) = profile(settings, "appArmorProfile").filter(|place| !is_known(place)) {
            look.fault(place, format!("{whose} runs without AppArmor"), HELP);
        }
    }
    let annotations = look.pod.metadata.into_iter().flat_map(|metadata| metadata.entries("annotations"));
    for (key, value) in annotations {
        let Some(container) = key.name.strip_prefix("container.apparmor.security.beta.kubernetes.io/") else { continue };
        let is_admitted = |text: &str| text.is_empty() || text == "runtime/default" || text.starts_with("localhost/");
        if value.as_str().is_some_and(|text| !is_admitted(text)) {
            look.fault(value, format!("container `{container}` runs without AppArmor"), HELP);
        }
    }
}

/// `seLinuxOptions`.
pub(super) fn se_linux(look: &mut Look<'_>) {
    const TYPES: [&str; 4] = ["", "container_t", "container_init_t", "container_kvm_t"];
    for (whose, settings) in look.settings() {
        let Some(options) = settings.get("seLinuxOptions") else { continue };
        for key in ["type", "user", "role"] {
            let Some((value, text)) = options.get(key).and_then(|value| Some((value, value.as_str()?))) else { continue };
            let is_admitted = match key {
                "type" => TYPES.contains(&text) || (text == "container_engine_t" && look.is_since(31)),
                _ => text.is_empty(),
            };
            if !is_admitted {
                look.fault(value, format!("{whose} has an SELinux {key} of its own, `{text}`"), "take it out");
            }
        }
    }
}

/// `procMount`: since 1.35 pods with users of their own may have any.
pub(super) fn proc_mount(look: &mut Look<'_>) {
    if !look.has_own_users() {
        proc_mount_default(look);
    }
}

/// `procMount_restricted`.
pub(super) fn proc_mount_default(look: &mut Look<'_>) {
    for container in look.containers() {
        let value = container.node.dig(&["securityContext", "procMount"]);
        if let Some(value) = value.filter(|value| value.as_str().is_some_and(|text| text != "Default")) {
            look.fault(value, format!("container `{}` sees all of `/proc`", container.name()), "take `procMount` out");
        }
    }
}

/// `seccompProfile_baseline`.
pub(super) fn seccomp(look: &mut Look<'_>) {
    for (whose, settings) in look.settings() {
        if let Some(place) = profile(settings, "seccompProfile").filter(|place| !is_known(place)) {
            look.fault(place, format!("{whose} has no seccomp profile"), "use `RuntimeDefault`");
        }
    }
}

/// `seccompProfile_restricted`.
pub(super) fn seccomp_set(look: &mut Look<'_>) {
    if look.is_windows() {
        return;
    }
    seccomp(look);
    let is_shared =
        look.pod.spec.get("securityContext").and_then(|settings| profile(settings, "seccompProfile")).is_some_and(is_known);
    if is_shared {
        return;
    }
    for container in look.containers() {
        let settings = container.node.get("securityContext");
        if settings.and_then(|settings| profile(settings, "seccompProfile")).is_none() {
            let words = format!("container `{}` has no seccomp profile", container.name());
            let help = "set `securityContext: {seccompProfile: {type: RuntimeDefault}}` of the pod";
            look.fault(settings.unwrap_or(container.node), words, help);
        }
    }
}

/// The type of a profile, or the profile if it has none.
fn profile<'a>(settings: &'a Node, key: &str) -> Option<&'a Node> {
    let profile = settings.get(key).filter(|profile| !profile.is_null())?;
    Some(profile.get("type").unwrap_or(profile))
}

fn is_known(kind: &Node) -> bool {
    matches!(kind.as_str(), Some("RuntimeDefault" | "Localhost"))
}

/// The sysctls that are admitted, with the minor version from which on they are.
const SYSCTLS: [(&str, u16); 14] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
    ("net.ipv4.tcp_notsent_lowat", 37),
    ("net.ipv4.tcp_slow_start_after_idle", 37),
];

/// `sysctls`.
pub(super) fn sysctls(look: &mut Look<'_>) {
    let settings = look.pod.spec.get("securityContext");
    for item in settings.map(|settings| settings.items("sysctls")).unwrap_or_default() {
        let Some(name) = item.get("name").and_then(Node::as_str) else { continue };
        if !SYSCTLS.iter().any(|(known, since)| *known == name && look.is_since(*since)) {
            let words = format!("the pod sets the sysctl `{name}`, which is not among the safe ones");
            look.fault(item.get("name").unwrap_or(item), words, "let an administrator set it on the nodes");
        }
    }
}
