//! Configuration of Alertmanager (0.34, `config/config.go`, 2026-08).

use super::fault::Fault;
use super::fields::{self, Codes, Field, Fields, Shape, has_gap};
use super::formats::{Format, ends_in, has_line};
use super::yaml;
use crate::diag::{codes, nearest};
use crate::promql::wrong_pattern;
use crate::yaml::{Node, Value};
use Shape::{Any, Bool, Duration, List, Map, Pattern, Text, Values};

pub(super) const FORMAT: Format = Format { name: "Alertmanager configuration", recognize, check };

fn recognize(name: &str, text: &str) -> bool {
    let is_yaml = ends_in(name, &[".yml", ".yaml"]);
    matches!(name, "alertmanager.yml" | "alertmanager.yaml")
        || (is_yaml && has_line(text, "route:") && has_line(text, "receivers:"))
}

const fn fields(title: &'static str, own: &'static [Field]) -> Fields {
    Fields { title, own, shared: &[], required: &[], open: None }
}

static CONFIGURATION: Shape = Map(&Fields {
    title: "the configuration",
    own: &[
        ("global", Map(&GLOBAL)),
        ("route", Map(&ROUTE)),
        ("inhibit_rules", List(&Map(&INHIBITION))),
        ("receivers", List(&Map(&RECEIVER))),
        ("templates", List(&Text)),
        ("mute_time_intervals", List(&Map(&INTERVAL))),
        ("time_intervals", List(&Map(&INTERVAL))),
        ("tracing", Any),
        ("event_recorder", Any),
    ],
    shared: &[],
    required: &[],
    open: None,
});

/// The names of the services that are told have their settings here, which grow with each version.
const GLOBAL: Fields = Fields {
    title: "`global`",
    own: &[
        ("resolve_timeout", Duration),
        ("http_config", Map(&HTTP)),
        ("smtp_from", Text),
        ("smtp_hello", Text),
        ("smtp_smarthost", Text),
        ("smtp_auth_username", Text),
        ("smtp_auth_password", Text),
        ("smtp_auth_password_file", Text),
        ("smtp_auth_secret", Text),
        ("smtp_auth_secret_file", Text),
        ("smtp_auth_identity", Text),
        ("smtp_require_tls", Bool),
        ("smtp_tls_config", Any),
        ("smtp_force_implicit_tls", Bool),
        ("slack_api_url", Text),
        ("slack_api_url_file", Text),
        ("slack_app_token", Text),
        ("slack_app_token_file", Text),
        ("slack_app_url", Text),
        ("jira_api_url", Text),
        ("pagerduty_url", Text),
        ("opsgenie_api_url", Text),
        ("opsgenie_api_key", Text),
        ("opsgenie_api_key_file", Text),
        ("wechat_api_url", Text),
        ("wechat_api_secret", Text),
        ("wechat_api_secret_file", Text),
        ("wechat_api_corp_id", Text),
        ("victorops_api_url", Text),
        ("victorops_api_key", Text),
        ("victorops_api_key_file", Text),
        ("telegram_api_url", Text),
        ("telegram_bot_token", Text),
        ("telegram_bot_token_file", Text),
        ("webex_api_url", Text),
        ("rocketchat_api_url", Text),
        ("rocketchat_token", Text),
        ("rocketchat_token_file", Text),
        ("rocketchat_token_id", Text),
        ("rocketchat_token_id_file", Text),
        ("mattermost_webhook_url", Text),
        ("mattermost_webhook_url_file", Text),
        // Gone since 0.28.
        ("hipchat_api_url", Text),
        ("hipchat_auth_token", Text),
    ],
    shared: &[],
    required: &[],
    open: None,
};

const HTTP: Fields = Fields { shared: &[super::prometheus::HTTP_CLIENT], ..fields("`http_config`", &[]) };

static ROUTE: Fields = Fields {
    title: "a route",
    own: &[
        ("receiver", Text),
        ("group_by", List(&Text)),
        ("match", Values(&Text)),
        ("match_re", Values(&Pattern)),
        ("matchers", Any),
        ("mute_time_intervals", List(&Text)),
        ("active_time_intervals", List(&Text)),
        ("continue", Bool),
        ("routes", List(&Map(&ROUTE))),
        ("group_wait", Duration),
        ("group_interval", Duration),
        ("repeat_interval", Duration),
        ("labels", Values(&Text)),
    ],
    shared: &[],
    required: &[],
    open: None,
};

const INHIBITION: Fields = fields(
    "an inhibition",
    &[
        ("name", Text),
        ("source_match", Values(&Text)),
        ("source_match_re", Values(&Pattern)),
        ("source_matchers", Any),
        ("target_match", Values(&Text)),
        ("target_match_re", Values(&Pattern)),
        ("target_matchers", Any),
        ("equal", List(&Text)),
    ],
);

const INTERVAL: Fields =
    Fields { required: &["name"], ..fields("a time interval", &[("name", Text), ("time_intervals", List(&Any))]) };

const RECEIVER: Fields =
    Fields { required: &["name"], open: Some("_configs"), ..fields("a receiver", &[("name", Text), ("labels", Values(&Text))]) };

