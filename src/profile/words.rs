//! The words of a profile that become words of objects: keys and values of labels, taints, names of resources and groups.
//!
//! A server refuses objects that have them wrong; by then nobody knows where they come from.

use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::label::{is_label_value, is_qualified_name, is_subdomain};
use crate::source::Span;
use crate::yaml::{Key, Node, Value};

/// What a taint does to pods that do not bear it (Kubernetes documentation, "Taints and Tolerations", 2026-11).
const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// Where labels stand; `*` stands for every key of a map, and for every item of a list.
const LABELS: [&[&str]; 6] = [
    &["nodes", "pools", "*", "labels"],
    &["routing", "pods", "labels"],
    &["gpu", "models", "*"],
    &["gpu", "sharing", "*", "labels"],
    &["gpu", "exporter", "labels"],
    &["spot", "labels"],
];
/// Where taints stand.
const TAINTS: [&[&str]; 3] =
    [&["nodes", "pools", "*", "taints", "*"], &["gpu", "tolerations", "*"], &["spot", "tolerations", "*"]];
/// Where names of resources stand as values.
const RESOURCES: [&[&str]; 2] = [&["gpu", "resource"], &["gpu", "sharing", "*", "resource"]];

/// Reports words that no server takes.
pub(super) fn check(tree: &Node, report: &mut Report) {
    for (_, labels) in LABELS.iter().flat_map(|path| found_at(tree, path)) {
        for (key, value) in labels.as_mapping().into_iter().flatten() {
            check_key(key.span, &key.name, report);
            texts(value).for_each(|value| check_value(value, report));
        }
    }
    for (_, apps) in found_at(tree, &["dns", "pods"]) {
        texts(apps).for_each(|app| check_value(app, report));
    }
    for crd in tree.items("crds") {
        check_group(crd, report);
    }
    for (_, taint) in TAINTS.iter().flat_map(|path| found_at(tree, path)) {
        if let Some(key) = taint.get("key") {
            check_key(key.span, key.as_str().unwrap_or_default(), report);
        }
        taint.get("value").into_iter().for_each(|value| check_value(value, report));
        if let Some((node, effect)) = taint.get("effect").and_then(|node| node.as_str().map(|effect| (node, effect)))
            && !EFFECTS.contains(&effect)
        {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{effect}` is no effect of a taint"))
                    .at(node.span)
                    .maybe_help(nearest(effect, EFFECTS).map(|near| format!("did you mean `{near}`?")))
                    .help("write one of `NoSchedule`, `PreferNoSchedule`, `NoExecute`"),
            );
        }
    }
    let values = RESOURCES.iter().flat_map(|path| found_at(tree, path)).filter_map(|(_, node)| Some((node.span, node.as_str()?)));
    let pools = found_at(tree, &["nodes", "pools", "*", "resources", "*"]);
    let keys = pools.iter().filter_map(|(key, _)| key.map(|key| (key.span, &*key.name)));
    for (span, name) in values.chain(keys) {
        let name = name.replace("{}", "1");
        if !name.contains('/') || !is_qualified_name(&name) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{name}` is no resource that a device plugin can offer"))
                    .at(span)
                    .help("write its name with the domain: `nvidia.com/gpu`"),
            );
        }
    }
}

fn check_group(node: &Node, report: &mut Report) {
    let Some(group) = node.as_str().filter(|group| !group.contains('.') || !is_subdomain(group)) else { return };
    let found = Diagnostic::error(codes::BAD_VALUE, format!("`{group}` is no API group")).at(node.span);
    report.push(match group.split_once('/') {
        Some((group, _)) => found.help(format!("write it without a version: `{group}`")),
        None => found.help("write what stands before the `/` of `apiVersion`, such as `acme.example`"),
    });
}

fn check_key(span: Span, key: &str, report: &mut Report) {
    if !is_qualified_name(key) {
        report.push(
            Diagnostic::error(codes::BAD_LABEL, format!("`{key}` cannot be the key of a label or taint"))
                .at(span)
                .help("write `name` or `domain/name`; the name has at most 63 letters, digits, `-`, `_` and `.`"),
        );
    }
}

/// `{}` stands for a number or a size, which are values of labels.
fn check_value(node: &Node, report: &mut Report) {
    let Some(value) = node.as_str().filter(|value| !is_label_value(&value.replace("{}", "1"))) else { return };
    report.push(
        Diagnostic::error(codes::BAD_LABEL, format!("`{value}` cannot be the value of a label or taint"))
            .at(node.span)
            .help("use at most 63 letters, digits, `-`, `_` and `.`, the first and the last a letter or digit"),
    );
}

/// The texts of a value or of a list of values.
fn texts(node: &Node) -> impl Iterator<Item = &Node> {
    node.as_sequence().unwrap_or(std::slice::from_ref(node)).iter()
}

/// What stands at a path, each with its key.
pub(super) fn found_at<'a>(tree: &'a Node, path: &[&str]) -> Vec<(Option<&'a Key>, &'a Node)> {
    path.iter().fold(vec![(None, tree)], |found, step| found.into_iter().flat_map(|(_, node)| inner(node, step)).collect())
}

fn inner<'a>(node: &'a Node, step: &str) -> Vec<(Option<&'a Key>, &'a Node)> {
    match &node.value {
        Value::Mapping(mapping) => {
            let is_meant = |key: &Key| step == "*" || key.name == step;
            mapping.iter().filter(|(key, _)| is_meant(key)).map(|(key, value)| (Some(key), value)).collect()
        }
        Value::Sequence(items) if step == "*" => items.iter().map(|item| (None, item)).collect(),
        _ => Vec::new(),
    }
}
