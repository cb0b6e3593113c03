//! Objects of kinds that have no type here: custom resources that a user brings.

use super::object::Object;
use crate::diag::Report;
use crate::source::Span;
use crate::yaml::{self, Key, Mapping, Node, Value};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::de::DeserializeOwned;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// An object as somebody wrote it.
#[derive(Clone, Debug)]
pub struct Other {
    /// Group and version.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// Name, namespace, labels and annotations.
    pub metadata: ObjectMeta,
    /// Everything else, as it was written.
    pub rest: Mapping,
}

impl Other {
    /// What tells its kind and all that was written, as one tree; without metadata.
    pub fn tree(&self) -> Node {
        let mut tree = self.rest.clone();
        let nowhere = self.rest.values().next().map_or(Span::default(), |node| node.span);
        for (key, text) in [("apiVersion", &self.api_version), ("kind", &self.kind)] {
            tree.insert(Key::new(nowhere, key), Node::string(nowhere, text.as_str()));
        }
        Node { span: nowhere, value: Value::Mapping(tree) }
    }
}

/// Decodes an object: into the type of its kind if there is one, else as [`Other`]; `named` is the place that names it.
///
/// Amounts may be written as numbers, as Kubernetes takes them too.
pub fn decode_object(node: &Node, named: Span, report: &mut Report) -> Option<Object> {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let (api_version, kind) = (text("apiVersion")?, text("kind")?);
    if let Some(decode) = Object::facts(api_version, kind).and_then(|facts| facts.decode) {
        let mut node = node.clone();
        write_amounts(&mut node, false);
        return decode(&node, named, report);
    }
    let metadata = yaml::decode(node.get("metadata")?, named, report)?;
    let mut rest = node.as_mapping()?.clone();
    for key in ["apiVersion", "kind", "metadata"] {
        rest.remove(key);
    }
    Some(Object::from(Other { api_version: api_version.to_owned(), kind: kind.to_owned(), metadata, rest }))
}

/// The fields whose values are maps of amounts, or amounts themselves (k8s.io/api, fields of type `resource.Quantity`).
const AMOUNTS: [&str; 8] = ["capacity", "default", "defaultRequest", "hard", "limits", "max", "min", "requests"];
const AMOUNT: &str = "sizeLimit";

/// Writes numbers as texts where amounts stand: `cpu: 2` means `cpu: "2"`.
fn write_amounts(node: &mut Node, in_amounts: bool) {
    match &mut node.value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping.iter_mut() {
                let is_amount = in_amounts || &*key.name == AMOUNT;
                let number = match &value.value {
                    Value::Int(number) => Some(number.to_string()),
                    Value::UInt(number) => Some(number.to_string()),
                    Value::Float(number) => Some(number.to_string()),
                    _ => None,
                };
                match number {
                    Some(number) if is_amount => *value = Node::string(value.span, number),
                    _ => write_amounts(value, AMOUNTS.contains(&&*key.name)),
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| write_amounts(item, false)),
        _ => {}
    }
}

impl Other {
    /// The node at a path of keys, such as `spec`, `template`.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.rest.get(first)?, |node, key| node.get(key))
    }

    /// The number at a path of keys.
    pub fn number(&self, path: &[&str]) -> Option<u64> {
        whole_number(self.at(path)?)
    }
}

/// A whole number that is not negative.
pub fn whole_number(node: &Node) -> Option<u64> {
    match node.value {
        Value::Int(number) => u64::try_from(number).ok(),
        Value::UInt(number) => Some(number),
        _ => None,
    }
}

/// A part of an object of a kind without a row, as one of Kubernetes' own types; none if it is not one.
pub fn decode_part<T: DeserializeOwned>(node: &Node) -> Option<T> {
    let mut node = node.clone();
    write_amounts(&mut node, false);
    // Who asks has no say in what is wrong with it: the API server has.
    yaml::decode(&node, node.span, &mut Report::default())
}

impl From<Other> for Object {
    fn from(other: Other) -> Self {
        Self::Other(Box::new(other))
    }
}

impl Serialize for Other {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.rest.len() + 3))?;
        object.serialize_entry("apiVersion", &self.api_version)?;
        object.serialize_entry("kind", &self.kind)?;
        object.serialize_entry("metadata", &self.metadata)?;
        for (key, value) in &self.rest {
            object.serialize_entry(&*key.name, value)?;
        }
        object.end()
    }
}
