//! Labels and annotations that Kubernetes does not take.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::Entry;
use crate::k8s::graph::Graph;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    code: codes::BAD_LABEL,
    docs: "\
What: a key of a label or annotation, or the value of a label, that is not of the form that Kubernetes prescribes.
Why: the API server refuses the object.
Example: the label `team: ML & data`; values have letters, digits, `-`, `_` and `.` only.
Fix: keep labels short and plain; free text belongs into an annotation.",
    rule: Rule::Graph(run),
};

/// The longest value of a label and the longest name of a key (Kubernetes documentation, "Labels and Selectors").
const LENGTH: usize = 63;
/// The most bytes that all annotations of an object may have (apimachinery `TotalAnnotationSizeLimitB`).
const ANNOTATIONS: usize = 256 * 1_024;

fn run(graph: &Graph<'_>, report: &mut Report) {
    let mut good_keys = HashSet::new();
    for entry in graph.entries() {
        check(entry, entry.object.metadata(), &mut good_keys, report);
    }
    for pod in graph.pods() {
        if let Some(metadata) = &pod.template.metadata {
            check(pod.entry, metadata, &mut good_keys, report);
        }
    }
}

/// Checks the labels and annotations of an object. Most keys are the same everywhere: a good one is looked at once.
fn check<'a>(entry: &Entry, metadata: &'a ObjectMeta, good_keys: &mut HashSet<&'a str>, report: &mut Report) {
    let mut is_good = |key: &'a str| good_keys.contains(key) || (is_key(key) && good_keys.insert(key));
    let mut add = |message: String, help: &str| {
        report.push(
            Diagnostic::error(codes::BAD_LABEL, format!("{message}, in {}", entry.object.title())).at(entry.origin).help(help),
        );
    };
    for (key, value) in metadata.labels.iter().flatten() {
        if !is_good(key) {
            add(format!("`{key}` cannot be the key of a label"), KEY_HELP);
        }
        if !is_value(value) {
            add(
                format!("`{value}` cannot be the value of the label `{key}`"),
                "use at most 63 letters, digits, `-`, `_` and `.`, the first and the last a letter or digit",
            );
        }
    }
    let annotations = || metadata.annotations.iter().flatten();
    for (key, _) in annotations() {
        if !is_good(key) {
            add(format!("`{key}` cannot be the key of an annotation"), KEY_HELP);
        }
    }
    if annotations().map(|(key, value)| key.len() + value.len()).sum::<usize>() > ANNOTATIONS {
        add("annotations of more than 256 KiB".to_owned(), "keep large texts in a file of the container: `files`");
    }
}

const KEY_HELP: &str = "write `name` or `domain/name`; the name has at most 63 letters, digits, `-`, `_` and `.`";

fn is_key(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => is_domain(prefix) && is_name(name),
        None => is_name(key),
    }
}

fn is_domain(prefix: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    prefix.len() <= 253
        && prefix
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-'))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && is_value(name)
}

fn is_value(value: &str) -> bool {
    let bytes = value.as_bytes();
    let edge = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    bytes.len() <= LENGTH
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, good_pod, workload};
    use super::*;

    fn labelled(key: &str, value: &str) -> crate::k8s::Object {
        let mut pod = good_pod();
        pod.labels.insert(key.to_owned(), value.to_owned());
        workload(pod)
    }

    #[test]
    fn takes_what_kubernetes_takes() {
        for (key, value) in [("team", "ml"), ("acme.com/team", "a_b.c-d"), ("empty", "")] {
            assert_eq!(found(&CHECK, [labelled(key, value)]), [], "{key}={value}");
        }
        let long = "a".repeat(64);
        for (key, value) in [("a b", "ml"), ("/a", "ml"), ("A/b/c", "ml"), ("team", "a b"), ("team", "-a"), ("team", &long)] {
            assert_eq!(found(&CHECK, [labelled(key, value)]), [codes::BAD_LABEL], "{key}={value}");
        }
    }
}
