//! Credentials that are written into objects.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::{holds_token, is_credential_option, names_credential_value};
use crate::manifest::{Object, Pod};
use crate::yaml::{Node, Value};
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::CREDENTIAL_IN_OBJECT,
        "\
What: a password, a token or a private key that is written into an object other than a Secret: in a variable, an argument, a ConfigMap,
an annotation. Tokens of well-known services and URLs with a password are known by their form, the rest by the name of the variable.
References such as `$(PASSWORD)`, paths of files, switches and places in templates are left alone.
Why: everybody who may read the object, the repository or a log of `kubectl describe` has it, and will have it for good.
Example: `env: [{name: DB_PASSWORD, value: hunter2}]`, or `--backend-store-uri=postgresql://mlflow:mlflow@db/mlflow`.
Fix: keep it in a Secret, and refer to it: `valueFrom: {secretKeyRef: {name: db, key: password}}`. Replace it by a new one.",
    )],
    rule: Rule::Object(run),
};

/// What a place is, for the words of a finding.
enum Where<'a> {
    /// The value of a variable, or of a key of a ConfigMap.
    Named(&'a str),
    /// Any text.
    Text,
}

fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    // Specs are searched as they were written; Secrets have a finding of their own; and the examples in a definition are none.
    if object.is_rendered() || matches!(object.kind, "Secret" | "CustomResourceDefinition") {
        return;
    }
    let mut told = HashSet::new();
    let mut tell = |place: &Node, at: &Where<'_>| {
        if told.insert(std::ptr::from_ref(place)) {
            report.push(found(object, place, at));
        }
    };
    for pod in Pod::of(object) {
        for container in pod.containers() {
            search_container(container.node, &mut tell);
        }
    }
    if object.is("", "ConfigMap") {
        for (key, value) in object.tree().entries("data") {
            if value.as_str().is_some_and(|text| !is_settings(text) && names_credential_value(&key.name, text)) {
                tell(value, &Where::Named(&key.name));
            }
        }
    }
    search_texts(object.tree(), &mut tell);
}

/// Whether a value is a file of settings, which may be called `credentials` because it says where they are.
fn is_settings(text: &str) -> bool {
    let text = text.trim();
    text.contains('\n') || (text.starts_with('{') && text.ends_with('}'))
}

fn search_container(container: &Node, tell: &mut dyn FnMut(&Node, &Where<'_>)) {
    for variable in container.items("env") {
        let (Some(name), Some(value)) = (variable.text("name"), variable.get("value")) else { continue };
        if value.as_str().is_some_and(|text| names_credential_value(name, text)) {
            tell(value, &Where::Named(name));
        }
    }
    for key in ["command", "args"] {
        let words = container.items(key);
        for (index, word) in words.iter().enumerate() {
            let Some(text) = word.as_str() else { continue };
            let option = index.checked_sub(1).and_then(|before| words[before].as_str()?.strip_prefix("--"));
            let is_value = || {
                let is_next_option = text.starts_with('-');
                option
                    .is_some_and(|option| !option.contains(['=', ' ']) && !is_next_option && names_credential_value(option, text))
            };
            if is_credential_option(text) || is_value() {
                tell(word, &Where::Text);
            }
        }
    }
}

/// Looks for credentials that are known by their form, wherever they stand. How deep a tree is was limited when it was read.
fn search_texts(node: &Node, tell: &mut dyn FnMut(&Node, &Where<'_>)) {
    match &node.value {
        Value::Mapping(mapping) => mapping.values().for_each(|value| search_texts(value, tell)),
        Value::Sequence(items) => items.iter().for_each(|item| search_texts(item, tell)),
        Value::String { text, .. } if holds_token(text) => tell(node, &Where::Text),
        _ => {}
    }
}

fn found(object: Object<'_>, place: &Node, at: &Where<'_>) -> crate::diag::Diagnostic {
    let message = match at {
        Where::Named(name) => format!("`{name}` looks like a credential that is written out"),
        Where::Text => "a credential is written out here".to_owned(),
    };
    object
        .warning(codes::CREDENTIAL_IN_OBJECT, place, message)
        .help("keep it in a Secret, and refer to it: `valueFrom: {secretKeyRef: {name: ..., key: ...}}`")
        .help("it is in this file, and perhaps in its history: replace it by a new one")
        .secret()
}
