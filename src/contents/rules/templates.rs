//! Templates in the texts of alerts: one that does not parse keeps Prometheus from reading the file.

use crate::contents::fault::Fault;
use crate::diag::{codes, nearest};
use std::ops::Range;

/// The functions of Go's templates and of Prometheus (3.14 documentation, "Template reference"; Go 1.25 text/template).
const FUNCTIONS: [&str; 52] = [
    "and",
    "args",
    "call",
    "eq",
    "externalURL",
    "first",
    "ge",
    "graphLink",
    "gt",
    "html",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "index",
    "js",
    "label",
    "le",
    "len",
    "lt",
    "match",
    "ne",
    "not",
    "now",
    "or",
    "parseDuration",
    "parseDurationTime",
    "pathPrefix",
    "print",
    "printf",
    "println",
    "query",
    "reReplaceAll",
    "safeHtml",
    "slice",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "tmpl",
    "toDuration",
    "toLower",
    "toTime",
    "toUpper",
    "urlQueryEscape",
    "urlquery",
    "value",
    "urlQueryUnescape",
    "reReplace",
];

/// The words that begin an action.
const OPENING: [&str; 5] = ["if", "range", "with", "define", "block"];
const OTHER: [&str; 8] = ["end", "else", "template", "break", "continue", "nil", "true", "false"];

/// Variables that every template has.
const VARIABLES: [&str; 4] = ["$labels", "$value", "$externalLabels", "$externalURL"];

/// Judges a text; `range` is where it stands.
pub(super) fn check(text: &str, range: &Range<usize>, faults: &mut Vec<Fault>) {
    if let Some((message, help)) = wrong(text) {
        faults.push(Fault::error(codes::RULE_TEMPLATE, range.clone(), message).help(help));
    }
}

fn wrong(text: &str) -> Option<(String, String)> {
    let mut rest = text;
    let mut open: usize = 0;
    let mut variables: Vec<String> = VARIABLES.iter().map(|&name| name.to_owned()).collect();
    while let Some(start) = rest.find("{{") {
        let inner = &rest[start + 2..];
        let Some(length) = end_of(inner) else {
            return Some(("a template `{{` without its `}}`".to_owned(), "close it with `}}`".to_owned()));
        };
        let action = inner[..length].trim_start_matches('-').trim_end_matches('-').trim();
        rest = &inner[length + 2..];
        if action.starts_with("/*") {
            continue;
        }
        if action.is_empty() {
            return Some((
                "an empty template `{{ }}`".to_owned(),
                "name a value: `{{ $labels.pod }}`, `{{ $value }}`".to_owned(),
            ));
        }
        let words = words(action);
        match words.first().map(String::as_str) {
            Some("end") if open == 0 => return Some(("`{{ end }}` ends nothing".to_owned(), "take it out".to_owned())),
            Some("end") => open -= 1,
            Some(first) if OPENING.contains(&first) => open += 1,
            _ => {}
        }
        if let Some(found) = unknown(&words, &mut variables) {
            return Some(found);
        }
    }
    (open > 0).then(|| ("a template without its `{{ end }}`".to_owned(), "close it with `{{ end }}`".to_owned()))
}

/// Where `}}` ends an action, outside of quotes.
fn end_of(inner: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in inner.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some('"') if letter == '\\' => escaped = true,
            Some(open) if letter == open => quote = None,
            None if matches!(letter, '"' | '`') => quote = Some(letter),
            None if inner[at..].starts_with("}}") => return Some(at),
            _ => {}
        }
    }
    None
}

/// The words of an action outside of quotes: names with their `$` and what follows them.
fn words(action: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut escaped = false;
    for letter in action.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some('"' | '\'') if letter == '\\' => escaped = true,
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter.is_alphanumeric() || "$._".contains(letter) => word.push(letter),
            None => {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                match letter {
                    '"' | '`' | '\'' => quote = Some(letter),
                    ':' | '=' => words.push(letter.to_string()),
                    _ => {}
                }
            }
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

fn unknown(words: &[String], variables: &mut Vec<String>) -> Option<(String, String)> {
    for (at, word) in words.iter().enumerate() {
        let name = word.split('.').next().unwrap_or_default();
        if let Some(declared) = word.strip_prefix('$').filter(|rest| !rest.contains('.')) {
            let assigns = words[at + 1..].iter().take(3).any(|next| next == ":");
            if assigns && !declared.is_empty() {
                variables.push(word.clone());
            }
        }
        let first = name.chars().next().unwrap_or('.');
        if first == '$' {
            if name != "$" && !variables.iter().any(|known| known == name) {
                let near = nearest(name, variables.iter().map(String::as_str)).unwrap_or("$labels");
                return Some((format!("a template of an alert has no variable `{name}`"), format!("did you mean `{near}`?")));
            }
        } else if first.is_alphabetic() && !FUNCTIONS.contains(&name) && !OPENING.contains(&name) && !OTHER.contains(&name) {
            let help = match nearest(name, FUNCTIONS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write `{{{{ $labels.{name} }}}}` for a label, `{{{{ $value }}}}` for the value"),
            };
            return Some((format!("a template of an alert has no function `{name}`"), help));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn only_what_prometheus_refuses_is_wrong() {
        for good in [
            "no template",
            "{{ $labels.pod }} is {{ $value | humanize }}",
            "{{- if gt $value 1.0 -}} a {{- else -}} b {{ end }}",
            "{{ with query \"up{job='x'}\" }}{{ . | first | value | humanizePercentage }}{{ end }}",
            "{{ range $i, $e := query \"up\" }}{{ $e.Labels.instance }}{{ end }}",
            "{{ printf \"%.2f }}\" $value }}",
            "{{/* nothing */}}",
            "{{ .Labels.pod }}{{ $externalURL }}{{ $externalLabels.cluster }}",
            "{{ $x := 1 }}{{ $x }}",
            "{{ reReplaceAll \"(.*):.*\" \"$1\" $labels.instance }}",
        ] {
            assert_eq!(wrong(good), None, "{good}");
        }
        for bad in [
            "{{ $labels.pod",
            "{{ }}",
            "{{ $label.pod }}",
            "{{ pod }}",
            "{{ $value | humanise }}",
            "{{ if $value }}",
            "{{ end }}",
        ] {
            assert!(wrong(bad).is_some(), "{bad}");
        }
    }
}
