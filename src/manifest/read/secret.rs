//! Where values of Secrets stand: no snippet shows them, whatever else is wrong around them.

use super::object::Document;
use crate::diag::Report;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// The keys below which a Secret holds its values.
const VALUES: [&str; 2] = ["data", "stringData"];
/// Where `kubectl apply` keeps the whole object, values and all.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// The keys of a Secret whose values are none.
const PLAIN: [&str; 10] =
    ["apiVersion", "kind", "metadata", "name", "namespace", "type", "labels", "annotations", "immutable", "items"];

/// Covers the values of the Secrets of one part of a text. Where something in the part could not be read, its lines are gone by.
pub(super) fn cover(text: &str, place: Span, objects: &[Document], is_read: bool, report: &mut Report) {
    for object in objects.iter().filter(|object| is_secret(object.kind())) {
        cover_values(&object.node, report);
    }
    if !is_read && names_secret(text) {
        cover_lines(text, place, report);
    }
}

/// Whether a kind is that of Secrets; a mistyped one may be meant so.
fn is_secret(kind: &str) -> bool {
    let kind = kind.trim_end_matches('s');
    kind.eq_ignore_ascii_case("secret")
}

/// Whether a text seems to hold a Secret: by the kind that it names, or by a key that only Secrets have.
fn names_secret(text: &str) -> bool {
    let kinds = text.match_indices("kind").map(|(at, word)| text[at + word.len()..].trim_start_matches(['"', '\'', ' ', ':']));
    let mut words = kinds.map(|rest| rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default());
    text.contains("stringData") || words.any(is_secret)
}

fn cover_values(object: &Node, report: &mut Report) {
    for key in VALUES {
        if let Some(values) = object.get(key) {
            cover_scalars(values, report);
        }
    }
    if let Some(annotation) = object.dig(&["metadata", "annotations", LAST_APPLIED]) {
        report.cover(annotation.span);
    }
}

fn cover_scalars(node: &Node, report: &mut Report) {
    match &node.value {
        Value::Mapping(mapping) => mapping.values().for_each(|value| cover_scalars(value, report)),
        Value::Sequence(items) => items.iter().for_each(|item| cover_scalars(item, report)),
        _ => report.cover(node.span),
    }
}

/// Covers what stands behind the first colon of each line, and lines without one: of a text that nobody can read, nothing more is known.
fn cover_lines(text: &str, place: Span, report: &mut Report) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '-', '\t']).len();
        let rest = line[indent..].trim_end();
        let (key, behind) = rest.split_once(':').unwrap_or(("", rest));
        let key = key.trim_matches(['"', '\'', ' ']);
        let hidden = if PLAIN.contains(&key) && !rest.starts_with('{') { "" } else { behind.trim_start() };
        if !hidden.is_empty() && !rest.starts_with('#') && rest != "{" && rest != "}" {
            let end = start + indent + rest.len();
            let at = place.start as usize;
            report.cover(Span::new(place.source, at + end - hidden.len()..at + end));
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::diag::Report;
    use crate::source::Sources;

    /// What is covered of a text.
    fn covered(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let source = sources.add("a.yaml", text);
        let mut report = Report::default();
        read(source, text, &mut report);
        report.secrets().into_iter().map(|span| sources.text(span).to_owned()).collect()
    }

    #[test]
    fn values_of_secrets_are_covered() {
        let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: YQ==}\nstringData:\n  b: plain\n";
        assert_eq!(covered(text), ["YQ==", "plain"]);
        assert_eq!(covered(&text.replace("Secret", "ConfigMap")), [] as [&str; 0]);
    }

    #[test]
    fn lines_of_what_cannot_be_read_are_covered() {
        let broken = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData: {b: plain\n";
        assert_eq!(covered(broken), ["{b: plain"]);
        let untyped = "apiVersion: v1\nmetadata: {name: a}\nstringData:\n  b: |\n    many\n    lines: 1\n";
        assert_eq!(covered(untyped), ["|", "many", "1"]);
        let json = "{\"kind\": \"Secret\", \"data\": {\"a\": \"b\"}";
        assert_eq!(covered(json), ["\"Secret\", \"data\": {\"a\": \"b\"}"]);
        let pod = "apiVersion: v1\nkind: Pod\nspec:\n  volumes: [{secret: {secretName: a}\n";
        assert_eq!(covered(pod), [] as [&str; 0], "what only names a Secret is shown");
    }
}
