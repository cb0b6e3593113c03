//! Rules of Prometheus, in a file or in a PrometheusRule.

use super::fault::Fault;
use super::fields::{self, Codes, Fields, Shape, has_gap};
use super::formats::{Format, ends_in, has_line};
use super::position::Positions;
use super::promql::{self, Use};
use super::yaml;
use crate::diag::codes;
use crate::promql::milliseconds;
use crate::yaml::{Node, Value};
use std::collections::BTreeSet;

mod templates;

pub(super) const FORMAT: Format = Format { name: "Prometheus rules", recognize, check };

/// Keys and words of other readers of such files: Loki, whose expressions search logs, and vmalert, whose expressions know more.
const STRANGERS: [&str; 7] = ["|=", "|~", "| json", "| logfmt", "eval_offset:", "eval_delay:", "notifier_headers:"];

fn recognize(name: &str, text: &str) -> bool {
    let is_named = ends_in(name, &["rules.yml", "rules.yaml", "alerts.yml", "alerts.yaml"]);
    let is_yaml = ends_in(name, &[".yml", ".yaml", ".rules"]);
    let has_rules = text.contains("rules:") && text.contains("expr:");
    (is_named || is_yaml) && has_line(text, "groups:") && has_rules && !STRANGERS.iter().any(|word| text.contains(word))
}

const FILE: Shape = Shape::Map(&Fields {
    title: "a file of rules",
    own: &[("groups", Shape::List(&Shape::Map(&GROUP))), ("namespace", Shape::Text)],
    shared: &[],
    required: &[],
    open: None,
});

/// The fields of Prometheus 3.14 (`model/rulefmt/rulefmt.go`), and those with which Thanos and Mimir read the same files.
const GROUP: Fields = Fields {
    title: "a group of rules",
    own: &[
        ("name", Shape::Text),
        ("interval", Shape::Duration),
        ("query_offset", Shape::Duration),
        ("evaluation_delay", Shape::Duration),
        ("limit", Shape::Number),
        ("rules", Shape::List(&Shape::Map(&RULE))),
        ("labels", Shape::Values(&Shape::Text)),
        ("partial_response_strategy", Shape::Text),
        ("source_tenants", Shape::List(&Shape::Text)),
        ("align_evaluation_time_on_interval", Shape::Bool),
    ],
    shared: &[],
    required: &["name"],
    open: None,
};

const RULE: Fields = Fields {
    title: "a rule",
    own: &[
        ("record", Shape::Text),
        ("alert", Shape::Text),
        ("expr", Shape::Text),
        ("for", Shape::Duration),
        ("keep_firing_for", Shape::Duration),
        ("labels", Shape::Values(&Shape::Text)),
        ("annotations", Shape::Values(&Shape::Text)),
    ],
    shared: &[],
    required: &["expr"],
    open: None,
};

fn check(text: &str, faults: &mut Vec<Fault>) {
    for document in yaml::read(text, faults) {
        let names = Codes { unknown: codes::RULE_FORM, value: codes::RULE_FORM };
        fields::check(&document, &FILE, names, faults);
        groups(&document, text, faults);
    }
}

/// Judges rules of an object, whose fields its definition knows, in the file that it is written in.
pub(super) fn check_tree(node: &Node, file: &str, faults: &mut Vec<Fault>) {
    let mut found = Vec::new();
    let names = Codes { unknown: codes::RULE_FORM, value: codes::RULE_FORM };
    fields::check(node, &FILE, names, &mut found);
    // Who knows the definition says better what an object may hold.
    found.retain(|fault| !fault.message.starts_with("unknown field") && !fault.message.contains(" where "));
    faults.append(&mut found);
    groups(node, file, faults);
}

fn groups(document: &Node, file: &str, faults: &mut Vec<Fault>) {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for group in document.get("groups").and_then(Node::as_sequence).unwrap_or_default() {
        if let Some((name, node)) = group.get("name").and_then(|node| Some((node.as_str()?, node)))
            && !names.insert(name)
        {
            let fault = Fault::error(codes::RULE_FORM, node.span.range(), format!("group `{name}` is there twice"));
            faults.push(fault.help("give each group of a file a name of its own"));
        }
        for one in group.get("rules").and_then(Node::as_sequence).unwrap_or_default() {
            if one.as_mapping().is_some() {
                let known = faults.len();
                rule(one, file, faults);
                let name = one.get("alert").or(one.get("record")).and_then(Node::as_str);
                if let Some(name) = name {
                    faults[known..].iter_mut().for_each(|fault| fault.message = format!("rule `{name}`: {}", fault.message));
                }
            }
        }
    }
}

