//! Dashboards of Grafana.

mod variables;

use super::fault::Fault;
use super::formats::{Format, ends_in};
use super::json;
use super::json_tree;
use super::position::Positions;
use super::promql::{self, Use};
use crate::diag::codes;
use crate::yaml::{Node, Value};
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "Grafana dashboard",
    recognize: |name, text| ends_in(name, &[".json"]) && text.contains("\"schemaVersion\"") && text.contains("\"panels\""),
    check,
};

/// The longest identifier that Grafana takes (12.1, `pkg/services/dashboards`, `ErrDashboardUidTooLong`).
const LONGEST_UID: usize = 40;

/// As many panels in rows in each other as are followed; Grafana has rows that hold panels, and no deeper.
const DEEPEST: usize = 5;

fn check(text: &str, faults: &mut Vec<Fault>) {
    json::check(text, faults);
    let Some(tree) = json_tree::read(text) else { return };
    // Some exports wrap the dashboard.
    let dashboard = tree.get("dashboard").filter(|inner| inner.get("panels").is_some()).unwrap_or(&tree);
    if dashboard.get("panels").and_then(Node::as_sequence).is_none() {
        return;
    }
    head(dashboard, faults);
    let mut panels = Vec::new();
    collect(dashboard, 0, &mut panels);
    identifiers(&panels, faults);
    let defined = variables::defined(dashboard);
    variables::inputs(dashboard, &defined, faults);
    for panel in panels {
        for target in panel.get("targets").and_then(Node::as_sequence).unwrap_or_default() {
            let expression = target.get("expr").and_then(|node| Some((node, node.as_str()?)));
            if let Some((node, expression)) =
                expression.filter(|_| is_prometheus(target) || (!has_type(target) && is_prometheus(panel)))
            {
                query(node, expression, text, &defined, faults);
            }
        }
    }
}

/// What Grafana refuses or mixes up in a dashboard as a whole.
fn head(dashboard: &Node, faults: &mut Vec<Fault>) {
    let title = dashboard.get("title");
    if title.and_then(Node::as_str).is_none_or(|title| title.trim().is_empty()) {
        let range = title.map_or_else(|| dashboard.start(), |node| node.span).range();
        faults.push(
            Fault::error(codes::DASHBOARD_FORM, range, "a dashboard without a title")
                .help("add `\"title\"`: Grafana refuses it otherwise"),
        );
    }
    let uid = dashboard.get("uid").and_then(|node| Some((node, node.as_str()?)));
    if let Some((node, uid)) = uid {
        let is_plain = uid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if uid.len() > LONGEST_UID || !is_plain {
            let fault = Fault::error(codes::DASHBOARD_FORM, node.span.range(), "a dashboard with a `uid` that Grafana refuses");
            faults.push(fault.help("use at most 40 letters, digits, `-` and `_`"));
        }
    }
}

/// All panels, those in rows too.
fn collect<'a>(holder: &'a Node, depth: usize, panels: &mut Vec<&'a Node>) {
    for panel in holder.get("panels").and_then(Node::as_sequence).unwrap_or_default() {
        panels.push(panel);
        if depth < DEEPEST {
            collect(panel, depth + 1, panels);
        }
    }
}

fn identifiers(panels: &[&Node], faults: &mut Vec<Fault>) {
    let mut seen: BTreeMap<i64, &Node> = BTreeMap::new();
    for node in panels.iter().filter_map(|panel| panel.get("id")) {
        let Value::Int(id) = node.value else { continue };
        if seen.insert(id, node).is_some() {
            let fault = Fault::warning(codes::DASHBOARD_FORM, node.span.range(), format!("two panels have the `id` {id}"));
            faults.push(fault.help("give each panel its own: links and alerts name panels by it"));
        }
    }
}

fn has_type(holder: &Node) -> bool {
    holder.get("datasource").is_some_and(|source| !source.is_null())
}

/// Whether what asks says that Prometheus answers.
fn is_prometheus(holder: &Node) -> bool {
    let Some(source) = holder.get("datasource") else { return false };
    let kind = source.get("type").or(Some(source)).and_then(Node::as_str).unwrap_or_default();
    kind == "prometheus" || (source.as_str().is_some() && kind.to_lowercase().contains("prometheus"))
}

/// Judges the expression of a node in a text.
fn query(node: &Node, expression: &str, text: &str, defined: &variables::Defined, faults: &mut Vec<Fault>) {
    let positions = Positions::of(node, text);
    let place = |fault: Fault| {
        let range = positions.as_ref().map_or(node.span.range(), |positions| positions.range(fault.range.clone()));
        fault.at(range)
    };
    faults.extend(variables::unknown(expression, defined).into_iter().map(place));
    if expression.trim().is_empty() {
        return;
    }
    let filled = variables::filled(expression);
    let found = promql::check(&filled.text, Use::Panel);
    // A variable may stand for any part of an expression.
    if !(filled.has_own && found.iter().any(|fault| fault.code == codes::PROMQL_SYNTAX)) {
        faults.extend(found.into_iter().map(|fault| {
            let range = filled.original(&fault.range);
            place(fault.at(range))
        }));
    }
}
