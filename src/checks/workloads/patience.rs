//! Probes that are less patient than they should be.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Container, Pod};
use crate::yaml::Node;
use std::cmp::Ordering;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::IMPATIENT_LIVENESS,
            "\
What: a `livenessProbe` that asks the same as the `readinessProbe` and gives up sooner; advice if both give up together.
Why: under load answers come late. A pod that is not ready gets no requests and recovers; one that is ended at the same moment leaves its \
load to the others, which then go the same way.
Example: liveness with `periodSeconds: 5` and readiness with `periodSeconds: 10`, both for `/health`.
Fix: let liveness fail later, `failureThreshold: 6`, or ask for something that needs no more than the process.",
        ),
        (
            codes::PROBE_TIMING,
            "\
What: a probe that may take longer than the time until the next, or one that begins a process every second or two.
Why: a slow answer delays the next question, so that a failure is noticed later than the numbers say; a process a second costs more CPU \
than many of the programs that are asked.
Example: `timeoutSeconds: 30` with `periodSeconds: 10`; `exec` with `periodSeconds: 1`.
Fix: let `periodSeconds` be larger.",
        ),
    ],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    for container in pod.running() {
        check_liveness(pod, container, found);
        for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
            if let Some(probe) = probe(container, key) {
                check_timing(pod, key, probe, found);
            }
        }
    }
}

fn probe<'a>(container: Container<'a>, key: &str) -> Option<&'a Node> {
    container.node.get(key).filter(|probe| !probe.is_null())
}

fn check_liveness<'a>(pod: &Pod<'a>, container: Container<'a>, found: &mut Report) {
    let (Some(live), Some(ready)) = (probe(container, "livenessProbe"), probe(container, "readinessProbe")) else { return };
    if !asks_the_same(container, live, ready) {
        return;
    }
    let (sooner, later) = (patience(live), patience(ready));
    let told = match sooner.cmp(&later) {
        Ordering::Less => {
            let message = format!(
                "`livenessProbe` gives up after {sooner} s, and the `readinessProbe`, which asks the same, after {later} s"
            );
            pod.owner.warning(codes::IMPATIENT_LIVENESS, live, message)
        }
        Ordering::Equal => {
            let message = format!("`livenessProbe` and `readinessProbe` ask the same and both give up after {sooner} s");
            pod.owner.info(codes::IMPATIENT_LIVENESS, live, message)
        }
        Ordering::Greater => return,
    };
    found.push(told.related(pod.owner.place(ready), "the readiness probe").help("let `failureThreshold` of liveness be larger"));
}

/// For how long it may fail without a consequence, in seconds. Defaults: k8s.io/api core/v1 `Probe` (1.37).
fn patience(probe: &Node) -> i64 {
    period(probe).saturating_mul(probe.integer("failureThreshold").unwrap_or(3))
}

fn period(probe: &Node) -> i64 {
    probe.integer("periodSeconds").unwrap_or(10)
}

fn asks_the_same(container: Container<'_>, one: &Node, other: &Node) -> bool {
    let port = |handler: &Node| {
        let port = handler.get("port")?;
        let named = port.as_str().and_then(|name| container.port(name)?.get("containerPort"));
        named.unwrap_or(port).scalar_text()
    };
    let both = |key: &str| Some((one.get(key)?, other.get(key)?));
    if let Some((one, other)) = both("httpGet") {
        let path = |handler: &Node| handler.text("path").unwrap_or("/").to_owned();
        return port(one) == port(other) && path(one) == path(other);
    }
    if let Some((one, other)) = both("grpc") {
        return port(one) == port(other) && one.text("service") == other.text("service");
    }
    both("tcpSocket").is_some_and(|(one, other)| port(one) == port(other))
        || both("exec").is_some_and(|(one, other)| one == other)
}

fn check_timing<'a>(pod: &Pod<'a>, key: &str, probe: &'a Node, found: &mut Report) {
    let (timeout, period) = (probe.integer("timeoutSeconds").unwrap_or(1), period(probe));
    if let Some(place) = probe.get("timeoutSeconds").filter(|_| timeout > period) {
        let message = format!("a `{key}` may take {timeout} s, and the next is due after {period} s");
        found.push(pod.owner.info(codes::PROBE_TIMING, place, message).help("let `periodSeconds` be larger"));
    }
    if let Some(place) = probe.get("periodSeconds").filter(|_| probe.get("exec").is_some() && period <= 2) {
        let message = format!("a `{key}` begins a process every {period} s");
        found.push(pod.owner.info(codes::PROBE_TIMING, place, message).help("let `periodSeconds` be 10 or more"));
    }
}
