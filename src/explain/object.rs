//! The object that somebody asks for.

use super::schema::Keys;
use super::{FieldPath, kind_word, parse_field};
use crate::diag::{Diagnostic, codes, nearest};
use crate::k8s::Entry;
use crate::source::{Sources, Span};
use std::collections::BTreeSet;

/// Whether a text names an object, `Deployment/loan-api`, `deploy/loan-api` or `shop/Deployment/loan-api`, as opposed to a path of a
/// spec, which starts with a key that a spec can have.
pub fn names_object(text: &str, keys: &Keys) -> bool {
    let (first, rest) = text.split_at(text.find(['.', '[', '/']).unwrap_or(text.len()));
    match rest.chars().next() {
        Some('/') => true,
        Some('.') => {
            !keys.properties(keys.root()).iter().any(|(key, _)| *key == first) && rest.contains('/') && !rest.contains('[')
        }
        _ => false,
    }
}

/// A reference to an object: with or without a namespace, which may also stand behind the kind, as in patches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reference<'a> {
    namespace: Option<&'a str>,
    kind: &'a str,
    name: &'a str,
}

impl<'a> Reference<'a> {
    /// What a text may mean, the likeliest first. With three parts only the objects tell whether the namespace comes first.
    fn parse(text: &'a str) -> Vec<Self> {
        let parts: Vec<&str> = text.splitn(3, '/').collect();
        match *parts.as_slice() {
            [one, two, name] => {
                let (before, behind) =
                    (Self { namespace: Some(one), kind: two, name }, Self { namespace: Some(two), kind: one, name });
                if one.starts_with(|letter: char| letter.is_ascii_uppercase()) {
                    vec![behind, before]
                } else {
                    vec![before, behind]
                }
            }
            [kind, name] => vec![Self { namespace: None, kind, name }],
            _ => vec![Self { namespace: None, kind: text, name: "" }],
        }
    }

    fn is_kind(&self, entry: &Entry) -> bool {
        kind_word::means(self.kind, entry.object.kind(), entry.object.api_version())
    }

    fn fits(&self, entry: &Entry) -> bool {
        self.is_kind(entry)
            && entry.object.name() == self.name
            && self.namespace.is_none_or(|namespace| entry.object.namespace() == Some(namespace))
    }
}

/// An object with its namespace in front, as nobody can misunderstand it.
fn full_title(entry: &Entry) -> String {
    let title = entry.object.title();
    entry.object.namespace().map_or(title.clone(), |namespace| format!("{namespace}/{title}"))
}

/// The object that a text names.
pub fn choose<'a>(entries: &'a [Entry], text: &str, sources: &mut Sources) -> Result<&'a Entry, Box<Diagnostic>> {
    let readings = Reference::parse(text);
    let mut found =
        readings.iter().map(|reading| (reading, entries.iter().filter(|entry| reading.fits(entry)).collect::<Vec<_>>()));
    let (reference, found) = found.find(|(_, found)| !found.is_empty()).unwrap_or((&readings[0], Vec::new()));
    match found.as_slice() {
        [one] => return Ok(one),
        [] => {}
        several => {
            let list: Vec<String> = several.iter().map(|entry| format!("`{}`", full_title(entry))).collect();
            let is_one_kind = several.iter().all(|entry| entry.object.kind() == several[0].object.kind());
            let what = if is_one_kind { "namespace" } else { "whole kind" };
            let found = Diagnostic::error(codes::AMBIGUOUS_OBJECT, format!("there is more than one {text}"))
                .at(whole(sources, text))
                .help(format!("name the {what} too: {}", list.join(" or ")));
            return Err(found.into());
        }
    }
    let titles: Vec<String> = match reference.namespace {
        Some(_) => entries.iter().map(full_title).collect(),
        None => entries.iter().map(|entry| entry.object.title()).collect(),
    };
    let kind = entries.iter().find(|entry| reference.is_kind(entry)).map_or(reference.kind, |entry| entry.object.kind());
    let asked = match reference.namespace {
        Some(namespace) => format!("{namespace}/{kind}/{}", reference.name),
        None => format!("{kind}/{}", reference.name),
    };
    let near = nearest(&asked, titles.iter().map(String::as_str));
    let of = |fits: &dyn Fn(&Entry) -> bool| -> Option<String> {
        let mut words: Vec<String> =
            entries.iter().filter(|entry| fits(entry)).map(|entry| format!("`{}`", entry.object.title())).collect();
        words.dedup();
        words.truncate(8);
        (!words.is_empty()).then(|| words.join(", "))
    };
    let found = Diagnostic::error(codes::UNKNOWN_OBJECT, format!("the bundle has no {text}"))
        .at(whole(sources, text))
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
        .maybe_help(of(&|entry| reference.is_kind(entry)).map(|list| format!("of this kind there are {list}")))
        .maybe_help(of(&|entry| entry.object.name() == reference.name).map(|list| format!("of this name there are {list}")))
        .help("`mlkube render` shows all objects");
    Err(found.into())
}

