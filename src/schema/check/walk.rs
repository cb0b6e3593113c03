//! The walk along schema and object.

use super::place::Place;
use super::{lists, unknown};
use crate::diag::{Diagnostic, Severity, codes, nearest};
use crate::schema::definitions::Origin;
use crate::schema::model::{Field, Need, Object, Schema, Shape};
use crate::schema::versions::Versions;
use crate::yaml::{Key, Mapping, Node, Value};

/// Projects add fields with each release.
pub(super) const OTHER_RELEASE: &str =
    "its schema is that of 2026-11: if the cluster has a newer one, give its CustomResourceDefinition along";

/// A walk through one object.
pub(super) struct Walk<'a> {
    pub(super) kind: &'a str,
    /// The versions of Kubernetes that are asked about and serve the kind.
    pub(super) versions: Versions,
    pub(super) origin: Origin,
    pub(super) in_status: bool,
    pub(super) type_faults: usize,
    pub(super) sink: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Whether a CustomResourceDefinition describes the object: then a server holds it against the schema to the letter.
    pub(super) fn is_custom(&self) -> bool {
        self.origin != Origin::Kubernetes
    }

    /// Holds a value against a schema. Nothing at all fits every schema: it means that the field is absent.
    pub(super) fn value(&mut self, schema: &Schema, node: &Node, place: &Place<'_>) {
        if node.is_null() {
            return;
        }
        let before = self.type_faults;
        match &schema.shape {
            Shape::Any => {}
            Shape::Named(definition) => self.value(definition.schema(), node, place),
            Shape::Object(object) => match node.as_mapping() {
                Some(mapping) => self.object(object, mapping, place),
                None => self.wrong_type(node, "a map", None, place),
            },
            Shape::Map(values) => match node.as_mapping() {
                Some(mapping) => self.map(values, mapping, place),
                None => self.wrong_type(node, "a map", None, place),
            },
            Shape::List(items) => match node.as_sequence() {
                Some(nodes) => self.list(items, nodes, place),
                None => self.wrong_type(node, "a list", None, place),
            },
            _ => self.scalar(schema, node, place),
        }
        if let Some(limits) = &schema.limits
            && before == self.type_faults
            && !self.in_status
        {
            self.limits(limits, node, place);
            lists::twice(self, schema, limits, node, place);
        }
    }

    fn object(&mut self, object: &Object, mapping: &Mapping, place: &Place<'_>) {
        let place = &place.with(object);
        let mut strangers = Vec::new();
        for (key, node) in mapping {
            match object.field(&key.name) {
                Some(field) => self.field(field, key, node, place),
                None if object.open => {}
                None => {
                    strangers.push(&*key.name);
                    let mut fault = unknown::field(self.kind, object, key, place);
                    // What is no slip of the pen may be of a newer release, or of the experimental channel.
                    if self.origin == Origin::Table && fault.help.is_empty() {
                        fault.severity = Severity::Warning;
                    }
                    let release = (self.origin == Origin::Table).then_some(OTHER_RELEASE);
                    self.sink.push(fault.maybe_help(release));
                }
            }
        }
        if !self.in_status {
            self.missing(object, mapping, &strangers, place);
            self.choices(object, mapping, &strangers, place);
        }
    }

    fn field(&mut self, field: &Field, key: &Key, node: &Node, place: &Place<'_>) {
        if !self.versions.within(field.versions) {
            self.sink.push(unknown::not_served(self.kind, field, key, self.versions, place));
        }
        let is_status = place.parent.is_none() && &*key.name == "status";
        self.in_status |= is_status;
        self.value(&field.schema, node, &place.key(key));
        self.in_status &= !is_status;
    }

    /// Fields that have to be there. One that stands there mistyped is not told again.
    fn missing(&mut self, object: &Object, mapping: &Mapping, strangers: &[&str], place: &Place<'_>) {
        for field in object.fields() {
            let asking = match field.need {
                Need::Optional => continue,
                Need::Lenient(asking) => asking,
                Need::Required => field.versions,
            };
            if self.versions.and(asking).is_empty() || mapping.get(&field.name).is_some_and(|node| !node.is_null()) {
                continue;
            }
            if strangers.iter().any(|stranger| nearest(stranger, [&*field.name]).is_some()) {
                continue;
            }
            let said = format!("{} has no `{}`", place.said(self.kind), field.name);
            self.sink.push(match field.need {
                Need::Lenient(_) => Diagnostic::new(Severity::Info, codes::FIELD_MISSING, said)
                    .at(place.span)
                    .help("servers take it as empty, but the schema that Kubernetes publishes asks for it, and tools may too"),
                _ => Diagnostic::error(codes::FIELD_MISSING, said).at(place.span).help(format!("add `{}`", field.name)),
            });
        }
    }

    fn map(&mut self, values: &Schema, mapping: &Mapping, place: &Place<'_>) {
        if matches!(values.shape, Shape::Any) {
            return;
        }
        for (key, node) in mapping {
            self.value(values, node, &place.key(key));
        }
    }

    fn list(&mut self, items: &Schema, nodes: &[Node], place: &Place<'_>) {
        for (index, node) in nodes.iter().enumerate() {
            let place = place.item(index, node);
            if matches!(node.value, Value::Null) {
                self.empty_item(items, node, &place);
            } else {
                self.value(items, node, &place);
            }
        }
    }

    /// Kubernetes takes nothing as an empty value: an empty string is taken, an object without its fields is not.
    fn empty_item(&mut self, items: &Schema, node: &Node, place: &Place<'_>) {
        if matches!(items.shape, Shape::Any) {
            return;
        }
        let said = format!("{} is empty", place.said(self.kind));
        let fault = if self.is_custom() || items.object().is_some() {
            Diagnostic::error(codes::EMPTY_ITEM, said)
        } else {
            Diagnostic::warning(codes::EMPTY_ITEM, said)
        };
        self.sink.push(fault.at(node.span).help("write the item behind the dash, or take the dash out"));
    }
}
