//! Trees whose fields are all known: which there are, and what their values look like.
//!
//! Programs in Go read such trees strictly: a field that they do not know keeps them from starting.

use super::fault::Fault;
use crate::diag::{Code, nearest};
use crate::promql::{milliseconds, wrong_pattern};
use crate::yaml::{Mapping, Node, Value};

/// What a value looks like.
#[derive(Debug)]
pub(super) enum Shape {
    /// Anything.
    Any,
    /// A text; numbers and booleans are read as texts.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A duration such as `30s`.
    Duration,
    /// A regular expression.
    Pattern,
    /// One of these words, in lower or upper case.
    OneOf(&'static [&'static str]),
    /// A list of these.
    List(&'static Shape),
    /// A map whose keys are free, with these values.
    Values(&'static Shape),
    /// A map of known fields.
    Map(&'static Fields),
}

/// A field's name, and what its value looks like.
pub(super) type Field = (&'static str, Shape);

/// The fields of a map.
#[derive(Debug)]
pub(super) struct Fields {
    /// What people call the map, with its article.
    pub(super) title: &'static str,
    /// Its fields.
    pub(super) own: &'static [Field],
    /// Fields that it shares with others.
    pub(super) shared: &'static [&'static [Field]],
    /// Fields that have to be there.
    pub(super) required: &'static [&'static str],
    /// The end of the names of fields that are not known one by one.
    pub(super) open: Option<&'static str>,
}

/// The codes under which a walk reports.
#[derive(Clone, Copy)]
pub(super) struct Codes {
    pub(super) unknown: Code,
    pub(super) value: Code,
}

/// Judges a tree.
pub(super) fn check(node: &Node, shape: &Shape, codes: Codes, faults: &mut Vec<Fault>) {
    if node.is_null() || node.as_str().is_some_and(has_gap) {
        return;
    }
    let wrong = |message: String, help: &str| Fault::error(codes.value, node.span.range(), message).help(help);
    match shape {
        Shape::Any => {}
        Shape::List(items) => match node.as_sequence() {
            Some(nodes) => nodes.iter().for_each(|node| check(node, items, codes, faults)),
            None => faults.push(wrong(format!("{} where a list has to be", node.kind()), "put `- ` in front of each item")),
        },
        Shape::Values(values) => match node.as_mapping() {
            Some(mapping) => mapping.values().for_each(|node| check(node, values, codes, faults)),
            None => faults.push(wrong(format!("{} where a map has to be", node.kind()), "write `name: value`")),
        },
        Shape::Map(fields) => match node.as_mapping() {
            Some(mapping) => map(node, mapping, fields, codes, faults),
            None => faults
                .push(wrong(format!("{} where {} has to be", node.kind(), fields.title), "write its fields as `name: value`")),
        },
        scalar => faults.extend(check_scalar(node, scalar, &wrong)),
    }
}

fn map(node: &Node, mapping: &Mapping, fields: &Fields, codes: Codes, faults: &mut Vec<Fault>) {
    let known = || fields.own.iter().chain(fields.shared.iter().copied().flatten());
    for (key, value) in mapping {
        match known().find(|(name, _)| *name == &*key.name) {
            Some((_, shape)) => check(value, shape, codes, faults),
            None if fields.open.is_some_and(|ending| key.name.ends_with(ending)) || has_gap(&key.name) => {}
            None => {
                let near = nearest(&key.name, known().map(|(name, _)| *name));
                let message = format!("unknown field `{}` in {}", key.name, fields.title);
                faults.push(Fault::error(codes.unknown, key.span.range(), message).meant(near));
            }
        }
    }
    for required in fields.required {
        if mapping.get(required).is_none_or(Node::is_null) {
            let message = format!("{} without `{required}`", fields.title);
            faults.push(Fault::error(codes.value, node.start().range(), message).help(format!("add `{required}`")));
        }
    }
}

fn check_scalar(node: &Node, shape: &Shape, wrong: &dyn Fn(String, &str) -> Fault) -> Option<Fault> {
    if matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
        return Some(wrong(format!("{} where one value has to be", node.kind()), "write a single value"));
    }
    let text = node.as_str();
    match shape {
        Shape::Bool if matches!(node.value, Value::String { quoted: false, .. } | Value::Int(_) | Value::Float(_)) => {
            Some(wrong(format!("{} where `true` or `false` has to be", node.kind()), "write `true` or `false`"))
        }
        Shape::Number if matches!(node.value, Value::String { quoted: false, .. } | Value::Bool(_)) => {
            Some(wrong(format!("{} where a number has to be", node.kind()), "write a number"))
        }
        Shape::Duration => {
            let good = match &node.value {
                Value::String { text, .. } => milliseconds(text).is_some(),
                Value::Int(number) => *number == 0,
                _ => false,
            };
            (!good).then(|| {
                wrong("this is not a duration".to_owned(), "write whole numbers with a unit: `30s`, `5m`, `1h30m`, `1d`")
            })
        }
        Shape::Pattern => {
            let reason = wrong_pattern(text?)?;
            Some(wrong(format!("this is no regular expression of Go: {reason}"), "see https://github.com/google/re2/wiki/Syntax"))
        }
        Shape::OneOf(words) => {
            let text = text.unwrap_or_default();
            (!words.contains(&text.to_lowercase().as_str())).then(|| {
                let fault = wrong(format!("`{text}` is none of {}", words.join(", ")), "take one of these");
                fault.meant(nearest(text, words.iter().copied()))
            })
        }
        _ => None,
    }
}

/// Whether somebody fills a value in before it is read.
pub(super) fn has_gap(text: &str) -> bool {
    ["$(", "${", "{{", "<%", "{%"].iter().any(|mark| text.contains(mark))
}
