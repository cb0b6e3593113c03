//! CustomResourceDefinitions of the input, as schemas.
//!
//! What a structural schema may say is read, and of `anyOf`, `oneOf`, `allOf` and `not` what they say about fields that go together. What else
//! they say, and `x-kubernetes-validations`, binds beyond it and is not judged.

use super::definitions::{Given, Scope};
use super::model::{Choice, Field, Limits, Need, Object, Pattern, Schema, Shape, Text, Twice};
use super::table;
use super::versions::Versions;
use crate::yaml::{Node, Value};

/// The kinds that an object describes, one for each version that is served; none if it is no CustomResourceDefinition.
pub(super) fn kinds(object: &Node) -> Vec<Given> {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).map(Box::<str>::from);
    let is_definition = object.get("kind").and_then(Node::as_str) == Some("CustomResourceDefinition");
    let Some(spec) = object.get("spec").filter(|_| is_definition) else { return Vec::new() };
    let (Some(group), Some(kind)) = (text(spec, "group"), spec.get("names").and_then(|names| text(names, "kind"))) else {
        return Vec::new();
    };
    let scope = if text(spec, "scope").as_deref() == Some("Cluster") { Scope::Cluster } else { Scope::Namespace };
    let versions = spec.get("versions").and_then(Node::as_sequence).unwrap_or_default();
    let served = versions.iter().filter(|version| is(version, "served"));
    served
        .filter_map(|version| {
            let root = version.get("schema").and_then(|schema| schema.get("openAPIV3Schema"))?;
            let api_version = format!("{group}/{}", text(version, "name")?).into();
            Some(Given { api_version, kind: kind.clone(), scope, schema: of_object(root) })
        })
        .collect()
}

/// The schema of whole objects: what every object has is described by Kubernetes.
fn of_object(root: &Node) -> Schema {
    let own = |key: &str| !matches!(key, "apiVersion" | "kind" | "metadata");
    let mut fields: Vec<Field> = fields(root).into_iter().filter(|field| own(&field.name)).collect();
    let metadata = table::named("meta.v1.ObjectMeta").map_or(Shape::Any, Shape::Named);
    for (name, shape) in [("apiVersion", Shape::String), ("kind", Shape::String), ("metadata", metadata)] {
        let schema = Schema::of(shape);
        fields.push(Field { name: Text::Borrowed(name), need: Need::Optional, versions: Versions::ALL, schema });
    }
    let object = Object::new(fields, is(root, "x-kubernetes-preserve-unknown-fields")).choosing(choices(root));
    Schema::of(Shape::Object(Box::new(object)))
}

fn is(node: &Node, key: &str) -> bool {
    matches!(node.get(key).map(|node| &node.value), Some(Value::Bool(true)))
}

fn schema(node: &Node) -> Schema {
    Schema { shape: shape(node), limits: limits(node).map(Box::new) }
}

fn shape(node: &Node) -> Shape {
    if is(node, "x-kubernetes-int-or-string") {
        return Shape::IntOrString;
    }
    let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default();
    match (text("type"), text("format")) {
        ("object", _) => map(node),
        ("array", _) => list(node),
        ("string", "byte") => Shape::Bytes,
        ("string", "date-time") => Shape::Time,
        ("string", _) => Shape::String,
        ("integer", "int32") => Shape::Int32,
        ("integer", _) => Shape::Int64,
        ("number", _) => Shape::Number,
        ("boolean", _) => Shape::Boolean,
        _ => Shape::Any,
    }
}

/// A list. One that keeps unknown fields keeps those of its items (apiextensions-apiserver, `pruning.skipPrune`, 1.36).
fn list(node: &Node) -> Shape {
    let mut items = node.get("items").map(schema).unwrap_or_default();
    if let Shape::Object(object) = &mut items.shape {
        object.open |= is(node, "x-kubernetes-preserve-unknown-fields");
    }
    Shape::List(Box::new(items))
}

/// A map: with fields, with values of one schema, or with whatever is in it.
fn map(node: &Node) -> Shape {
    let open = is(node, "x-kubernetes-preserve-unknown-fields") || is(node, "x-kubernetes-embedded-resource");
    match node.get("additionalProperties") {
        Some(values) if values.as_mapping().is_some() => Shape::Map(Box::new(schema(values))),
        Some(Node { value: Value::Bool(true), .. }) => Shape::Map(Box::default()),
        _ => Shape::Object(Box::new(Object::new(fields(node), open).choosing(choices(node)))),
    }
}

