//! The JSON Schema of a spec as a table of keys: what may stand where.

use crate::plan;
use crate::profile;
use crate::yaml::Step;
use serde_json::Value as Json;

/// Every key that a spec may have.
pub struct Keys {
    root: Json,
}

impl Default for Keys {
    fn default() -> Self {
        Self { root: plan::schema() }
    }
}

impl Keys {
    /// Every key that a profile may have.
    pub(super) fn of_profiles() -> Self {
        Self { root: profile::schema() }
    }

    /// The form of a whole spec.
    pub fn root(&self) -> &Json {
        &self.root
    }

    /// Every form that a value may have, with references followed; `null` is no form.
    pub fn forms<'a>(&'a self, schema: &'a Json) -> Vec<&'a Json> {
        let mut forms = Vec::new();
        self.collect(schema, &mut forms);
        forms
    }

    fn collect<'a>(&'a self, schema: &'a Json, forms: &mut Vec<&'a Json>) {
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/definitions/")) {
            return self.collect(&self.root["definitions"][name], forms);
        }
        if schema["type"] == "null" {
            return;
        }
        let choices = ["allOf", "anyOf", "oneOf"].iter().find_map(|key| schema[*key].as_array());
        match choices {
            // An enumeration of words, each with a description.
            Some(choices) if choices.iter().all(|choice| choice.get("const").is_some()) => forms.push(schema),
            Some(choices) => {
                // Beside keys of its own, choices without any only say which of these go together.
                let has_keys = schema["properties"].is_object();
                for choice in choices.iter().filter(|choice| !has_keys || choice["properties"].is_object()) {
                    self.collect(choice, forms);
                }
                if has_keys {
                    forms.push(schema);
                }
            }
            None => forms.push(schema),
        }
    }

    /// The keys of a map of fixed keys, with their forms.
    pub fn properties<'a>(&'a self, schema: &'a Json) -> Vec<(&'a str, &'a Json)> {
        let forms = self.forms(schema).into_iter().filter_map(|form| form["properties"].as_object());
        forms.flatten().map(|(key, inner)| (key.as_str(), inner)).collect()
    }

    /// The keys of a map that have to be given.
    pub fn required<'a>(&'a self, schema: &'a Json) -> Vec<&'a str> {
        let forms = self.forms(schema).into_iter().filter_map(|form| form["required"].as_array());
        forms.flatten().filter_map(Json::as_str).collect()
    }

    /// The form of the values of a map whose keys are the user's own words.
    pub fn values<'a>(&'a self, schema: &'a Json) -> Option<&'a Json> {
        self.forms(schema).into_iter().find_map(|form| {
            let pattern = || form["patternProperties"].as_object()?.values().next();
            form.get("additionalProperties").filter(|inner| inner.is_object()).or_else(pattern)
        })
    }

    /// The form of the items of a list.
    pub fn items<'a>(&'a self, schema: &'a Json) -> Option<&'a Json> {
        self.forms(schema).into_iter().find_map(|form| form.get("items"))
    }

    /// The form of what is one step inside.
    pub fn step<'a>(&'a self, schema: &'a Json, step: &Step) -> Option<&'a Json> {
        match step {
            Step::Index(_) => self.items(schema),
            Step::Key(name) => {
                let known = self.properties(schema).into_iter().find(|(key, _)| key == name);
                known.map(|(_, inner)| inner).or_else(|| self.values(schema))
            }
        }
    }

    /// The form of what stands at a path.
    pub fn at(&self, path: &[Step]) -> Option<&Json> {
        path.iter().try_fold(&self.root, |schema, step| self.step(schema, step))
    }

    /// What a key says, in one line.
    pub fn description(&self, schema: &Json) -> String {
        let own = schema["description"].as_str();
        let of_form = || self.forms(schema).into_iter().find_map(|form| form["description"].as_str());
        own.or_else(of_form).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words that may stand here, if there is a list of them.
    pub fn choices<'a>(&'a self, schema: &'a Json) -> Vec<&'a str> {
        let constants =
            |form: &'a Json| form["oneOf"].as_array().into_iter().flatten().filter_map(|choice| choice["const"].as_str());
        let listed = |form: &'a Json| form["enum"].as_array().into_iter().flatten().filter_map(Json::as_str);
        self.forms(schema).into_iter().flat_map(|form| listed(form).chain(constants(form))).collect()
    }

    /// Whether a form has a type.
    pub fn is(&self, schema: &Json, kind: &str) -> bool {
        self.forms(schema).into_iter().any(|form| match &form["type"] {
            Json::Array(kinds) => kinds.iter().any(|own| own == kind),
            own => own == kind,
        })
    }
}
