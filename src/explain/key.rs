//! The documentation of a key, from the schema that editors use.

use super::field_path::place_of;
use super::schema::Keys;
use super::{parse_field, sample};
use crate::diag::{Diagnostic, codes, nearest};
use crate::source::{Sources, Span};
use crate::yaml::{self, Node, Step};
use serde::Serialize;
use serde_json::Value as Json;
use std::fmt::Write;

/// What is known of a key.
#[derive(Debug, Serialize)]
pub struct KeyPage {
    /// The path, with `NAME` for names of the user's own.
    pub path: String,
    /// What it says.
    pub doc: String,
    /// What may stand there.
    pub form: String,
    /// Words of which one has to stand there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Whether it has to be given.
    pub required: bool,
    /// A value that it may have, as YAML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// The keys below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyRow>,
}

/// A key below another.
#[derive(Debug, Serialize)]
pub struct KeyRow {
    /// The key.
    pub key: String,
    /// What may stand there.
    pub form: String,
    /// Whether it has to be given.
    pub required: bool,
    /// What it says.
    pub doc: String,
}

/// The page of a key; names of entries may be left out: `services.gpu`. An empty path is the spec itself.
pub fn key_page(keys: &Keys, text: &str, sources: &mut Sources) -> Result<KeyPage, Box<Diagnostic>> {
    let (mut form, mut path, mut required, mut from) = (keys.root(), Vec::new(), true, 0);
    let mut steps: Vec<Step> = Vec::new();
    for word in parse_field(text) {
        let place = place_of(&word, text, from);
        from = place.end;
        // Words of the user's own stand between a section and the keys of its entries.
        if let Some(values) = keys.values(form).filter(|_| !has(keys, form, &word)) {
            path.push("NAME".to_owned());
            steps.push(Step::Key("NAME".to_owned()));
            form = values;
            required = false;
            if !has(keys, values, &word) {
                continue;
            }
        }
        let Some((_, inner)) = keys.properties(form).into_iter().find(|(key, _)| *key == word) else {
            let known: Vec<&str> = keys.properties(form).into_iter().map(|(key, _)| key).collect();
            let place = Span::new(sources.add("explain", text), place);
            let elsewhere = if path.is_empty() { sections_with(keys, &word) } else { Vec::new() };
            return Err(unknown(&word, &path.join("."), &known, &elsewhere, place).into());
        };
        required = keys.required(form).contains(&word.as_str());
        steps.push(Step::Key(word.clone()));
        path.push(word);
        form = inner;
    }
    Ok(page(keys, form, &path.join("."), &steps, required))
}

fn has(keys: &Keys, form: &Json, word: &str) -> bool {
    keys.properties(form).iter().any(|(key, _)| *key == word)
}

/// The sections whose entries have a key, with it.
fn sections_with(keys: &Keys, word: &str) -> Vec<String> {
    let sections = keys.properties(keys.root()).into_iter();
    let inside = sections.map(|(section, form)| (section, keys.values(form).unwrap_or(form)));
    inside.filter(|(_, form)| has(keys, form, word)).map(|(section, _)| format!("`{section}.{word}`")).collect()
}

fn page(keys: &Keys, form: &Json, path: &str, steps: &[Step], required: bool) -> KeyPage {
    // The keys of an entry stand for those of its section.
    let inside = keys.values(form).filter(|values| !keys.properties(values).is_empty()).unwrap_or(form);
    let needed = keys.required(inside);
    let row = |(key, inner): (&str, &Json)| KeyRow {
        key: key.to_owned(),
        form: form_text(keys, inner),
        required: needed.contains(&key),
        doc: keys.description(inner),
    };
    KeyPage {
        path: path.to_owned(),
        doc: keys.description(form),
        form: form_text(keys, form),
        choices: keys.choices(form).into_iter().map(str::to_owned).collect(),
        required,
        example: example(keys, form, steps),
        keys: keys.properties(inside).into_iter().map(row).collect(),
    }
}

/// A spec with nothing but the key in it.
fn example(keys: &Keys, form: &Json, steps: &[Step]) -> Option<String> {
    if steps.is_empty() || !keys.properties(form).is_empty() || keys.values(form).is_some() {
        return None;
    }
    let value = sample::example(keys, form)?;
    let mut tree = Node { span: Span::default(), value: yaml::Value::Null };
    super::edit::set(&mut tree, steps, value, None);
    let mut text = Vec::new();
    yaml::write(&tree, &mut text).ok()?;
    String::from_utf8(text).ok()
}

/// What may stand at a key, in a few words.
pub fn form_text(keys: &Keys, form: &Json) -> String {
    let of = |form: &Json| -> String {
        let is = |kind: &str| keys.is(form, kind);
        if !keys.properties(form).is_empty() || keys.values(form).is_some() {
            return "map".to_owned();
        }
        let kinds = [("boolean", "true or false"), ("integer", "whole number"), ("number", "number"), ("string", "text")];
        kinds.iter().find(|(kind, _)| is(kind)).map_or("map", |(_, words)| words).to_owned()
    };
    let choices = keys.choices(form);
    if !choices.is_empty() {
        let map = if keys.properties(form).is_empty() { "" } else { ", or a map" };
        return choices.join(", ") + map;
    }
    match keys.items(form) {
        Some(items) => match keys.choices(items).as_slice() {
            [] => format!("list: {}", word(keys, items).map_or_else(|| of(items), str::to_owned)),
            choices => format!("list: {}", choices.join(", ")),
        },
        None => word(keys, form).map_or_else(|| of(form), str::to_owned),
    }
}

/// What a word of the spec expects.
fn word<'a>(keys: &'a Keys, form: &'a Json) -> Option<&'a str> {
    let mut words = keys.forms(form).into_iter().filter(|form| form.get("pattern").is_some());
    words.find_map(|form| form["description"].as_str())
}

fn unknown(word: &str, path: &str, known: &[&str], elsewhere: &[String], place: Span) -> Diagnostic {
    let around = if path.is_empty() { "a spec".to_owned() } else { format!("`{path}`") };
    let list = known.iter().take(12).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::UNKNOWN_PATH, format!("{around} has no key `{word}`"))
        .at(place)
        .maybe_help((!elsewhere.is_empty()).then(|| format!("did you mean {}?", elsewhere.join(" or "))))
        .maybe_help(nearest(word, known.iter().copied()).map(|near| format!("did you mean `{near}`?")))
        .maybe_help((!known.is_empty()).then(|| format!("there are {list}{}", if known.len() > 12 { ", ..." } else { "" })))
        .help("`mlkube explain --spec` lists all sections")
}

/// The page for people.
pub fn key_text(page: &KeyPage) -> String {
    let mut out = String::new();
    let title = if page.path.is_empty() { "The spec" } else { &page.path };
    let _ =
        writeln!(out, "{title}: {}{}", page.form, if page.required && !page.path.is_empty() { ", has to be given" } else { "" });
    if !page.doc.is_empty() {
        let _ = writeln!(out, "\n{}", page.doc);
    }
    if let Some(example) = &page.example {
        out.push_str("\nExample:\n");
        for line in example.lines() {
            let _ = writeln!(out, "  {line}");
        }
    }
    if !page.keys.is_empty() {
        out.push_str("\nKeys:\n");
        let width = page.keys.iter().map(|row| row.key.len()).max().unwrap_or(0);
        for row in &page.keys {
            let mark = if row.required { " (has to be given)" } else { "" };
            let _ = writeln!(out, "  {:width$}  {}{mark}\n  {:width$}    {}", row.key, row.doc, "", row.form);
        }
    }
    out
}
