//! Operations of JSON Patch (RFC 6902).

use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::yaml::{self, Key, Node, Value};
use serde::Deserialize;

/// One operation, apart from its value.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Operation {
    op: Op,
    path: String,
    #[serde(default)]
    from: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Op {
    Add,
    Remove,
    Replace,
    Move,
    Copy,
    Test,
}

/// Why an operation cannot be carried out.
struct Fault {
    message: String,
    help: Option<String>,
}

impl Fault {
    fn new(message: String) -> Self {
        Self { message, help: None }
    }
}

/// Reports operations that are none.
pub(super) fn check(operations: &[Node], report: &mut Report) {
    for node in operations {
        let Some(operation) = read(node, report) else { continue };
        let needs_value = matches!(operation.op, Op::Add | Op::Replace | Op::Test);
        let needs_from = matches!(operation.op, Op::Move | Op::Copy);
        for (key, is_missing) in
            [("value", needs_value && node.get("value").is_none()), ("from", needs_from && operation.from.is_none())]
        {
            if is_missing {
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, format!("missing key `{key}`"))
                        .at(node.start())
                        .help(format!("add `{key}: …` here")),
                );
            }
        }
        let paths = [Some(("path", &operation.path)), operation.from.as_ref().map(|from| ("from", from))];
        for (key, path) in paths.into_iter().flatten() {
            if !path.is_empty() && !path.starts_with('/') {
                report.push(
                    Diagnostic::error(codes::BAD_PATCH, format!("`{path}` is no path into an object"))
                        .at(node.get(key).map(|node| node.span))
                        .help("begin with `/` and write one before each key, as in `/spec/template/spec/containers/0/image`"),
                );
            }
        }
    }
}

fn read(node: &Node, report: &mut Report) -> Option<Operation> {
    yaml::decode_known(node, node.start(), &["value"], report)
}

/// Carries out operations one after the other; the first that cannot be ends it.
pub(super) fn apply(object: &mut Node, operations: &[Node], report: &mut Report) {
    for node in operations {
        let Some(operation) = read(node, report) else { return };
        if let Err(Fault { message, help }) = carry_out(object, &operation, node.get("value")) {
            let place = node.get("path").map_or(node.span, |path| path.span);
            report.push(
                Diagnostic::error(codes::BAD_PATCH, message)
                    .at(place)
                    .maybe_help(help)
                    .help("`mlkube render` without this patch shows the object"),
            );
            return;
        }
    }
}

fn carry_out(object: &mut Node, operation: &Operation, value: Option<&Node>) -> Result<(), Fault> {
    let path = keys(&operation.path);
    let from = || keys(operation.from.as_deref().unwrap_or_default());
    let value = || value.cloned().ok_or_else(|| Fault::new("an operation without a value".to_owned()));
    match operation.op {
        Op::Add => add(object, &path, value()?),
        Op::Remove => remove(object, &path).map(drop),
        Op::Replace => {
            *find(object, &path)? = value()?;
            Ok(())
        }
        Op::Copy => {
            let copy = find(object, &from())?.clone();
            add(object, &path, copy)
        }
        Op::Move => {
            let moved = remove(object, &from())?;
            add(object, &path, moved)
        }
        Op::Test => {
            let value = value()?;
            let found = find(object, &path)?;
            if *found == value {
                return Ok(());
            }
            Err(Fault::new(format!("the test fails: there is another value at `{}`", operation.path)))
        }
    }
}

/// The keys of a pointer (RFC 6901).
fn keys(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect()
}

fn find<'a>(node: &'a mut Node, path: &[String]) -> Result<&'a mut Node, Fault> {
    path.iter().try_fold(node, |node, key| step(node, key))
}

fn step<'a>(node: &'a mut Node, key: &str) -> Result<&'a mut Node, Fault> {
    if let Value::Mapping(mapping) = &node.value
        && mapping.get(key).is_none()
    {
        let near = nearest(key, mapping.keys().map(|key| &*key.name)).map(|near| format!("did you mean `{near}`?"));
        let all = || mapping.keys().take(12).map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ");
        let help = near.unwrap_or_else(|| format!("the keys there are {}", all()));
        return Err(Fault { message: format!("the object has no `{key}` there"), help: Some(help) });
    }
    let nothing = || Fault::new(format!("there is no `{key}`"));
    match &mut node.value {
        Value::Mapping(mapping) => mapping.get_mut(key).ok_or_else(nothing),
        Value::Sequence(items) => {
            let count = items.len();
            let item = key.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            item.ok_or_else(|| Fault::new(format!("`{key}` is no item of a list of {count}")))
        }
        _ => Err(Fault::new(format!("there is nothing below to look for `{key}` in"))),
    }
}

