//! Paths of fields as people write and paste them.

use std::ops::Range;

/// Takes a path apart that somebody wrote: dots between keys, brackets around keys with dots, names and positions. What is pasted from
/// elsewhere is read as well: JSONPath of kubectl in braces and with `\.` and filters by name, and JSON pointers. `*` stands for any.
pub fn parse_field(text: &str) -> Vec<String> {
    let text = text.trim();
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text).trim();
    if let Some(pointer) = inner.strip_prefix('/') {
        let parts = pointer.split('/').filter(|part| !part.is_empty());
        return parts.map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    }
    let mut steps = Vec::new();
    let mut rest = inner.strip_prefix('$').unwrap_or(inner).trim_start_matches('.');
    while let Some(first) = rest.chars().next() {
        let (step, after) = match first {
            '[' => bracket(&rest[1..]),
            '"' | '\'' => quoted(&rest[1..], first),
            _ => key(rest),
        };
        steps.push(step);
        rest = after.trim_start_matches('.');
    }
    steps
}

/// What stands in a bracket: a key in quotes or without, a position, nothing or `*`, or a filter by name, `?(@.name=="api")`.
fn bracket(text: &str) -> (String, &str) {
    if let Some(quote @ ('"' | '\'')) = text.chars().next() {
        let (step, after) = quoted(&text[1..], quote);
        return (step, after.strip_prefix(']').unwrap_or(after));
    }
    let (inner, after) = text.split_once(']').unwrap_or((text, ""));
    let filter = inner.strip_prefix("?(@.name").and_then(|rest| rest.strip_suffix(')')).or_else(|| inner.strip_prefix("name"));
    let name = filter.and_then(|rest| rest.trim_start().strip_prefix('=')).map(|rest| rest.trim_start_matches('=').trim());
    let step = match name {
        Some(name) => name.trim_matches(['"', '\'']).to_owned(),
        None if inner.is_empty() => "*".to_owned(),
        None => inner.replace("\\.", "."),
    };
    (step, after)
}

/// A text up to its closing quote.
fn quoted(text: &str, quote: char) -> (String, &str) {
    let (inner, after) = text.split_once(quote).unwrap_or((text, ""));
    (inner.replace("\\.", "."), after)
}

/// A key up to the next dot that has no backslash before it, or the next bracket.
fn key(text: &str) -> (String, &str) {
    let mut is_escaped = false;
    let end = text.find(|letter| match letter {
        '.' | '[' if !is_escaped => true,
        _ => {
            is_escaped = letter == '\\';
            false
        }
    });
    let (inner, after) = text.split_at(end.unwrap_or(text.len()));
    (inner.replace("\\.", "."), after)
}

/// Where a step of a path stands in its text, behind what came before it.
pub(super) fn place_of(step: &str, text: &str, from: usize) -> Range<usize> {
    let found = text.get(from..).and_then(|rest| rest.find(step));
    found.map_or(from.min(text.len())..text.len(), |at| from + at..from + at + step.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_however_they_are_written() {
        let image = ["spec", "containers", "0", "image"];
        for text in [
            "spec.containers[0].image",
            ".spec.containers[0].image",
            "{.spec.containers[0].image}",
            "$.spec.containers[0].image",
            "$['spec']['containers'][0]['image']",
            "/spec/containers/0/image",
            " spec..containers.0.image. ",
        ] {
            assert_eq!(parse_field(text), image, "{text}");
        }
        for text in ["a[api].b", "a[name=api].b", "a[?(@.name==\"api\")].b", "{.a[?(@.name=='api')].b}"] {
            assert_eq!(parse_field(text), ["a", "api", "b"], "{text}");
        }
        for text in [
            "l[k8s.io/x.y]",
            "l['k8s.io/x.y']",
            "l[\"k8s.io/x.y\"]",
            "l.k8s\\.io/x\\.y",
            "l.'k8s.io/x.y'",
            "/l/k8s.io~1x.y",
            "{.l['k8s\\.io/x\\.y']}",
        ] {
            assert_eq!(parse_field(text), ["l", "k8s.io/x.y"], "{text}");
        }
        assert_eq!(parse_field("a[*].b[].c.*"), ["a", "*", "b", "*", "c", "*"]);
        for text in ["", ".", "[", "]", "{", "{}", "'", "\\", "[']", "[?(", "/", "$", "ä[ö"] {
            let _ = parse_field(text);
        }
    }
}
