//! Placeholders that nobody has filled in.

use super::told;
use super::walk::{Path, scalars};
use crate::checks::{Check, Rule};
use crate::diag::{Diagnostic, codes};
use crate::source::Sources;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(codes::PLACEHOLDER, "\
What: `${VAR}`, `{{ }}` or `<your-...>` in a field that Kubernetes takes literally, and values such as `CHANGEME` or `TODO`.
Why: the program that should have filled it in has not run. Kubernetes refuses such a name, or looks for an image, a class or a host \
of this very name.
Example: `image: ghcr.io/acme/api:${TAG}`.
Fix: run what fills it in before you check and apply, or write the value. Scripts, arguments, environment, annotations and the data of \
ConfigMaps may hold such texts for other programs; there, only values like `CHANGEME` and `<your-key>` count.")],
    rule: Rule::Object(|object, context, report| told(object, context, report, look)),
};

/// Words that stand for a value to come, in small letters and without what separates their parts.
const WORDS: [&str; 8] = ["changeme", "changethis", "replaceme", "replacethis", "fillmein", "todo", "fixme", "tbd"];

/// Keys whose values other programs read, who know placeholders of their own: in the parameters of a storage class drivers put
/// `${pvc.name}` (Kubernetes CSI documentation, "StorageClass Secrets", 2026-11).
const FOR_OTHERS: [&str; 9] =
    ["annotations", "args", "command", "data", "stringData", "binaryData", "env", "description", "parameters"];

fn look(object: &Node, _: &Sources, found: &mut Vec<Diagnostic>) {
    let is_known = object.get("apiVersion").and_then(Node::as_str).is_some_and(is_of_kubernetes);
    scalars(object, &mut |path, node| {
        let Some(text) = node.as_str() else { return };
        let mark = if is_word(text) || is_yours(text) {
            Some("a word that stands for a value to come")
        } else if is_known && !path.keys().any(|key| FOR_OTHERS.contains(&key)) {
            mark(text)
        } else {
            None
        };
        if let Some(mark) = mark {
            found.push(placeholder(mark, path).at(node.span));
        }
    });
}

fn placeholder(mark: &str, path: &Path<'_, '_>) -> Diagnostic {
    Diagnostic::warning(codes::PLACEHOLDER, format!("`{path}` holds {mark}"))
        .help("run what fills it in before you check and apply, or write the value")
}

/// Whether a kind is one of Kubernetes' own. Custom resources often hold templates: `ExternalSecret`, `Workflow`, `PrometheusRule`.
fn is_of_kubernetes(api_version: &str) -> bool {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let is_builtin = !group.contains('.') || group.ends_with(".k8s.io");
    // These groups of the community are custom resources all the same.
    is_builtin && !["x-k8s.io", "metrics.k8s.io"].iter().any(|other| group.ends_with(other))
}

/// Whether the whole text is a word that stands for a value to come.
fn is_word(text: &str) -> bool {
    // The longest is `replace-this`.
    if text.len() > 16 {
        return false;
    }
    let word: String = text.chars().filter(|character| !matches!(character, '-' | '_' | ' ')).collect();
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether the whole text is the place of something that the reader has: `<your-api-key>`.
fn is_yours(text: &str) -> bool {
    let inside = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    inside.and_then(|inside| inside.get(..4)).is_some_and(|start| start.eq_ignore_ascii_case("your"))
}

/// The placeholder in a text, in words.
fn mark(text: &str) -> Option<&'static str> {
    // A text of several lines is a script or a file.
    if text.contains('\n') {
        return None;
    }
    if text.contains("{{") && text.contains("}}") {
        return Some("the placeholder of a template, `{{ }}`");
    }
    if text.find("${").is_some_and(|start| text[start..].contains('}')) {
        return Some("a placeholder, `${ }`");
    }
    let inside = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inside, _)| inside)?;
    let is_name = inside.starts_with(|first: char| first.is_ascii_alphabetic())
        && inside.chars().all(|character| character.is_ascii_alphanumeric() || "-_. ".contains(character));
    is_name.then_some("a placeholder, `< >`")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, places};

    fn pod(fields: &str) -> Vec<String> {
        places("MLK1013", &format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  {fields}\n"))
    }

    #[test]
    fn placeholders_in_fields_are_found() {
        assert_eq!(pod("containers: [{image: \"a:${TAG}\"}]"), ["\"a:${TAG}\""]);
        assert_eq!(pod("nodeName: '{{ .Values.node }}'"), ["'{{ .Values.node }}'"]);
        assert_eq!(pod("nodeName: <your-node>"), ["<your-node>"]);
        assert_eq!(pod("containers: [{env: [{name: PASSWORD, value: change-me}]}]"), ["change-me"]);
        let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: CHANGEME}\n";
        assert_eq!(found("MLK1013", text)[0].1, "`stringData.password` holds a word that stands for a value to come");
        let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {key: <YOUR_API_KEY>, page: <html>}\n";
        assert_eq!(found("MLK1013", text).len(), 1);
    }

    #[test]
    fn placeholders_for_other_programs_are_left_alone() {
        for fields in [
            "containers: [{args: [\"echo ${HOME}\", \"<html>\"], command: [sh, -c, \"x={{a}}\"]}]",
            "containers: [{env: [{name: A, value: \"$(B)-${C}\"}]}]",
            "containers: [{image: \"a:$(TAG)\"}]",
            "nodeName: todo-list",
            "nodeName: \"a < b\"",
            "nodeName: \"${\"",
        ] {
            assert_eq!(pod(fields), [""; 0], "{fields}");
        }
        for text in [
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: {a: \"{{ $labels.pod }}\"}}\ndata: {a: \"${x}\", b: \"{{ y }}\"}\n",
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec: {summary: \"{{ $labels.pod }}\"}\n",
            "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nparameters: {csi.storage.k8s.io/node-stage-secret-name: \"${pvc.name}\"}\n",
            "apiVersion: x.x-k8s.io/v1\nkind: A\nspec: {a: \"${b}\"}\n",
        ] {
            assert_eq!(places("MLK1013", text), [""; 0], "{text}");
        }
    }
}