fn add(object: &mut Node, path: &[String], value: Node) -> Result<(), Fault> {
    let Some((last, parents)) = path.split_last() else {
        *object = value;
        return Ok(());
    };
    let parent = find(object, parents)?;
    match &mut parent.value {
        Value::Mapping(mapping) => {
            mapping.insert(Key::new(value.span, last.clone()), value);
            Ok(())
        }
        Value::Sequence(items) => {
            let index = if last == "-" { Some(items.len()) } else { last.parse().ok() };
            match index.filter(|index| *index <= items.len()) {
                Some(index) => {
                    items.insert(index, value);
                    Ok(())
                }
                None => Err(Fault::new(format!("`{last}` is no place in a list of {}; `-` is its end", items.len()))),
            }
        }
        _ => Err(Fault::new(format!("there is nothing to add `{last}` to"))),
    }
}

fn remove(object: &mut Node, path: &[String]) -> Result<Node, Fault> {
    let Some((last, parents)) = path.split_last() else {
        return Err(Fault::new("a patch cannot remove the whole object".to_owned()));
    };
    find(object, path)?;
    let missing = || Fault::new(format!("there is no `{last}`"));
    match &mut find(object, parents)?.value {
        Value::Mapping(mapping) => mapping.remove(last).map(|(_, node)| node).ok_or_else(missing),
        Value::Sequence(items) => {
            let index: usize = last.parse().map_err(|_| missing())?;
            Ok(items.remove(index))
        }
        _ => Err(missing()),
    }
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

    fn patched(object: &str, operations: &str) -> Result<Node, String> {
        let (mut object, operations, mut report) = (read(object), read(operations), Report::default());
        apply(&mut object, operations.as_sequence().unwrap(), &mut report);
        match report.sorted().first() {
            Some(found) => Err(found.message.clone()),
            None => Ok(object),
        }
    }

    /// Cases of RFC 6902, appendix A.
    #[test]
    fn carries_out_every_operation() {
        for (object, operation, after) in [
            ("{a: 1}", "{op: add, path: /b, value: 2}", "{a: 1, b: 2}"),
            ("{a: [1, 3]}", "{op: add, path: /a/1, value: 2}", "{a: [1, 2, 3]}"),
            ("{a: [1]}", "{op: add, path: /a/-, value: 2}", "{a: [1, 2]}"),
            ("{a: 1, b: 2}", "{op: remove, path: /a}", "{b: 2}"),
            ("{a: [1, 2]}", "{op: remove, path: /a/0}", "{a: [2]}"),
            ("{a: 1}", "{op: replace, path: /a, value: {b: 2}}", "{a: {b: 2}}"),
            ("{a: {x: 1}, b: {}}", "{op: move, from: /a/x, path: /b/y}", "{a: {}, b: {y: 1}}"),
            ("{a: {x: 1}}", "{op: copy, from: /a, path: /b}", "{a: {x: 1}, b: {x: 1}}"),
            ("{'a/b': {'c~d': 1}}", "{op: replace, path: /a~1b/c~0d, value: 2}", "{'a/b': {'c~d': 2}}"),
            ("{a: 1}", "{op: test, path: /a, value: 1}", "{a: 1}"),
        ] {
            assert_eq!(patched(object, &format!("[{operation}]")).unwrap(), read(after), "{operation}");
        }
    }

    #[test]
    fn tells_what_cannot_be() {
        for operation in [
            "{op: remove, path: /b}",
            "{op: replace, path: /a/5, value: 1}",
            "{op: add, path: /a/9, value: 1}",
            "{op: add, path: /c/d, value: 1}",
            "{op: test, path: /a, value: 2}",
            "{op: remove, path: ''}",
            "{op: move, from: /x, path: /y}",
        ] {
            assert!(patched("{a: [1]}", &format!("[{operation}]")).is_err(), "{operation}");
        }
    }
}