/// A field that an object does not have.
pub fn unknown_field(asked: &str, fields: &[FieldPath], title: &str, sources: &mut Sources) -> Diagnostic {
    // The beginnings of paths are as good as paths.
    let beginnings = fields.iter().flat_map(|path| (1..=path.0.len()).map(|end| FieldPath(path.0[..end].to_vec()).to_string()));
    let known: BTreeSet<String> = beginnings.collect();
    // A path without its beginning.
    let ending = |known: &&String| known.strip_suffix(asked).is_some_and(|before| before.ends_with('.'));
    let ends: Vec<String> = known.iter().filter(ending).map(|end| format!("`{end}`")).take(4).collect();
    let near = nearest(asked, known.iter().map(String::as_str)).map(|near| format!("`{near}`"));
    let meant = if ends.is_empty() { near } else { Some(ends.join(" or ")) };
    // A path that starts right is shown as far as it is right.
    let steps = parse_field(asked);
    let below = |end: usize| -> BTreeSet<String> {
        fields.iter().filter_map(|path| path.below(&steps[..end])).map(|path| path.to_string()).collect()
    };
    let below = (1..=steps.len()).rev().map(below).find(|below| !below.is_empty());
    let list = below.map(|below| below.iter().take(8).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "));
    Diagnostic::error(codes::UNKNOWN_FIELD, format!("{title} has no field `{asked}`"))
        .at(whole(sources, asked))
        .maybe_help(meant.map(|meant| format!("did you mean {meant}?")))
        .maybe_help(list.map(|list| format!("there are {list}")))
        .help("without a field all of them are shown")
}

/// A field that is asked for without an object.
pub fn field_of_nothing(text: &str) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_OBJECT, format!("`{text}` is no object whose field could be explained"))
        .help("name an object as `KIND/NAME`: `Deployment/loan-api`, `deploy/loan-api`")
        .help("a path of a spec stands by itself: `services.loan-api.scale.max`")
}

/// A question as a text in which places can be shown.
pub(super) fn whole(sources: &mut Sources, text: &str) -> Span {
    Span::new(sources.add("explain", text), 0..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_paths_are_told_apart() {
        let keys = Keys::default();
        for object in [
            "Deployment/loan-api",
            "shop/Deployment/loan-api",
            "Deployment/shop/loan-api",
            "ConfigMap/a.b",
            "deploy/loan-api",
            "deployment.apps/loan-api",
            "deployments.v1.apps/loan-api",
            "services/loan-api",
            "a/b",
        ] {
            assert!(names_object(object, &keys), "{object}");
        }
        for path in
            ["services.loan-api", "patches.Deployment/loan-api.spec", "services.a.files[/etc/X]", "project", "servces.a.b[/c]"]
        {
            assert!(!names_object(path, &keys), "{path}");
        }
        let reading = |text| Reference::parse(text)[0];
        let wanted = Reference { namespace: Some("shop"), kind: "Deployment", name: "api" };
        assert_eq!((reading("Deployment/shop/api"), reading("shop/Deployment/api")), (wanted, wanted));
        assert!(Reference::parse("deploy/shop/api").contains(&Reference { kind: "deploy", ..wanted }));
    }
}