fn check(text: &str, faults: &mut Vec<Fault>) {
    let documents = yaml::read(text, faults);
    let Some(document) = documents.first() else { return };
    let names = Codes { unknown: codes::ALERTMANAGER_FIELD, value: codes::ALERTMANAGER_VALUE };
    fields::check(document, &CONFIGURATION, names, faults);
    if document.as_mapping().is_none() {
        return;
    }
    let receivers = named(document, &["receivers"], "receiver", faults);
    let intervals = named(document, &["mute_time_intervals", "time_intervals"], "time interval", faults);
    match document.get("route") {
        Some(root) if root.as_mapping().is_some() => {
            first(root, faults);
            route(root, &receivers, &intervals, 0, faults);
        }
        Some(_) => {}
        None => {
            let fault = Fault::error(codes::ALERTMANAGER_VALUE, document.start().range(), "no route");
            faults.push(fault.help("add `route` with the receiver that gets what no other route takes"));
        }
    }
    for rule in document.get("inhibit_rules").and_then(Node::as_sequence).unwrap_or_default() {
        for field in ["source_matchers", "target_matchers"] {
            matchers(rule.get(field), faults);
        }
    }
}

/// The names that lists define; one that is there twice is told.
fn named<'a>(document: &'a Node, lists: &[&str], noun: &str, faults: &mut Vec<Fault>) -> Vec<&'a str> {
    let mut names = Vec::new();
    for item in lists.iter().filter_map(|list| document.get(list)?.as_sequence()).flatten() {
        if let Some((name, node)) = item.get("name").and_then(|node| Some((node.as_str()?, node))) {
            if names.contains(&name) {
                let fault = Fault::error(codes::ALERTMANAGER_VALUE, node.span.range(), format!("{noun} `{name}` is there twice"));
                faults.push(fault.help("give each a name of its own"));
            }
            names.push(name);
        }
    }
    names
}

/// What holds for the first route only: it takes everything.
fn first(root: &Node, faults: &mut Vec<Fault>) {
    if root.get("receiver").is_none_or(Node::is_null) {
        let fault = Fault::error(codes::ALERTMANAGER_VALUE, root.start().range(), "the first route names no receiver");
        faults.push(fault.help("name the one that gets what no other route takes: `receiver: NAME`"));
    }
    for field in ["match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals"] {
        let set = root.as_mapping().and_then(|mapping| mapping.entry(field));
        let is_empty = |node: &Node| {
            node.is_null()
                || node.as_sequence().is_some_and(<[Node]>::is_empty)
                || node.as_mapping().is_some_and(crate::yaml::Mapping::is_empty)
        };
        if let Some((key, _)) = set.filter(|(_, value)| !is_empty(value)) {
            let fault = Fault::error(codes::ALERTMANAGER_VALUE, key.span.range(), format!("the first route has `{field}`"));
            faults.push(fault.help("it takes every alert: move this to a route below `routes`"));
        }
    }
}

fn route(node: &Node, receivers: &[&str], intervals: &[&str], depth: usize, faults: &mut Vec<Fault>) {
    // The tree was read with a limit to its depth; this one is for people.
    if depth > 50 {
        return;
    }
    let mut known = |node: &Node, names: &[&str], noun: &str| {
        if let Some(name) = node.as_str().filter(|name| !has_gap(name) && !names.contains(name)) {
            let near = nearest(name, names.iter().copied());
            faults
                .push(Fault::error(codes::ALERT_RECEIVER, node.span.range(), format!("there is no {noun} `{name}`")).meant(near));
        }
    };
    if let Some(receiver) = node.get("receiver") {
        known(receiver, receivers, "receiver");
    }
    for field in ["mute_time_intervals", "active_time_intervals"] {
        node.get(field)
            .and_then(Node::as_sequence)
            .unwrap_or_default()
            .iter()
            .for_each(|one| known(one, intervals, "time interval"));
    }
    for field in ["group_interval", "repeat_interval"] {
        let duration = node
            .get(field)
            .filter(|node| matches!(node.value, Value::Int(0)) || matches!(node.as_str(), Some("0s" | "0m" | "0h")));
        if let Some(zero) = duration {
            let fault = Fault::error(codes::ALERTMANAGER_VALUE, zero.span.range(), format!("`{field}` is zero"));
            faults.push(fault.help("write how long to wait, such as `5m`"));
        }
    }
    matchers(node.get("matchers"), faults);
    for below in node.get("routes").and_then(Node::as_sequence).unwrap_or_default() {
        route(below, receivers, intervals, depth + 1, faults);
    }
}

/// Matchers are texts such as `severity="critical"`.
fn matchers(list: Option<&Node>, faults: &mut Vec<Fault>) {
    for matcher in list.and_then(Node::as_sequence).unwrap_or_default() {
        let mut wrong = |message: String, help: &str| {
            faults.push(Fault::error(codes::ALERTMANAGER_VALUE, matcher.span.range(), message).help(help));
        };
        let Some(text) = matcher.as_str() else {
            if matcher.as_mapping().is_some() {
                wrong("a matcher is a text, not a map".to_owned(), "write `- severity=\"critical\"`, or use `match`");
            }
            continue;
        };
        if has_gap(text) {
            continue;
        }
        let Some(at) = text.find(['=', '!']) else {
            wrong("a matcher without `=`, `!=`, `=~` or `!~`".to_owned(), "write it as `severity=\"critical\"`");
            continue;
        };
        let Some(operator) = ["=~", "!~", "!=", "="].into_iter().find(|operator| text[at..].starts_with(operator)) else {
            wrong("a matcher without `=`, `!=`, `=~` or `!~`".to_owned(), "write it as `severity=\"critical\"`");
            continue;
        };
        let value = text[at + operator.len()..].trim().trim_matches('"');
        if let Some(reason) = wrong_pattern(value).filter(|_| operator.ends_with('~') && !value.contains('\\')) {
            wrong(format!("this is no regular expression of Go: {reason}"), "see https://github.com/google/re2/wiki/Syntax");
        }
    }
}
