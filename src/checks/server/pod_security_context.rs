//! Security settings of pods and containers that exclude each other.

use super::look::{given, reach};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Container, Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::SECURITY_CONTRADICTS,
            "\
What: security settings of a pod or container that exclude each other.
Why: the API server refuses the pod.
Example: `privileged: true` with `allowPrivilegeEscalation: false`; `seccompProfile: {type: Localhost}` without the file.
Fix: take one of them out.",
        ),
        (
            codes::ROOT_THAT_MAY_NOT,
            "\
What: a container that must not run as root and is told to run as user 0.
Why: the API server takes it; the node starts no such container: `CreateContainerConfigError`.
Example: `runAsNonRoot: true` in the pod and `runAsUser: 0` in the container.
Fix: write another user.",
        ),
        (
            codes::HOST_CONTRADICTS,
            "\
What: settings of a pod about the network, the processes or the names of its node that exclude each other.
Why: the API server refuses the pod.
Example: `hostNetwork: true` and a `hostPort` that is not the `containerPort`; `dnsPolicy: None` without name servers.
Fix: take one of them out.",
        ),
    ],
    rule: Rule::Pod(run),
};

/// Kubernetes `pkg/apis/core/validation`, `ValidateSecurityContext`, `validateHostUsers`, `validatePodDNSConfig`, 2026-10.
fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    let object = pod.owner;
    let of_pod = given(pod.spec, "securityContext");
    if let Some(context) = of_pod {
        check_profiles(object, context, report);
    }
    for container in pod.containers() {
        if let Some(context) = given(container.node, "securityContext") {
            check_profiles(object, context, report);
            check_privileges(object, context, report);
        }
        check_root(object, of_pod, container, report);
        if pod.spec.is_true("hostNetwork") {
            check_ports(object, container, report);
        }
    }
    check_host(object, pod.spec, report);
    check_dns(object, pod.spec, report);
}

fn check_profiles<'a>(object: Object<'a>, context: &'a Node, report: &mut Report) {
    for key in ["seccompProfile", "appArmorProfile"] {
        let Some(profile) = given(context, key) else { continue };
        let is_local = profile.text("type") == Some("Localhost");
        let file = given(profile, "localhostProfile");
        let found = match (is_local, file) {
            (true, None) => object.error(codes::SECURITY_CONTRADICTS, profile, format!("a local `{key}` names no file")),
            (false, Some(file)) => {
                object.error(codes::SECURITY_CONTRADICTS, file, format!("a `{key}` names a file and is not `type: Localhost`"))
            }
            _ => continue,
        };
        report.push(found.help("write both `type: Localhost` and `localhostProfile`, or neither"));
    }
}

fn check_privileges<'a>(object: Object<'a>, context: &'a Node, report: &mut Report) {
    if !context.is_false("allowPrivilegeEscalation") {
        return;
    }
    if let (true, Some(place)) = (context.is_true("privileged"), context.get("privileged")) {
        let message = "a privileged container with `allowPrivilegeEscalation: false`";
        report.push(object.error(codes::SECURITY_CONTRADICTS, place, message).help("take one of them out"));
    }
    let added = context.get("capabilities").map(|capabilities| capabilities.items("add")).unwrap_or_default();
    if let Some(place) = added.iter().find(|name| name.as_str() == Some("CAP_SYS_ADMIN")) {
        let message = "a container with `CAP_SYS_ADMIN` and `allowPrivilegeEscalation: false`";
        report.push(object.error(codes::SECURITY_CONTRADICTS, place, message).help("take one of them out"));
    }
}

/// What the container says counts, and else what the pod says.
fn check_root<'a>(object: Object<'a>, of_pod: Option<&'a Node>, container: Container<'a>, report: &mut Report) {
    let own = given(container.node, "securityContext");
    let setting = |key: &str| [own, of_pod].into_iter().flatten().find_map(|context| given(context, key));
    let (Some(user), Some(must_not)) = (setting("runAsUser"), setting("runAsNonRoot")) else { return };
    if user.as_integer() == Some(0) && must_not.as_bool() == Some(true) {
        let message = format!("the container `{}` runs as root and must not", container.name());
        let found = object.error(codes::ROOT_THAT_MAY_NOT, user, message);
        report.push(found.related(object.place(must_not), "it must not run as root").help("write another user, such as 1000"));
    }
}

fn check_ports<'a>(object: Object<'a>, container: Container<'a>, report: &mut Report) {
    for port in container.node.items("ports") {
        let (inside, outside) = (port.integer("containerPort"), port.integer("hostPort"));
        if let (Some(inside), Some(outside), Some(place)) = (inside, outside, port.get("hostPort"))
            && outside != 0
            && inside != outside
        {
            let message = format!("on the network of the node the port {inside} cannot be its port {outside}");
            report.push(object.error(codes::HOST_CONTRADICTS, place, message).help("take `hostPort` out"));
        }
    }
}

fn check_host<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    let mut add = |place: &'a Node, message: &str| {
        report.push(object.error(codes::HOST_CONTRADICTS, place, message).help("take one of them out"));
    };
    if let (true, true, Some(place)) =
        (spec.is_true("hostPID"), spec.is_true("shareProcessNamespace"), spec.get("shareProcessNamespace"))
    {
        add(place, "a pod with `hostPID` and `shareProcessNamespace`");
    }
    for key in ["hostPID", "hostIPC"] {
        if let (true, true, Some(place)) = (spec.is_false("hostUsers"), spec.is_true(key), spec.get(key)) {
            add(place, &format!("a pod with users of its own, `hostUsers: false`, and `{key}`"));
        }
    }
    for key in ["hostname", "subdomain"] {
        if let Some((place, text)) = given(spec, key).and_then(|node| Some((node, node.as_str()?)))
            && !text.is_empty()
            && !super::forms::is_label(text)
        {
            let found = object.error(codes::HOST_CONTRADICTS, place, format!("`{text}` cannot be the `{key}` of a pod"));
            report.push(found.help(super::forms::LABEL_HELP));
        }
    }
}

/// The most name servers that a pod has (`MaxDNSNameservers`), and where its names are looked up (`MaxDNSSearchPaths`).
fn check_dns<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    const SERVERS: usize = 3;
    const SEARCHES: usize = 32;
    let config = given(spec, "dnsConfig");
    let items = |key: &str| config.map(|config| config.items(key)).unwrap_or_default();
    if let (Some("None"), Some(policy)) = (spec.text("dnsPolicy"), spec.get("dnsPolicy"))
        && items("nameservers").is_empty()
    {
        let found = object.error(codes::HOST_CONTRADICTS, policy, "`dnsPolicy: None` without a name server");
        report.push(found.help("write `dnsConfig: {nameservers: [...]}`"));
    }
    for (key, most) in [("nameservers", SERVERS), ("searches", SEARCHES)] {
        if let Some(place) = reach(spec, &["dnsConfig", key])
            && items(key).len() > most
        {
            let found = object.error(codes::HOST_CONTRADICTS, place, format!("more than {most} `{key}`"));
            report.push(found.help("take some out"));
        }
    }
    let aliases = spec.items("hostAliases").iter().filter_map(|alias| alias.get("ip"));
    for address in items("nameservers").iter().chain(aliases) {
        if let Some(text) = address.as_str()
            && text.parse::<std::net::IpAddr>().is_err()
        {
            let found = object.error(codes::HOST_CONTRADICTS, address, format!("`{text}` is no IP address"));
            report.push(found.help("write an address such as `10.0.0.10`"));
        }
    }
}
