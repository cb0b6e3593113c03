//! Scalars as Kubernetes decodes them.

use super::formats;
use super::place::Place;
use super::walk::Walk;
use crate::diag::{Change, Diagnostic, codes};
use crate::schema::model::{Limits, Schema, Shape};
use crate::yaml::{Node, Value};

/// Whole numbers up to here are exact in a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Walk<'_> {
    /// Holds a value against a shape that is neither list nor map.
    pub(super) fn scalar(&mut self, schema: &Schema, node: &Node, place: &Place<'_>) {
        let shape = &schema.shape;
        match (shape, &node.value) {
            (Shape::Bytes, Value::String { text, .. }) => self.bytes(text, node, place),
            (Shape::Time, Value::String { text, .. }) => self.time(text, node, place),
            (Shape::Quantity, Value::String { text, .. }) => self.quantity(text, node, place),
            (Shape::String | Shape::IntOrString, Value::String { .. })
            | (Shape::Boolean, Value::Bool(_))
            | (Shape::Number | Shape::Quantity, Value::Int(_) | Value::UInt(_) | Value::Float(_))
            | (Shape::Int64, Value::Int(_)) => {}
            (Shape::Int32 | Shape::IntOrString, Value::Int(number)) => {
                if i32::try_from(*number).is_err() && !(self.is_custom() && matches!(shape, Shape::IntOrString)) {
                    self.too_large(node, "32", place);
                }
            }
            (Shape::Int32, Value::UInt(_)) => self.too_large(node, "32", place),
            (Shape::Int64 | Shape::IntOrString, Value::UInt(_)) => self.too_large(node, "64", place),
            (Shape::Int32 | Shape::Int64, Value::Float(number)) if number.fract() == 0.0 && number.abs() <= EXACT => {
                if matches!(shape, Shape::Int32) && (*number > f64::from(i32::MAX) || *number < f64::from(i32::MIN)) {
                    self.too_large(node, "32", place);
                }
            }
            _ => self.wrong_type(node, wanted(shape), meant(schema, node), place),
        }
    }

    /// Reports a value that a server cannot decode.
    pub(super) fn wrong_type(&mut self, node: &Node, wanted: &str, meant: Option<Change>, place: &Place<'_>) {
        self.type_faults += 1;
        let said = format!("{} is {}, but Kubernetes wants {wanted}", place.said(self.kind), node.kind());
        let help = way_out(node, wanted);
        self.sink.push(Diagnostic::error(codes::WRONG_TYPE, said).at(node.start()).maybe_help(help).fixed_by(node.span, meant));
    }

    fn too_large(&mut self, node: &Node, bits: &str, place: &Place<'_>) {
        self.type_faults += 1;
        let said = format!("{} is a number that does not fit into {bits} bits", place.said(self.kind));
        self.sink.push(Diagnostic::error(codes::NUMBER_TOO_LARGE, said).at(node.span).help("write a smaller number"));
    }

    fn bytes(&mut self, text: &str, node: &Node, place: &Place<'_>) {
        if formats::is_base64(text) {
            return;
        }
        self.type_faults += 1;
        let said = format!("{} is not base64", place.said(self.kind));
        let help = if self.kind == "Secret" {
            "write plain text into `stringData` instead, or the output of `base64 -w0`"
        } else {
            "write the output of `base64 -w0`"
        };
        self.sink.push(Diagnostic::error(codes::NO_BASE64, said).at(node.span).help(help));
    }

    fn time(&mut self, text: &str, node: &Node, place: &Place<'_>) {
        // CustomResourceDefinitions take more forms (go-openapi `strfmt.ParseDateTime`), all of which begin with a date.
        let fits =
            if self.is_custom() { text.as_bytes().first().is_some_and(u8::is_ascii_digit) } else { formats::is_time(text) };
        if !fits {
            self.type_faults += 1;
            let said = format!("{} is not a point in time", place.said(self.kind));
            self.sink.push(Diagnostic::error(codes::NO_TIME, said).at(node.span).help("write it as in `2026-11-26T08:00:00Z`"));
        }
    }

    fn quantity(&mut self, text: &str, node: &Node, place: &Place<'_>) {
        if formats::is_quantity(text) {
            return;
        }
        self.type_faults += 1;
        let said = format!("{} is not a quantity", place.said(self.kind));
        let help = formats::meant_quantity(text).map_or_else(
            || "write a number and a unit, such as `500m` or `2Gi`".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        self.sink.push(Diagnostic::error(codes::NO_QUANTITY, said).at(node.span).help(help));
    }
}

fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Shape::Int32 | Shape::Int64 => "a whole number",
        Shape::Number => "a number",
        Shape::Boolean => "a boolean",
        Shape::Quantity => "a number or a string such as `500m`",
        Shape::IntOrString => "a whole number or a string",
        _ => "a string",
    }
}

/// The quotes that are missing, or too many, where nothing else can be meant. No server takes the value as it is, so that it has no
/// meaning that could change; a string that has to be one of some words is more than badly quoted.
fn meant(schema: &Schema, node: &Node) -> Option<Change> {
    let is_bound = |limits: &Limits| !limits.words.is_empty() || limits.pattern.is_some();
    let is_free = !schema.limits.as_deref().is_some_and(is_bound);
    match (&schema.shape, &node.value) {
        (Shape::String, Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_)) => is_free.then_some(Change::Quote),
        (shape @ (Shape::Int32 | Shape::Int64), Value::String { text, quoted: true }) => {
            // Not `010`, which is another number without quotes.
            let number = text.parse::<i64>().ok().filter(|number| *number.to_string() == **text)?;
            (matches!(shape, Shape::Int64) || i32::try_from(number).is_ok()).then_some(Change::Unquote)
        }
        (Shape::Boolean, Value::String { text, quoted: true }) => matches!(&**text, "true" | "false").then_some(Change::Unquote),
        _ => None,
    }
}

fn way_out(node: &Node, wanted: &str) -> Option<&'static str> {
    match &node.value {
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) if wanted == "a string" => {
            Some("put it in quotes: without them Kubernetes reads it as something else than text")
        }
        Value::String { text, quoted: true } => {
            let fits = match wanted {
                "a whole number" => text.parse::<i64>().is_ok(),
                "a number" => text.parse::<f64>().is_ok(),
                "a boolean" => matches!(&**text, "true" | "false"),
                _ => false,
            };
            fits.then_some("take the quotes off")
        }
        Value::String { .. } if wanted == "a boolean" => Some("write `true` or `false`"),
        Value::Mapping(_) if wanted == "a list" => Some("write `- ` before each item"),
        Value::Sequence(_) if wanted == "a map" => Some("write it without dashes"),
        _ if wanted == "a list" => Some("write it as an item, with `- ` before it"),
        _ => None,
    }
}
