//! The part of JSON Schema draft-07 that mlkube's own schema uses. Any other keyword is a panic, so that none goes unchecked.

use regex::Regex;
use serde_json::{Map, Value};

/// What is wrong with `value`, each complaint after the path of its value; nothing if it fits.
pub(crate) fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    Validator { root: schema }.check(schema, value, "")
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        match schema {
            Value::Bool(true) => Vec::new(),
            Value::Bool(false) => vec![format!("{path}: nothing may stand here")],
            Value::Object(keywords) => {
                keywords.iter().flat_map(|(keyword, rule)| self.keyword(keywords, keyword, rule, value, path)).collect()
            }
            other => panic!("{other} is no schema"),
        }
    }

    fn keyword(&self, schema: &Map<String, Value>, keyword: &str, rule: &Value, value: &Value, path: &str) -> Vec<String> {
        let unless = |fits: bool| if fits { Vec::new() } else { vec![format!("{path}: {value} is against `{keyword}: {rule}`")] };
        let fitting = || list(rule).iter().filter(|schema| self.check(schema, value, path).is_empty()).count();
        match keyword {
            // Words for people and editors, and what others of these keywords read.
            "$schema" | "title" | "description" | "default" | "format" | "definitions" | "patternProperties" | "properties" => {
                Vec::new()
            }
            "additionalProperties" => self.properties(schema, rule, value, path),
            "$ref" => self.check(self.definition(text(rule)), value, path),
            "type" => unless(types(rule).iter().any(|name| is_of_type(value, name))),
            "const" => unless(value == rule),
            "enum" => unless(list(rule).contains(value)),
            "allOf" => list(rule).iter().flat_map(|schema| self.check(schema, value, path)).collect(),
            "anyOf" => unless(fitting() > 0),
            "oneOf" => unless(fitting() == 1),
            "pattern" => unless(value.as_str().is_none_or(|text| matches(rule, text))),
            "minimum" => unless(value.as_f64().is_none_or(|number| rule.as_f64().is_some_and(|least| number >= least))),
            "maximum" => unless(value.as_f64().is_none_or(|number| rule.as_f64().is_some_and(|most| number <= most))),
            "minItems" => {
                unless(value.as_array().is_none_or(|items| rule.as_u64().is_some_and(|least| items.len() as u64 >= least)))
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.flat_map(|(index, item)| self.check(rule, item, &format!("{path}/{index}"))).collect()
            }
            "required" => unless(value.as_object().is_none_or(|map| list(rule).iter().all(|key| map.contains_key(text(key))))),
            "propertyNames" => {
                let keys = value.as_object().into_iter().flat_map(Map::keys);
                keys.flat_map(|key| self.check(rule, &Value::String(key.clone()), path)).collect()
            }
            other => panic!("the validator does not know `{other}`, at {path}"),
        }
    }

    /// Every key by the first of three rules that names it: its own, that of its pattern, that of all others.
    fn properties(&self, schema: &Map<String, Value>, others: &Value, value: &Value, path: &str) -> Vec<String> {
        let own = schema.get("properties").and_then(Value::as_object);
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let rule = |key: &str| {
            let by_pattern = || patterns?.iter().find(|(pattern, _)| matches(&Value::from(pattern.as_str()), key));
            own.and_then(|own| own.get(key)).or_else(|| by_pattern().map(|(_, rule)| rule)).unwrap_or(others)
        };
        let entries = value.as_object().into_iter().flatten();
        entries.flat_map(|(key, value)| self.check(rule(key), value, &format!("{path}/{key}"))).collect()
    }

    fn definition(&self, reference: &str) -> &Value {
        let pointer = reference.strip_prefix('#').expect("a reference into the schema itself");
        self.root.pointer(pointer).unwrap_or_else(|| panic!("there is no {reference}"))
    }
}

fn types(rule: &Value) -> Vec<&str> {
    rule.as_array().map_or_else(|| vec![text(rule)], |names| names.iter().map(text).collect())
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("`{other}` is no type"),
    }
}

fn matches(pattern: &Value, text: &str) -> bool {
    Regex::new(self::text(pattern)).expect("a pattern").is_match(text)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}
