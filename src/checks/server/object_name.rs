//! Names of objects that Kubernetes does not take, and objects without a name.

use super::forms::{LABEL_HELP, SUBDOMAIN_HELP, is_label, is_old_label, is_path_segment, is_subdomain};
use super::look::{given, is_own_group};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::KubeVersion;
use crate::k8s::foreign::is_of_cluster;
use crate::manifest::Object;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_OBJECT_NAME,
            "\
What: the name or the namespace of an object that is not of the form that Kubernetes prescribes for its kind.
Why: the API server refuses the object.
Example: `name: Loan_API`; or a StatefulSet called `db.main`, whose name becomes a DNS label.
Fix: use lower-case letters, digits and `-`, the first and the last a letter or digit.",
        ),
        (
            codes::OBJECT_WITHOUT_NAME,
            "\
What: an object of Kubernetes without `metadata.name`.
Why: the API server refuses it.
Example: a Service of which only `spec` is written, or whose `name` stands beside `metadata` because of its indentation.
Fix: write `metadata: {name: NAME}`.",
        ),
        (
            codes::GENERATED_NAME,
            "\
What: an object with `generateName` and no `name`.
Why: `kubectl apply` and tools for GitOps refuse it: they could not find it again. `kubectl create` takes it.
Example: a Job with `generateName: train-`.
Fix: create it with `kubectl create`, or write a `name`.",
        ),
        (
            codes::NAMESPACE_OF_CLUSTER_OBJECT,
            "\
What: an object of the cluster with a namespace.
Why: the API server drops it; the object is there once for all namespaces, and two projects may fight over it.
Example: `kind: ClusterRole` with `namespace: shop`.
Fix: take `namespace` out, and give the object a name that is unique in the cluster.",
        ),
    ],
    rule: Rule::Object(run),
};

/// The form of names of a kind: whether a name has it, and what to do about one that does not.
type Form = (fn(&str) -> bool, &'static str);

/// From when Services may begin with a digit (KEP-5311: beta in 1.36).
const ANY_LABEL: KubeVersion = KubeVersion::minor(36);

/// The form of names of a kind (kubernetes `pkg/apis/*/validation`, 2026-10); names of custom resources are DNS names.
fn form(object: &Object<'_>, context: &Context<'_>) -> Option<Form> {
    const LABEL: Form = (is_label, LABEL_HELP);
    const SUBDOMAIN: Form = (is_subdomain, SUBDOMAIN_HELP);
    let form = match (object.group(), object.kind) {
        ("", "Service") if *context.versions.start() < ANY_LABEL => {
            (is_old_label as fn(&str) -> bool, "use at most 63 lower-case letters, digits and `-`, the first a letter")
        }
        ("", "Service" | "Namespace") | ("apps", "StatefulSet") => LABEL,
        ("rbac.authorization.k8s.io", _) => (is_path_segment as fn(&str) -> bool, "leave out `/` and `%`"),
        ("" | "apps" | "batch" | "autoscaling" | "policy", _) if object.kind != "Event" => SUBDOMAIN,
        (
            "networking.k8s.io"
            | "storage.k8s.io"
            | "scheduling.k8s.io"
            | "node.k8s.io"
            | "apiextensions.k8s.io"
            | "admissionregistration.k8s.io",
            kind,
        ) if kind != "IPAddress" => SUBDOMAIN,
        // The rest of Kubernetes' own has rules of its own; all custom resources have the same.
        (group, _) if group.contains('.') && !group.ends_with(".k8s.io") => SUBDOMAIN,
        _ => return None,
    };
    Some(form)
}

fn run(object: Object<'_>, context: &Context<'_>, report: &mut Report) {
    let metadata = object.metadata();
    let name = metadata.and_then(|metadata| given(metadata, "name")).filter(|name| name.as_str() != Some(""));
    let prefix = metadata.and_then(|metadata| given(metadata, "generateName")).filter(|name| name.as_str() != Some(""));
    let Some(place) = name.or(prefix) else {
        return without_name(object, report);
    };
    if let (Some(text), Some((is_good, help))) = (place.as_str(), form(&object, context)) {
        // The server adds letters to a beginning, so that it may end in what no name ends in.
        let whole = if name.is_none() { text.trim_end_matches(['-', '.']) } else { text };
        // How long it may be is another question, with another answer.
        let short = || whole.chars().take(super::forms::LABEL).collect::<String>();
        let too_long_only = whole.len() > super::forms::LABEL && is_good(short().trim_end_matches('-'));
        if !is_good(whole) && !too_long_only {
            let message = format!("`{text}` cannot be the name of a {}", object.kind);
            report.push(object.error(codes::BAD_OBJECT_NAME, place, message).help(help));
        }
    }
    if let (None, Some(prefix)) = (name, prefix) {
        let found = object.info(codes::GENERATED_NAME, prefix, "an object with `generateName` cannot be applied, only created");
        report.push(found.help("use `kubectl create`, or write a `name`"));
    }
    namespace(object, report);
}

fn without_name(object: Object<'_>, report: &mut Report) {
    // Reviews are questions, and these are read from files by programs that never send them.
    let is_nameless = object.kind.ends_with("Review") || matches!(object.kind, "Config" | "List" | "Status" | "" | "Binding");
    if is_own_group(object.group()) && !object.api_version.is_empty() && !is_nameless {
        let found = object.error(codes::OBJECT_WITHOUT_NAME, object.head(), "the object has no name");
        report.push(found.help("write `metadata: {name: NAME}`"));
    }
}

fn namespace(object: Object<'_>, report: &mut Report) {
    let Some(place) = object.metadata().and_then(|metadata| given(metadata, "namespace")) else { return };
    let Some(namespace) = place.as_str().filter(|text| !text.is_empty()) else { return };
    if !is_label(namespace) {
        let message = format!("`{namespace}` cannot be the name of a namespace");
        report.push(object.error(codes::BAD_OBJECT_NAME, place, message).help(LABEL_HELP));
    } else if is_own_group(object.group()) && is_of_cluster(object.kind) {
        let message = format!("a {} belongs to the cluster and to no namespace", object.kind);
        report.push(object.info(codes::NAMESPACE_OF_CLUSTER_OBJECT, place, message).help("take `namespace` out"));
    }
}
