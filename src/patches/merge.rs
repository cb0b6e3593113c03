//! Merging a map into an object: maps by key, lists of named things by name, `null` removes; everything else replaces.

use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::yaml::{Key, Mapping, Node, Value};

/// The key in an item of a list that says of which item a patch speaks.
const DIRECTIVE: &str = "$patch";

/// By what the items of a list are told apart, as `kubectl` does it (k8s.io/api, `patchMergeKey` of the fields, v1.36).
fn merge_keys(field: &str) -> &'static [&'static str] {
    match field {
        "containers" | "initContainers" | "ephemeralContainers" | "volumes" | "env" | "imagePullSecrets" | "secrets" => &["name"],
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        "ports" => &["containerPort", "port"],
        "hostAliases" => &["ip"],
        "topologySpreadConstraints" => &["topologyKey"],
        _ => &[],
    }
}

/// Merges `patch` into `base`. Lists are merged by name in Kubernetes' own kinds only; custom resources have no such rule.
pub(super) fn merge(base: &mut Node, patch: &Node, by_name: bool, report: &mut Report) {
    merge_node(base, patch, "", by_name, report);
}

fn merge_node(base: &mut Node, patch: &Node, field: &str, by_name: bool, report: &mut Report) {
    match (&mut base.value, &patch.value) {
        (Value::Mapping(base), Value::Mapping(patch)) => merge_mapping(base, patch, by_name, report),
        (Value::Sequence(base), Value::Sequence(patch)) if by_name && !merge_keys(field).is_empty() => {
            merge_items(base, patch, field, report);
        }
        _ => *base = without_nulls(patch),
    }
}

fn merge_mapping(base: &mut Mapping, patch: &Mapping, by_name: bool, report: &mut Report) {
    for (key, value) in patch {
        match base.get_mut(&key.name) {
            Some(_) if value.is_null() => {
                base.remove(&key.name);
            }
            Some(existing) => merge_node(existing, value, &key.name, by_name, report),
            None if value.is_null() => report.push(nothing_to_remove(key, base)),
            None => {
                base.insert(key.clone(), without_nulls(value));
            }
        }
    }
}

fn merge_items(base: &mut Vec<Node>, patch: &[Node], field: &str, report: &mut Report) {
    for item in patch {
        let Some((key, name)) = merge_keys(field).iter().find_map(|key| Some((*key, item.get(key)?))) else {
            report.push(
                Diagnostic::error(codes::BAD_PATCH, format!("an item of `{field}` without `{}`", merge_keys(field)[0]))
                    .at(item.start())
                    .help("items of this list are told apart by it: say which one changes, or give a new one"),
            );
            continue;
        };
        let position = base.iter().position(|own| own.get(key) == Some(name));
        match (position, item.get(DIRECTIVE).and_then(Node::as_str)) {
            (Some(position), Some("delete")) => {
                base.remove(position);
            }
            (None, Some("delete")) => report.push(
                Diagnostic::error(codes::BAD_PATCH, format!("`{field}` has no such item to remove"))
                    .at(name.span)
                    .help(format!("it has {}", names(base, key))),
            ),
            (_, Some(_)) => report.push(
                Diagnostic::error(codes::BAD_PATCH, format!("`{DIRECTIVE}` can be `delete` only"))
                    .at(item.get(DIRECTIVE).map(|directive| directive.span))
                    .help("operations say more: a list such as `[{op: replace, path: /spec/..., value: ...}]`"),
            ),
            (Some(position), None) => merge_node(&mut base[position], item, "", true, report),
            (None, None) => base.push(without_nulls(item)),
        }
    }
}

fn names(items: &[Node], key: &str) -> String {
    let name = |node: &Node| match &node.get(key)?.value {
        Value::String { text, .. } => Some(format!("`{text}`")),
        Value::Int(number) => Some(format!("`{number}`")),
        _ => None,
    };
    items.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

fn nothing_to_remove(key: &Key, base: &Mapping) -> Diagnostic {
    let near = nearest(&key.name, base.keys().map(|key| &*key.name));
    Diagnostic::error(codes::BAD_PATCH, format!("there is no `{}` to remove here", key.name))
        .at(key.span)
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
        .help("`null` takes out what the object has")
}

/// What a patch adds, without the keys that say what it would remove.
fn without_nulls(node: &Node) -> Node {
    let value = match &node.value {
        Value::Mapping(mapping) => Value::Mapping(
            mapping
                .iter()
                .filter(|(key, value)| !value.is_null() && &*key.name != DIRECTIVE)
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
        ),
        Value::Sequence(items) => Value::Sequence(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    };
    Node { span: node.span, value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::yaml::read_document;

    fn read(text: &str) -> Node {
        let source = Sources::default().add("test.yaml", text);
        read_document(source, text, &mut Report::default()).unwrap()
    }

    fn merged(base: &str, patch: &str) -> (Node, Report) {
        let (mut base, mut report) = (read(base), Report::default());
        merge(&mut base, &read(patch), true, &mut report);
        (base, report)
    }

    #[test]
    fn named_things_merge_and_other_lists_replace() {
        let (tree, report) = merged(
            "{containers: [{name: a, args: [x, y]}, {name: b}], tolerations: [{key: k}]}",
            "{containers: [{name: a, args: [z]}, {name: c}, {name: b, $patch: delete}], tolerations: []}",
        );
        assert!(report.is_empty());
        assert_eq!(tree, read("{containers: [{name: a, args: [z]}, {name: c}], tolerations: []}"));
    }

    #[test]
    fn null_removes_what_is_there() {
        assert_eq!(merged("{a: {b: 1, c: 2}}", "{a: {b: null}}").0, read("{a: {c: 2}}"));
        assert!(merged("{a: 1}", "{b: null}").1.has_errors());
        assert!(merged("{env: [{name: A}]}", "{env: [{value: B}]}").1.has_errors());
    }
}
