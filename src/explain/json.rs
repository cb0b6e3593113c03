//! Answers for programs.

use super::origin::Origin;
use super::path::Layered;
use super::place::path_text;
use super::{Explained, Field};
use crate::source::{Sources, Span};
use crate::yaml::{Node, Step};
use serde::Serialize;

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let position = sources.position(span);
    Place { file: &sources.get(span.source).name, line: position.line, column: position.column }
}

#[derive(Serialize)]
struct ObjectAnswer<'a> {
    object: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<OriginAnswer<'a>>,
    /// Without which the object is not there.
    needs: Vec<OriginAnswer<'a>>,
    fields: Vec<FieldAnswer<'a>>,
    /// Of many entries alike only a few are looked at.
    #[serde(rename = "leftOut", skip_serializing_if = "Option::is_none")]
    left_out: Option<LeftOutAnswer>,
}

#[derive(Serialize)]
struct LeftOutAnswer {
    /// How many entries may have a part in the object as well.
    entries: usize,
    /// How many fields come from them.
    fields: usize,
    /// The fields of which they give a part.
    partly: Vec<String>,
}

#[derive(Serialize)]
struct FieldAnswer<'a> {
    field: String,
    value: &'a Node,
    origins: Vec<OriginAnswer<'a>>,
}

#[derive(Serialize)]
struct OriginAnswer<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

fn origin<'a>(origin: &'a Origin, sources: &'a Sources) -> OriginAnswer<'a> {
    let known = |kind: &'static str, path: &[Step], span: &Span| OriginAnswer {
        kind,
        path: Some(path_text(path)),
        place: Some(place(sources, *span)),
        why: None,
    };
    match origin {
        Origin::Value { path, place } => known("value", path, place),
        Origin::Name { path, place } => known("name", path, place),
        Origin::Presence { path, place } => known("presence", path, place),
        Origin::Fact { path, place } => known("profile", path, place),
        Origin::Default { path, doc } => {
            OriginAnswer { kind: "default", path: Some(path_text(path)), place: None, why: Some(doc) }
        }
        Origin::File { place: span } => OriginAnswer { kind: "file", path: None, place: Some(place(sources, *span)), why: None },
        Origin::Rule(rule) => OriginAnswer { kind: "rule", path: Some(rule.name.to_owned()), place: None, why: Some(rule.why) },
    }
}

/// An object and its fields as JSON.
pub fn object_json(explained: &Explained, sources: &Sources) -> serde_json::Result<String> {
    let field = |(Field { path, value }, origins): &'_ (Field, Vec<Origin>)| (path.to_string(), value.clone(), origins.clone());
    let fields: Vec<(String, Node, Vec<Origin>)> = explained.fields.iter().map(field).collect();
    let owner = explained.owner.as_ref().map(|(path, place)| Origin::Name { path: path.clone(), place: *place });
    let answer = ObjectAnswer {
        object: &explained.title,
        namespace: explained.namespace.as_deref(),
        owner: owner.as_ref().map(|owner| origin(owner, sources)),
        needs: explained.needs.iter().map(|need| origin(need, sources)).collect(),
        fields: fields
            .iter()
            .map(|(field, value, origins)| FieldAnswer {
                field: field.clone(),
                value,
                origins: origins.iter().map(|found| origin(found, sources)).collect(),
            })
            .collect(),
        left_out: Some(&explained.left_out).filter(|others| !others.is_nothing()).map(|others| LeftOutAnswer {
            entries: others.entries,
            fields: others.fields.len(),
            partly: others.partly.iter().map(|field| field.path.to_string()).collect(),
        }),
    };
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

#[derive(Serialize)]
struct ValueAnswer<'a> {
    path: String,
    /// The value that counts; none if it is not given, or if it may be a credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a Node>,
    layers: Vec<LayerAnswer<'a>>,
    doc: &'a str,
}

#[derive(Serialize)]
struct LayerAnswer<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    does: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a Node>,
}

/// Values of the spec as JSON.
pub fn layers_json(all: &[Layered], sources: &Sources) -> serde_json::Result<String> {
    let answer = |layered: &'_ Layered| -> serde_json::Result<serde_json::Value> {
        let shown = |setting: &'_ super::Setting| setting.value.clone().filter(|_| !setting.covered);
        let values: Vec<Option<Node>> = layered.settings.iter().map(shown).collect();
        let layers = layered.settings.iter().zip(&values).enumerate().map(|(index, (setting, value))| LayerAnswer {
            place: place(sources, setting.place),
            does: match (&setting.value, index) {
                (None, _) => "removes",
                (Some(_), 0) => "sets",
                (Some(_), _) => "is overridden",
            },
            value: value.as_ref(),
        });
        serde_json::to_value(ValueAnswer {
            path: path_text(&layered.path),
            value: values.first().and_then(Option::as_ref),
            layers: layers.collect(),
            doc: &layered.doc,
        })
    };
    let answers = all.iter().map(answer).collect::<serde_json::Result<Vec<_>>>()?;
    Ok(serde_json::to_string_pretty(&answers)? + "\n")
}
