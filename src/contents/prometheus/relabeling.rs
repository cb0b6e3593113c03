//! Relabeling: which fields an action needs and which it forbids (Prometheus 3.14, `model/relabel/relabel.go`).

use super::super::fault::Fault;
use super::super::fields::has_gap;
use crate::diag::codes;
use crate::yaml::{Node, Value};

/// Actions that write a label.
const WRITING: [&str; 6] = ["replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"];

/// Judges every relabeling rule of a tree, wherever it stands.
pub(super) fn check(node: &Node, faults: &mut Vec<Fault>) {
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| check(item, faults)),
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                match value.as_sequence() {
                    Some(rules) if key.name.ends_with("relabel_configs") => rules.iter().for_each(|one| rule(one, faults)),
                    _ => check(value, faults),
                }
            }
        }
        _ => {}
    }
}

fn rule(rule: &Node, faults: &mut Vec<Fault>) {
    let Some(mapping) = rule.as_mapping() else { return };
    let action = rule.get("action").and_then(Node::as_str).unwrap_or("replace").to_lowercase();
    if has_gap(&action) {
        return;
    }
    let is_set = |name: &str| rule.get(name).is_some_and(|node| !node.is_null() && node.as_str() != Some(""));
    let place = rule.get("action").map_or_else(|| rule.start(), |node| node.span).range();
    let mut wrong = |message: String, help: &str| {
        faults.push(Fault::error(codes::PROMETHEUS_VALUE, place.clone(), message).help(help));
    };
    if WRITING.contains(&action.as_str()) && !is_set("target_label") {
        wrong(format!("relabeling with `{action}` and without `target_label`"), "name the label that is written or compared");
    }
    if action == "hashmod" && !is_set("modulus") {
        wrong("relabeling with `hashmod` and without `modulus`".to_owned(), "say into how many parts: `modulus: 3`");
    }
    let allowed: &[&str] = match action.as_str() {
        "labeldrop" | "labelkeep" => &["action", "regex"],
        "keepequal" | "dropequal" => &["action", "source_labels", "target_label"],
        _ => return,
    };
    for (key, value) in mapping {
        let is_field = ["source_labels", "separator", "target_label", "regex", "modulus", "replacement"].contains(&&*key.name);
        if is_field && !allowed.contains(&&*key.name) && !value.is_null() {
            let message = format!("relabeling with `{action}` takes no `{}`", key.name);
            faults.push(Fault::error(codes::PROMETHEUS_VALUE, key.span.range(), message).help("take it out"));
        }
    }
}