/// The fields that go together.
fn choices(node: &Node) -> Vec<Choice> {
    let of_parts = node.items("allOf").iter().flat_map(choices_of);
    let defaults = |part: &Text| node.get("properties").and_then(|all| all.dig(&[part, "default"])).is_some();
    // What a server writes by itself is there, whatever is written.
    of_parts.chain(choices_of(node)).filter(|choice| !choice.parts.iter().flatten().any(defaults)).collect()
}

/// What one schema says of them, if it says nothing else.
fn choices_of(node: &Node) -> Vec<Choice> {
    let one = node.items("oneOf");
    let others = |nothing: &Node| -> Vec<Node> { one.iter().filter(|other| *other != nothing).cloned().collect() };
    let is_none_of = |branch: &Node, others: &[Node]| {
        let nothing = branch.dig(&["not", "anyOf"]).and_then(Node::as_sequence);
        branch.as_mapping().is_some_and(|mapping| mapping.len() == 1) && nothing == Some(others)
    };
    let at_most = one.iter().find_map(|branch| Some(others(branch)).filter(|others| is_none_of(branch, others)));
    let forbidden = node.get("not");
    let none_of = forbidden.map(|not| not.get("anyOf").and_then(Node::as_sequence).unwrap_or(std::slice::from_ref(not)));
    let forms = [
        ("one", Some(one)),
        ("most", at_most.as_deref()),
        ("least", node.get("anyOf").and_then(Node::as_sequence)),
        ("not", none_of.filter(|_| forbidden.and_then(Node::as_mapping).is_some_and(|mapping| mapping.len() == 1))),
    ];
    forms.into_iter().filter_map(|(form, branches)| Choice::new(form, parts(branches?)?)).collect()
}

/// The fields that each branch asks for; none if a branch says anything else.
fn parts(branches: &[Node]) -> Option<Box<[Box<[Text]>]>> {
    let part = |branch: &Node| {
        let required = texts(branch.get("required"));
        (branch.as_mapping()?.len() == 1 && !required.is_empty()).then(|| required.into_boxed_slice())
    };
    if branches.is_empty() { None } else { branches.iter().map(part).collect() }
}

fn fields(node: &Node) -> Vec<Field> {
    let required = texts(node.get("required"));
    let properties = node.get("properties").and_then(Node::as_mapping);
    let field = |(key, inner): (&crate::yaml::Key, &Node)| {
        // A server writes defaults before it looks for what is missing.
        let needed = required.iter().any(|name| *name == *key.name) && inner.get("default").is_none();
        let need = if needed { Need::Required } else { Need::Optional };
        Field { name: Text::Owned(key.name.to_string()), need, versions: Versions::ALL, schema: schema(inner) }
    };
    properties.into_iter().flatten().map(field).collect()
}

fn limits(node: &Node) -> Option<Limits> {
    let number = |key: &str| node.get(key).and_then(number);
    let count = |key: &str| node.get(key).and_then(count);
    let list_type = node.get("x-kubernetes-list-type").and_then(Node::as_str);
    let limits = Limits {
        words: texts(node.get("enum")).into(),
        pattern: node.get("pattern").and_then(Node::as_str).map(|text| Pattern::new(text.to_owned())),
        minimum: number("minimum"),
        maximum: number("maximum"),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        min_entries: count("minProperties"),
        max_entries: count("maxProperties"),
        keys: if list_type == Some("map") { texts(node.get("x-kubernetes-list-map-keys")).into() } else { Box::default() },
        twice: Twice::Refused,
        set: list_type == Some("set"),
        default: node.get("default").and_then(word),
    };
    let Limits { words, pattern, minimum, maximum, keys, set, default, .. } = &limits;
    let counts =
        [limits.min_length, limits.max_length, limits.min_items, limits.max_items, limits.min_entries, limits.max_entries];
    let binds = !words.is_empty()
        || pattern.is_some()
        || minimum.or(*maximum).is_some()
        || counts.iter().any(Option::is_some)
        || !keys.is_empty()
        || *set
        || default.is_some();
    binds.then_some(limits)
}

fn texts(list: Option<&Node>) -> Vec<Text> {
    list.and_then(Node::as_sequence).unwrap_or_default().iter().filter_map(word).collect()
}

/// A scalar as a word.
fn word(node: &Node) -> Option<Text> {
    super::check::word(node).map(|word| Text::Owned(word.into_owned()))
}

#[expect(clippy::cast_precision_loss, reason = "limits of numbers are small, and schemas write them as numbers of 64 bits")]
fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Int(number) => Some(number as f64),
        Value::UInt(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}

fn count(node: &Node) -> Option<usize> {
    match node.value {
        Value::Int(number) => usize::try_from(number).ok(),
        _ => None,
    }
}