fn rule(rule: &Node, file: &str, faults: &mut Vec<Fault>) {
    let text = |name: &str| rule.get(name).and_then(Node::as_str).filter(|text| !text.is_empty());
    match (text("record"), text("alert")) {
        (Some(name), None) => record(rule, name, faults),
        (None, Some(_)) => alert(rule, faults),
        (Some(_), Some(_)) => {
            let fault = Fault::error(codes::RULE_FORM, rule.start().range(), "a rule with both `record` and `alert`");
            faults.push(fault.help("make two rules of it"));
        }
        (None, None) => {
            // A name that is no text was reported as such.
            if rule.get("record").or(rule.get("alert")).is_none_or(|node| node.is_null() || node.as_str().is_some()) {
                let fault = Fault::error(codes::RULE_FORM, rule.start().range(), "a rule with neither `record` nor `alert`");
                faults.push(fault.help("name the alert with `alert`, or the series that is written with `record`"));
            }
        }
    }
    let expression = rule.get("expr");
    match expression.map(|node| (node, &node.value)) {
        Some((node, Value::String { text, .. })) if text.trim().is_empty() => {
            faults.push(Fault::error(codes::RULE_FORM, node.span.range(), "a rule without an expression").help("write `expr`"));
        }
        Some((node, Value::String { text, .. })) if !has_gap(text) => {
            let used = if rule.get("alert").is_some() { Use::Alert } else { Use::Record };
            let positions = Positions::of(node, file);
            faults.extend(promql::check(text, used).into_iter().map(|fault| {
                let place = positions.as_ref().map_or(node.span.range(), |positions| positions.range(fault.range.clone()));
                fault.at(place)
            }));
        }
        _ => {}
    }
}

fn record(rule: &Node, name: &str, faults: &mut Vec<Fault>) {
    let range = rule.get("record").map_or_else(|| rule.start(), |node| node.span).range();
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':');
    if name.contains(['{', '}']) {
        let fault = Fault::error(codes::RULE_FORM, range, "braces in the name of a recorded series");
        faults.push(fault.help("a record is a plain name; labels go into `labels`, a query into `expr`"));
    } else if !is_plain || name.starts_with(|first: char| first.is_ascii_digit()) {
        let fault = Fault::warning(codes::RULE_FORM, range, "a recorded series whose name needs quotes in every query");
        faults.push(fault.help("use letters, digits, `_` and `:`, no digit first; Prometheus before 3.0 takes nothing else"));
    }
    for field in ["annotations", "for", "keep_firing_for"] {
        let set = rule.as_mapping().and_then(|mapping| mapping.entry(field));
        if let Some((key, _)) = set.filter(|(_, value)| !is_zero(value)) {
            let fault = Fault::error(codes::RULE_FORM, key.span.range(), format!("`{field}` in a recording rule"));
            faults.push(fault.help("only alerts have it: take it out"));
        }
    }
}

/// Whether a value says nothing: nothing at all, an empty map, or no time.
fn is_zero(value: &Node) -> bool {
    value.is_null()
        || value.as_mapping().is_some_and(crate::yaml::Mapping::is_empty)
        || matches!(value.value, Value::Int(0))
        || value.as_str().is_some_and(|text| milliseconds(text) == Some(0))
}

fn alert(rule: &Node, faults: &mut Vec<Fault>) {
    for section in ["labels", "annotations"] {
        for (_, value) in rule.get(section).and_then(Node::as_mapping).into_iter().flatten() {
            if let Some(text) = value.as_str() {
                templates::check(text, &value.span.range(), faults);
            }
        }
    }
    let start = rule.get("alert").map_or_else(|| rule.start(), |node| node.span).range();
    if rule.get("for").is_none() {
        let fault = Fault::info(codes::ALERT_FORM, start.clone(), "an alert without `for`: one bad sample is enough");
        faults.push(fault.help("say how long it has to last, such as `for: 5m`"));
    }
    if rule.get("labels").is_none_or(|labels| labels.get("severity").is_none()) {
        let fault = Fault::info(codes::ALERT_FORM, start, "an alert without the label `severity`");
        faults.push(fault.help("routes of Alertmanager most often go by it: `severity: critical`"));
    }
}
