//! Labels, annotations and selectors that Kubernetes does not take.

use super::forms::{is_label_value, is_qualified_name};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::{Mapping, Node};
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::BAD_LABEL,
        "\
What: a key of a label or annotation, or the value of a label, that is not of the form that Kubernetes prescribes.
Why: the API server refuses the object.
Example: the label `team: ML & data`; values have letters, digits, `-`, `_` and `.` only.
Fix: keep labels short and plain; free text belongs into an annotation.",
    )],
    rule: Rule::Graph(run),
};

/// The most bytes that all annotations of an object may have (apimachinery `TotalAnnotationSizeLimitB`).
const ANNOTATIONS: usize = 256 * 1_024;

/// Keys that were looked at. Most are the same everywhere: a good one is looked at once.
type GoodKeys<'a> = HashSet<&'a str>;

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    let mut good_keys = HashSet::new();
    for object in graph.objects() {
        if let Some(metadata) = object.metadata() {
            check_metadata(*object, metadata, &mut good_keys, report);
        }
        for selector in selectors(*object) {
            check_labels(*object, selector, &mut good_keys, report);
        }
    }
    for pod in graph.pods().iter().filter(|pod| pod.owner.kind != "Pod") {
        if let Some(metadata) = pod.metadata {
            check_metadata(pod.owner, metadata, &mut good_keys, report);
        }
        if let Some(selector) = pod.spec.get("nodeSelector") {
            check_labels(pod.owner, selector, &mut good_keys, report);
        }
    }
}

/// The maps of labels by which an object selects others.
fn selectors(object: Object<'_>) -> impl Iterator<Item = &Node> {
    let ways: &[&[&str]] = match (object.group(), object.kind) {
        ("", "Service" | "ReplicationController") => &[&["selector"]],
        ("", "Pod") => &[&["nodeSelector"]],
        ("apps", _) | ("batch", "Job") | ("policy", "PodDisruptionBudget") => &[&["selector", "matchLabels"]],
        ("networking.k8s.io", "NetworkPolicy") => &[&["podSelector", "matchLabels"]],
        _ => &[],
    };
    object.spec().into_iter().flat_map(move |spec| ways.iter().filter_map(move |way| spec.dig(way)))
}

fn check_metadata<'a>(object: Object<'a>, metadata: &'a Node, good_keys: &mut GoodKeys<'a>, report: &mut Report) {
    if let Some(labels) = metadata.get("labels") {
        check_labels(object, labels, good_keys, report);
    }
    let mut size = 0;
    for (key, value) in metadata.entries("annotations") {
        // Annotations are lower-cased before they are looked at (apimachinery `ValidateAnnotations`).
        let is_good = good_keys.contains(&*key.name) || is_qualified_name(&key.name.to_ascii_lowercase());
        if !is_good {
            bad_key(object, metadata, key, "an annotation", report);
        }
        size += key.name.len() + value.as_str().map_or(0, str::len);
    }
    if let (true, Some(annotations)) = (size > ANNOTATIONS, metadata.get("annotations")) {
        let found = object.error(codes::BAD_LABEL, annotations, "annotations of more than 256 KiB");
        report.push(found.help("keep large texts in a file of the container"));
    }
}

fn check_labels<'a>(object: Object<'a>, labels: &'a Node, good_keys: &mut GoodKeys<'a>, report: &mut Report) {
    for (key, value) in labels.as_mapping().into_iter().flat_map(Mapping::iter) {
        if !good_keys.contains(&*key.name) {
            if is_qualified_name(&key.name) {
                good_keys.insert(&key.name);
            } else {
                bad_key(object, labels, key, "a label", report);
            }
        }
        if let Some(text) = value.as_str().filter(|text| !is_label_value(text)) {
            let message = format!("`{text}` cannot be the value of the label `{}`", key.name);
            report.push(
                object
                    .error(codes::BAD_LABEL, value, message)
                    .help("use at most 63 letters, digits, `-`, `_` and `.`, the first and the last a letter or digit"),
            );
        }
    }
}

fn bad_key<'a>(object: Object<'a>, place: &'a Node, key: &crate::yaml::Key, of: &str, report: &mut Report) {
    let found = object.error(codes::BAD_LABEL, place, format!("`{}` cannot be the key of {of}", key.name));
    report.push(
        found
            .at(object.key_place(key))
            .help("write `name` or `domain/name`; the name has at most 63 letters, digits, `-`, `_` and `.`"),
    );
}
