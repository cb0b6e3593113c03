//! Values for keys that a spec does not have, made from their forms.

use super::edit;
use super::schema::Keys;
use super::vary::{other_digits, string};
use crate::source::Span;
use crate::yaml::{Key, Mapping, Node, Step, Value};
use serde_json::Value as Json;

/// A key that is not there, and values that it might have.
pub(super) struct Unset {
    /// Where it would stand.
    pub(super) path: Vec<Step>,
    /// The path of what is put in: the key itself, or an outer map that comes with it.
    pub(super) outer: Vec<Step>,
    /// Values for the outer path.
    pub(super) values: Vec<Node>,
}

/// How deep maps are looked into that are not there at all.
const DEEPEST: usize = 3;

/// Every key that a map does not have, in it and in the maps inside it.
pub(super) fn unset(keys: &Keys, form: &Json, node: Option<&Node>, path: &[Step], found: &mut Vec<Unset>) {
    for (key, inner) in keys.properties(form) {
        let own = node.and_then(|node| node.get(key));
        let path: Vec<Step> = path.iter().cloned().chain([Step::Key(key.to_owned())]).collect();
        match own {
            Some(own) => descend(keys, inner, own, &path, found),
            None => absent(keys, inner, &path, found),
        }
    }
}

fn descend(keys: &Keys, form: &Json, node: &Node, path: &[Step], found: &mut Vec<Unset>) {
    match &node.value {
        Value::Mapping(_) if !keys.properties(form).is_empty() => unset(keys, form, Some(node), path, found),
        Value::Mapping(mapping) => {
            let Some(values) = keys.values(form) else { return };
            for (key, inner) in mapping {
                let path: Vec<Step> = path.iter().cloned().chain([Step::Key(key.name.to_string())]).collect();
                descend(keys, values, inner, &path, found);
            }
        }
        Value::Null => unset(keys, form, None, path, found),
        _ => {}
    }
}

/// A key that is not there: with the simplest values it may have, and the keys inside, each with what has to be beside it.
fn absent(keys: &Keys, form: &Json, path: &[Step], found: &mut Vec<Unset>) {
    let values: Vec<Node> = values(keys, form, 0).into_iter().take(MOST).collect();
    if !values.is_empty() {
        found.push(Unset { path: path.to_vec(), outer: path.to_vec(), values });
    }
    inner(keys, form, path, path, DEEPEST, found);
}

fn inner(keys: &Keys, form: &Json, outer: &[Step], path: &[Step], depth: usize, found: &mut Vec<Unset>) {
    if depth == 0 {
        return;
    }
    let frame = map_of_required(keys, form, 0);
    for (key, inside) in keys.properties(form) {
        let path: Vec<Step> = path.iter().cloned().chain([Step::Key(key.to_owned())]).collect();
        let relative = &path[outer.len()..];
        // The maps around it with what they need, as far as they are not one and the same.
        let values = values(keys, inside, 0).into_iter().take(MOST).map(|value| {
            let mut whole = if relative.len() == 1 { frame.clone() } else { empty() };
            edit::set(&mut whole, relative, value, None);
            whole
        });
        let values: Vec<Node> = values.collect();
        if !values.is_empty() {
            found.push(Unset { path: path.clone(), outer: outer.to_vec(), values });
        }
        inner(keys, inside, outer, &path, depth - 1, found);
    }
}

/// How many values of one key are made.
pub(super) const MOST: usize = 4;

fn node(value: Value) -> Node {
    Node { span: Span::default(), value }
}

fn empty() -> Node {
    node(Value::Mapping(Mapping::new()))
}

fn map_of_required(keys: &Keys, form: &Json, depth: usize) -> Node {
    let required = keys.required(form);
    let given = keys.properties(form).into_iter().filter(|(key, _)| required.contains(key)).filter_map(|(key, inner)| {
        let value = values(keys, inner, depth + 1).into_iter().next()?;
        Some((Key::new(Span::default(), key.to_owned()), value))
    });
    node(Value::Mapping(given.collect()))
}

/// Values of a form, the simplest first.
fn values(keys: &Keys, form: &Json, depth: usize) -> Vec<Node> {
    if depth > DEEPEST {
        return Vec::new();
    }
    let mut found: Vec<Node> = scalars(keys, form).into_iter().map(node).collect();
    if let Some(items) = keys.items(form) {
        found.extend(values(keys, items, depth + 1).into_iter().map(|item| node(Value::Sequence(vec![item]))));
    }
    if !keys.properties(form).is_empty() {
        found.push(map_of_required(keys, form, depth));
    } else if let Some(inner) = keys.values(form) {
        for value in values(keys, inner, depth + 1).into_iter().take(1) {
            let names = ["sample", "/sample", "SAMPLE"];
            found.extend(
                names.map(|name| node(Value::Mapping(Mapping::from_iter([(Key::new(Span::default(), name), value.clone())])))),
            );
        }
    }
    found
}

/// Maps of a form, by each of its keys one with this and what is needed with it.
pub(super) fn others(keys: &Keys, form: &Json) -> Vec<Node> {
    let frame = map_of_required(keys, form, 0);
    let with = |(key, inner): (&str, &Json)| {
        let mut whole = frame.clone();
        edit::set(&mut whole, &[Step::Key(key.to_owned())], values(keys, inner, 0).into_iter().next()?, None);
        Some(whole)
    };
    keys.properties(form).into_iter().filter_map(with).take(MOST).collect()
}

/// The simplest value of a form.
pub(super) fn example(keys: &Keys, form: &Json) -> Option<Node> {
    values(keys, form, 0).into_iter().next()
}

/// Scalars of a form: its words if it has a list of them, the examples in its description, or any of its type.
pub(super) fn scalars(keys: &Keys, form: &Json) -> Vec<Value> {
    let choices = keys.choices(form);
    let mut found: Vec<Value> = choices.iter().map(|choice| string(choice)).collect();
    for form in keys.forms(form) {
        let is = |kind: &str| match &form["type"] {
            Json::Array(kinds) => kinds.iter().any(|own| own == kind),
            own => own == kind,
        };
        if is("boolean") {
            found.extend([Value::Bool(true), Value::Bool(false)]);
        }
        if is("string") && choices.is_empty() {
            // An example may be what counts anyway, so each comes with another amount.
            let examples = examples(form["description"].as_str().unwrap_or_default());
            found.extend(examples.flat_map(|text| [text.to_owned(), other_digits(text)]).map(|text| string(&text)));
            found.dedup();
        }
        if is("integer") || is("number") {
            let bound = |key: &str| form[key].as_i64();
            let usual = [Some(7), bound("minimum"), bound("minimum").map(|least| least + 7), Some(31_007), Some(1)];
            found.extend(usual.into_iter().flatten().map(Value::Int));
        }
        if is("string") && choices.is_empty() {
            found.push(string("sample"));
        }
    }
    found
}

/// What stands between backticks, what follows `such as` first.
fn examples(description: &str) -> impl Iterator<Item = &str> {
    let (before, after) = description.split_once("such as").unwrap_or((description, ""));
    after.split('`').skip(1).step_by(2).chain(before.split('`').skip(1).step_by(2))
}
