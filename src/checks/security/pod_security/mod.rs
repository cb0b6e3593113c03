//! Pods that their namespace does not admit, and pods that a careful one would not.
//!
//! A workload with such a pod is accepted, and only its pods are refused; no schema shows it. Where a namespace of the input says what it
//! admits, this is what counts. Where nothing is known, `baseline` is what a pod should keep to, and `restricted` is advice.

mod control;
mod host;
mod kernel;
mod level;
mod privileges;
mod users;

#[cfg(test)]
mod tests;

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Pod};
use control::{Fault, faults};
use level::{Demand, Level};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::POD_SECURITY,
            "\
What: a pod that the Pod Security Standard of its namespace refuses: the one that the label `pod-security.kubernetes.io/enforce`
names, and in a rendered bundle `restricted` unless the spec says otherwise. Of what mlkube renders also a pod that sees the Services of
its namespace as variables.
Why: the workload is accepted, but its pods are not created; and a Service called `mlflow` sets `MLFLOW_PORT` to a URL.
Example: a container that may gain privileges, or a volume from the node's own disk, in a namespace that enforces `restricted`.
Fix: set what the standard asks for (Kubernetes documentation, \"Pod Security Standards\"), or let the namespace admit more.",
        ),
        (
            codes::UNSAFE_POD,
            "\
What: a pod that the Pod Security Standard `baseline` refuses, where no namespace says what it admits. Pods in `kube-system` are left
alone.
Why: whoever breaks into such a container has the node, and with it all pods that run there; and a cluster with rules refuses it.
Example: `hostNetwork: true`, `privileged: true`, a `hostPath` volume, the capability `SYS_ADMIN`.
Fix: take it out. A pod that needs it, such as an exporter of the node's metrics, belongs into a namespace of its own with the label
`pod-security.kubernetes.io/enforce: privileged`.",
        ),
        (
            codes::UNRESTRICTED_POD,
            "\
What: a pod that the Pod Security Standard `restricted` refuses, where no namespace says what it admits.
Why: advice. Each setting that is missing makes the next hole in a library worse than it has to be.
Example: a container without `allowPrivilegeEscalation: false`, or one that may run as root.
Fix: set `runAsNonRoot: true` and `seccompProfile: {type: RuntimeDefault}` of the pod, and `allowPrivilegeEscalation: false` and
`capabilities: {drop: [ALL]}` of each container.",
        ),
        (
            codes::WARNED_POD,
            "\
What: a pod that is admitted, but that its namespace warns of (`pod-security.kubernetes.io/warn`) or writes into the audit log (`audit`).
Why: these labels announce what will be enforced one day; until then each `kubectl apply` shows the warning.
Example: a container that may run as root, in a namespace with `pod-security.kubernetes.io/warn: restricted`.
Fix: set what the standard asks for (Kubernetes documentation, \"Pod Security Standards\").",
        ),
        (
            codes::BAD_POD_SECURITY_LABEL,
            "\
What: a label of a namespace that begins with `pod-security.kubernetes.io/`, and has a mode, a level or a version that there is not.
Why: a server refuses a namespace with a wrong level or version; and a mode that does not exist protects nothing.
Example: `pod-security.kubernetes.io/enforce: restrict`, or `pod-security.kubernetes.io/enforced: restricted`.
Fix: the modes are `enforce`, `warn` and `audit`, the levels `privileged`, `baseline` and `restricted`; `enforce-version` and its
like take `latest` or `v1.34`.",
        ),
        (
            codes::UNGUARDED_NAMESPACE,
            "\
What: a namespace without any label of Pod Security.
Why: advice. Unless the cluster has a rule of its own, its pods may do everything that the node's root can do.
Example: `kind: Namespace` with a name and nothing else.
Fix: label it `pod-security.kubernetes.io/enforce: restricted`, or `baseline`.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, report: &mut Report) {
    for namespace in graph.of_kind("Namespace").filter(|namespace| namespace.group().is_empty()) {
        level::check(namespace, report);
    }
    for pod in graph.pods() {
        let namespace = graph.find("Namespace", "", pod.owner.namespace);
        let demand = |mode| namespace.and_then(|namespace| level::demand(namespace, mode, &context.versions));
        if pod.owner.is_rendered() {
            rendered(pod, demand("enforce"), context, report);
            continue;
        }
        let demands: Vec<Demand<'_>> = level::MODES.into_iter().filter_map(demand).collect();
        if demands.is_empty() {
            unasked(pod, context, report);
        } else {
            asked(pod, &demands, report);
        }
    }
}

/// What mlkube renders keeps to `restricted`, unless the namespace admits more.
fn rendered(pod: &Pod<'_>, demand: Option<Demand<'_>>, context: &Context<'_>, report: &mut Report) {
    let (level, versions) =
        demand.map_or((Level::Restricted, context.versions.clone()), |demand| (demand.level, demand.versions));
    let mut push = |place, words: String| {
        report.push(pod.owner.error(codes::POD_SECURITY, place, words).help("the namespace admits no such pod"));
    };
    for fault in faults(*pod, level, &versions) {
        push(fault.place, fault.said(&versions));
    }
    if level == Level::Restricted && !pod.spec.is_false("enableServiceLinks") {
        push(pod.spec, "it is given the Services of its namespace as variables".to_owned());
    }
}

/// A pod of a namespace that says what it admits.
fn asked(pod: &Pod<'_>, demands: &[Demand<'_>], report: &mut Report) {
    let mut told: Vec<Fault<'_>> = Vec::new();
    for demand in demands {
        for fault in faults(*pod, demand.level, &demand.versions) {
            if told.iter().any(|other| other.is_same(&fault)) {
                continue;
            }
            let (namespace, label) = demand.label;
            let said = fault.said(&demand.versions);
            let words = |does: &str| format!("{said}, which namespace `{}` {does}", namespace.name);
            let found = match demand.mode {
                "enforce" => pod.owner.error(codes::POD_SECURITY, fault.place, words("does not admit")),
                "warn" => pod.owner.warning(codes::WARNED_POD, fault.place, words("warns of")),
                _ => pod.owner.info(codes::WARNED_POD, fault.place, words("writes into its audit log")),
            };
            let related = format!("`{}` is asked for here", demand.level.word());
            report.push(found.related(namespace.place(label), related).help(fault.help));
            told.push(fault);
        }
    }
}

/// A pod of a namespace of which nothing is known. What runs the cluster itself needs its nodes, and runs in `kube-system`.
fn unasked(pod: &Pod<'_>, context: &Context<'_>, report: &mut Report) {
    let object = pod.owner;
    if object.namespace == "kube-system" {
        return;
    }
    let unsafe_faults = faults(*pod, Level::Baseline, &context.versions);
    for fault in &unsafe_faults {
        report.push(object.warning(codes::UNSAFE_POD, fault.place, fault.said(&context.versions)).help(fault.help));
    }
    let more = faults(*pod, Level::Restricted, &context.versions);
    let more: Vec<String> = more
        .iter()
        .filter(|fault| !unsafe_faults.iter().any(|known| std::ptr::eq(known.place, fault.place)))
        .map(|fault| fault.said(&context.versions))
        .collect();
    if !more.is_empty() {
        let message = format!("`restricted` does not admit the pod: {}", more.join(", "));
        report.push(object.info(codes::UNRESTRICTED_POD, pod.spec, message).help("each key is told by `mlkube explain MLK4002`"));
    }
}
