//! Credentials that are written out, wherever in a layer they stand.
//!
//! Layers are searched as they were written, before anything is decoded: a secret in an entry with other mistakes, or in a value
//! that a later layer replaces, must not be repeated either.

use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{is_credential_option, is_token, names_credential_value};
use crate::yaml::{Node, Value};

/// Reports every credential in a tree.
pub fn check_credentials(tree: &Node, report: &mut Report) {
    search(tree, None, false, report);
}

/// `name` is the key of the node, and `in_environment` whether that key is the name of a variable.
fn search(node: &Node, name: Option<&str>, in_environment: bool, report: &mut Report) {
    match &node.value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                search(value, Some(&key.name), matches!(name, Some("env" | "data")), report);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                search_item(item, name == Some("env"), report);
            }
        }
        Value::String { text, .. } => {
            let named = name.filter(|name| in_environment && names_credential_value(name, text));
            if let Some(name) = named {
                report.push(found(node, format!("`{name}` looks like a credential that is written out"), &key_for(name)));
            } else if is_token(text) || is_credential_option(text) {
                let what = name.filter(|_| in_environment).map_or("this".to_owned(), |name| format!("`{name}`"));
                report.push(found(node, format!("{what} holds a credential that is written out"), "KEY"));
            }
        }
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => {
            if let Some(name) = name.filter(|name| in_environment && names_credential_value(name, "number")) {
                report.push(found(node, format!("`{name}` looks like a credential that is written out"), &key_for(name)));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// The item of a list; in a list of variables, as Kubernetes' objects have them, the value is searched under its name.
fn search_item(item: &Node, is_variable: bool, report: &mut Report) {
    match (item.get("name").and_then(Node::as_str), item.get("value")) {
        (Some(name), Some(value)) if is_variable => search(value, Some(name), true, report),
        _ => search(item, None, false, report),
    }
}

fn key_for(variable: &str) -> String {
    variable.to_lowercase().replace('_', "-")
}

fn found(node: &Node, message: String, key: &str) -> Diagnostic {
    Diagnostic::error(codes::LITERAL_CREDENTIAL, message)
        .at(node.span)
        .help(format!("keep the value in a Secret, and name it in `env`: `secret(NAME/{key})`"))
        .help("it is in your file, and perhaps in its history: replace it by a new one")
        .secret()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::yaml::read_document;

    fn texts(text: &str) -> Vec<String> {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let source = sources.add("test.yaml", text);
        let tree = read_document(source, text, &mut Report::default()).unwrap();
        check_credentials(&tree, &mut report);
        report.secrets().into_iter().map(|span| sources.text(span).to_owned()).collect()
    }

    #[test]
    fn finds_secrets_in_variables_and_tokens_anywhere() {
        assert_eq!(texts("services: {a: {env: {DB_PASSWORD: hunter2, PIN_TOKEN: 1234, MODE: fast}}}"), ["hunter2", "1234"]);
        assert_eq!(texts("services: {a: {args: ['--password=hunter2', --max-tokens=5]}}"), ["'--password=hunter2'"]);
        assert_eq!(texts("services: {a: {args: [--key, AKIAIOSFODNN7EXAMPLE]}}"), ["AKIAIOSFODNN7EXAMPLE"]);
        assert_eq!(
            texts("patches: {Deployment/a: {env: [{name: DB_PASSWORD, value: hunter2}, {name: A, value: b}]}}"),
            ["hunter2"]
        );
        assert_eq!(texts("kind: ConfigMap\ndata: {DB_PASSWORD: hunter2, MODE: fast}"), ["hunter2"]);
        assert_eq!(texts("services: {a: {args: ['postgresql://u:p@db/x']}}"), ["'postgresql://u:p@db/x'"]);
    }

    #[test]
    fn leaves_references_and_names_alone() {
        assert!(texts("services: {a: {env: {DB_PASSWORD: secret(db/password), TOKENIZER: bert}}}").is_empty());
        assert!(texts("redis: {password: {memory: 1Gi}}\nroot: {token: text}").is_empty());
    }
}
