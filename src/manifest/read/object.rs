//! Values to objects: what every object has, and lists taken apart.

use super::problem;
use crate::diag::Report;
use crate::source::Span;
use crate::yaml::{Key, Mapping, Node, Used, Value};

/// A Kubernetes object of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The object, a map with the strings `apiVersion` and `kind`.
    pub node: Node,
    /// Where the list begins out of which it was taken.
    pub list: Option<Span>,
}

impl Document {
    /// The group and version of its kind, such as `apps/v1`.
    pub fn api_version(&self) -> &str {
        text(&self.node, "apiVersion")
    }

    /// Its kind, such as `Deployment`.
    pub fn kind(&self) -> &str {
        text(&self.node, "kind")
    }

    /// Its name; none if it has none, or one that is no string.
    pub fn name(&self) -> Option<&str> {
        self.node.get("metadata")?.get("name")?.as_str()
    }

    /// Its namespace as written.
    pub fn namespace(&self) -> Option<&str> {
        self.node.get("metadata")?.get("namespace")?.as_str()
    }
}

fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(Node::as_str).unwrap_or_default()
}

/// The objects of a portion of a text, and what is wrong with them.
pub(super) struct Objects<'a> {
    pub(super) documents: Vec<Document>,
    pub(super) used: &'a mut Used,
    pub(super) report: &'a mut Report,
}

impl Objects<'_> {
    /// Adds the object that a value is, or those of the list that it is; `list` is where that list begins.
    pub(super) fn add(&mut self, mut node: Node, list: Option<Span>) {
        let start = node.start();
        let Value::Mapping(mapping) = &mut node.value else {
            self.used.problem(problem::no_object(&node, list.is_some()), self.report);
            return;
        };
        // Like kubectl, which takes apart whatever has items; but there are resources with a field of this name.
        if text_of(mapping, "kind").ends_with("List")
            && let Some((_, items)) = mapping.remove("items")
        {
            let kind = Inherited::of(mapping);
            return self.add_items(items, &kind, start);
        }
        let missing: Vec<(&str, Option<&Node>)> = ["apiVersion", "kind"]
            .into_iter()
            .map(|key| (key, mapping.get(key)))
            .filter(|(_, value)| value.and_then(Node::as_str).is_none_or(str::is_empty))
            .collect();
        if missing.is_empty() && text_of(mapping, "kind") != "List" {
            self.documents.push(Document { node, list });
        } else {
            self.used.problem(problem::no_type(&missing, start), self.report);
        }
    }

    fn add_items(&mut self, items: Node, kind: &Inherited, list: Span) {
        match items.value {
            Value::Null => {}
            Value::Sequence(items) => {
                for mut item in items {
                    if !self.used.goes_on() {
                        break;
                    }
                    kind.give(&mut item);
                    self.add(item, Some(list));
                }
            }
            _ => self.used.problem(problem::no_items(&items), self.report),
        }
    }
}

fn text_of<'a>(mapping: &'a Mapping, key: &str) -> &'a str {
    mapping.get(key).and_then(Node::as_str).unwrap_or_default()
}

/// The kind of the items of a list that says it for all of them: what the API server answers with, such as `PodList`.
#[derive(Default)]
struct Inherited(Option<[(Key, Node); 2]>);

impl Inherited {
    fn of(list: &Mapping) -> Self {
        let (Some((version_key, version)), Some((kind_key, kind))) = (list.entry("apiVersion"), list.entry("kind")) else {
            return Self::default();
        };
        let Some(name) = kind.as_str().and_then(|kind| kind.strip_suffix("List")).filter(|name| !name.is_empty()) else {
            return Self::default();
        };
        Self(Some([(version_key.clone(), version.clone()), (kind_key.clone(), Node::string(kind.span, name))]))
    }

    fn give(&self, item: &mut Node) {
        let (Some(entries), Value::Mapping(mapping)) = (&self.0, &mut item.value) else { return };
        if mapping.get("kind").is_none() {
            for (key, node) in entries {
                mapping.insert(key.clone(), node.clone());
            }
        }
    }
}
