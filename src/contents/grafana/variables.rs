//! Variables of a dashboard: `$name`, `${name}`, `${name:format}` and `[[name]]`.

use crate::contents::fault::Fault;
use crate::diag::{codes, nearest};
use crate::yaml::Node;
use std::ops::Range;

/// The variables that a dashboard defines.
pub(super) struct Defined {
    names: Vec<String>,
    /// Whether the dashboard says all of them; one whose list cannot be read may have any.
    complete: bool,
}

/// The variables of a dashboard, and the fields that are filled in when somebody imports it.
pub(super) fn defined(dashboard: &Node) -> Defined {
    let list = dashboard.get("templating").and_then(|templating| templating.get("list"));
    let inputs = dashboard.get("__inputs");
    let of = |list: Option<&Node>| -> Vec<String> {
        let items = list.and_then(Node::as_sequence).unwrap_or_default();
        items.iter().filter_map(|item| item.get("name")?.as_str()).map(str::to_owned).collect()
    };
    let complete = list.is_none_or(|list| list.is_null() || list.as_sequence().is_some());
    Defined { names: of(list).into_iter().chain(of(inputs)).collect(), complete }
}

/// Variables for data sources that only an import by hand fills in.
pub(super) fn inputs(dashboard: &Node, defined: &Defined, faults: &mut Vec<Fault>) {
    let variables =
        dashboard.get("templating").and_then(|templating| templating.get("list")).and_then(Node::as_sequence).unwrap_or_default();
    for input in dashboard.get("__inputs").and_then(Node::as_sequence).unwrap_or_default() {
        let Some((node, name)) = input.get("name").and_then(|node| Some((node, node.as_str()?))) else { continue };
        let is_source = input.get("type").and_then(Node::as_str) == Some("datasource");
        let is_variable = variables.iter().any(|variable| variable.get("name").and_then(Node::as_str) == Some(name));
        if is_source && !is_variable && defined.complete {
            let fault = Fault::warning(
                codes::DASHBOARD_VARIABLE,
                node.span.range(),
                format!("`${{{name}}}` is filled in when somebody imports the dashboard, and not when it is provisioned"),
            );
            faults
                .push(fault.help("make it a variable of type `datasource`, or write the `uid` of the data source in its place"));
        }
    }
}

/// A place where a variable is used.
struct Used<'a> {
    name: &'a str,
    range: Range<usize>,
}

/// Variables in an expression.
fn all(text: &str) -> Vec<Used<'_>> {
    let mut used = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(['$', '[']) {
        let start = at + offset;
        let rest = &text[start..];
        let found = if let Some(inner) = rest.strip_prefix("${") {
            inner.find('}').map(|end| (&inner[..end], end + 3))
        } else if let Some(inner) = rest.strip_prefix("[[") {
            inner.find("]]").map(|end| (&inner[..end], end + 4))
        } else if let Some(inner) = rest.strip_prefix('$') {
            let length = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            Some((&inner[..length], length + 1))
        } else {
            None
        };
        match found.map(|(name, length)| (name.split([':', '.', '[']).next().unwrap_or_default(), length)) {
            Some((name, length)) if is_name(name) => {
                used.push(Used { name, range: start..start + length });
                at = start + length;
            }
            _ => at = start + 1,
        }
    }
    used
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// The variables of an expression that the dashboard does not define, each once. What begins with `__` is Grafana's own.
pub(super) fn unknown(text: &str, defined: &Defined) -> Vec<Fault> {
    let mut told: Vec<&str> = Vec::new();
    let mut faults = Vec::new();
    for Used { name, range } in all(text) {
        let is_known = name.starts_with("__") || defined.names.iter().any(|known| known == name);
        if !defined.complete || is_known || told.contains(&name) {
            continue;
        }
        told.push(name);
        let near = nearest(name, defined.names.iter().map(String::as_str));
        let fault = Fault::warning(codes::DASHBOARD_VARIABLE, range, format!("the dashboard has no variable `${name}`"));
        faults.push(match near {
            Some(near) => fault.help(format!("did you mean `${near}`?")),
            None => fault.help("define it in `templating`: Grafana sends the letters as they are"),
        });
    }
    faults
}

/// An expression with values in the place of variables.
pub(super) struct Filled {
    pub(super) text: String,
    /// Whether some of them were variables of the dashboard.
    pub(super) has_own: bool,
    /// Where each value stands, and where its variable stood.
    values: Vec<(Range<usize>, Range<usize>)>,
}

impl Filled {
    /// Where a part of the text stood before values were filled in; a part of a value stood where the whole variable did.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        // The last value that begins before a byte says how far the text has moved there.
        let locate = |at: usize| match self.values.iter().rev().find(|(value, _)| value.start <= at) {
            Some((value, variable)) if at < value.end => variable.clone(),
            Some((value, variable)) => {
                let start = at - value.end + variable.end;
                start..start + 1
            }
            None => at..at + 1,
        };
        let start = locate(range.start).start;
        let end = if range.end > range.start { locate(range.end - 1).end } else { start };
        start..end
    }
}

/// Fills in values that fit most places: a duration for an interval or in brackets, else a name.
pub(super) fn filled(text: &str) -> Filled {
    let mut filled = Filled { text: String::with_capacity(text.len()), has_own: false, values: Vec::new() };
    let mut at = 0;
    for Used { name, range } in all(text) {
        filled.text.push_str(&text[at..range.start]);
        let before = filled.text.trim_end();
        let value = match name {
            "__interval_ms" | "__range_s" | "__range_ms" | "__from" | "__to" => "300",
            "__rate_interval" | "__interval" | "__range" => "5m",
            _ if before.ends_with('[') || before.ends_with("offset") || (before.ends_with(':') && before.contains('[')) => "5m",
            _ => "v",
        };
        filled.has_own |= !name.starts_with("__");
        let start = filled.text.len();
        filled.text.push_str(value);
        at = range.end;
        filled.values.push((start..filled.text.len(), range));
    }
    filled.text.push_str(&text[at..]);
    filled
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn values_stand_where_variables_stood() {
        let cases = [
            ("rate(x_total{pod=~\"$pod\"}[$__rate_interval])", "rate(x_total{pod=~\"v\"}[5m])", true),
            ("sum(x[${window:raw}:])", "sum(x[5m:])", true),
            ("x{a=~\"b$\"} / [[scale]]", "x{a=~\"b$\"} / v", true),
            ("increase(x_total[$__range]) > $__range_s", "increase(x_total[5m]) > 300", false),
            ("label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")", "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")", false),
        ];
        for (text, expected, has_own) in cases {
            let filled = filled(text);
            assert_eq!((filled.text.as_str(), filled.has_own), (expected, has_own));
        }
    }

    #[test]
    fn parts_are_found_where_they_stood() {
        let text = "rate(a_total[$__rate_interval]) / ${scale:raw} + xyz";
        let filled = filled(text);
        let original = |part: &str| {
            let start = filled.text.find(part).expect("a part");
            &text[filled.original(&(start..start + part.len()))]
        };
        assert_eq!(original("a_total"), "a_total");
        assert_eq!(original("[5m]"), "[$__rate_interval]");
        assert_eq!(original("5"), "$__rate_interval");
        assert_eq!(original("v"), "${scale:raw}");
        assert_eq!(original("xyz"), "xyz");
        assert_eq!(filled.original(&(0..0)), 0..0);
    }
}
