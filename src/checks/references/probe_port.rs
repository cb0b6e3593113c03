//! Probes and hooks that ask a port by a name that the container does not have.

use super::super::{Check, Context, Rule};
use crate::diag::{Report, codes, nearest};
use crate::manifest::Pod;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::PROBE_PORT,
        "\
What: a probe or a hook whose port is a name that its container does not declare.
Why: the probe never succeeds: the container is restarted again and again, or never becomes ready.
Example: `readinessProbe: {httpGet: {port: http}}` in a container whose port is called `web`.
Fix: write the name of a port of the same container, or a number.",
    )],
    rule: Rule::Pod(run),
};

const HANDLERS: [&[&str]; 5] =
    [&["livenessProbe"], &["readinessProbe"], &["startupProbe"], &["lifecycle", "postStart"], &["lifecycle", "preStop"]];

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    for container in pod.containers() {
        let handlers = HANDLERS.iter().filter_map(|keys| container.node.dig(keys));
        let ports = handlers.flat_map(|handler| ["httpGet", "tcpSocket"].map(|kind| handler.get(kind)?.get("port")));
        for place in ports.flatten() {
            // A number in quotes is no name of a port, which the schema tells.
            let Some(name) = place.as_str().filter(|name| name.parse::<u16>().is_err()) else { continue };
            if container.port(name).is_some() {
                continue;
            }
            let names = container.node.items("ports").iter().filter_map(|port| port.text("name"));
            let help = nearest(name, names).map(|near| format!("did you mean `{near}`?"));
            let message = format!("the container `{}` has no port called `{name}`", container.name());
            found.push(
                pod.owner
                    .error(codes::PROBE_PORT, place, message)
                    .help(help.unwrap_or_else(|| "give a port of the container this name, or write its number".to_owned())),
            );
        }
    }
}
