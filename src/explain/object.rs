//! The object that somebody asks for.

use crate::diag::{Diagnostic, codes, nearest};
use crate::k8s::Entry;
use crate::source::{Sources, Span};

/// Whether a text names an object, `Deployment/loan-api` or `shop/Deployment/loan-api`, as opposed to a path of a spec.
pub fn names_object(text: &str) -> bool {
    let is_kind = |part: &str| part.starts_with(|letter: char| letter.is_ascii_uppercase());
    let mut parts = text.split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    second.is_some_and(|second| is_kind(first) || (is_kind(second) && !first.contains('.')))
}

/// A reference to an object: with or without a namespace, which may also stand behind the kind, as in patches.
struct Reference<'a> {
    namespace: Option<&'a str>,
    kind: &'a str,
    name: &'a str,
}

impl<'a> Reference<'a> {
    fn parse(text: &'a str) -> Self {
        let parts: Vec<&str> = text.splitn(3, '/').collect();
        match parts.as_slice() {
            [one, two, three] if one.starts_with(|letter: char| letter.is_ascii_uppercase()) => {
                Self { namespace: Some(two), kind: one, name: three }
            }
            [one, two, three] => Self { namespace: Some(one), kind: two, name: three },
            [kind, name] => Self { namespace: None, kind, name },
            _ => Self { namespace: None, kind: text, name: "" },
        }
    }

    fn fits(&self, entry: &Entry) -> bool {
        let object = &entry.object;
        object.kind() == self.kind
            && object.name() == self.name
            && self.namespace.is_none_or(|namespace| object.namespace() == Some(namespace))
    }
}

/// An object with its namespace in front, as nobody can misunderstand it.
fn full_title(entry: &Entry) -> String {
    let title = entry.object.title();
    entry.object.namespace().map_or(title.clone(), |namespace| format!("{namespace}/{title}"))
}

/// The object that a text names.
pub fn choose<'a>(entries: &'a [Entry], text: &str, sources: &mut Sources) -> Result<&'a Entry, Box<Diagnostic>> {
    let reference = Reference::parse(text);
    let found: Vec<&Entry> = entries.iter().filter(|entry| reference.fits(entry)).collect();
    match found.as_slice() {
        [one] => return Ok(one),
        [] => {}
        several => {
            let list: Vec<String> = several.iter().map(|entry| format!("`{}`", full_title(entry))).collect();
            let found = Diagnostic::error(codes::AMBIGUOUS_OBJECT, format!("there is more than one {text}"))
                .at(whole(sources, text))
                .help(format!("name the namespace too: {}", list.join(" or ")));
            return Err(found.into());
        }
    }
    let titles: Vec<String> = match reference.namespace {
        Some(_) => entries.iter().map(full_title).collect(),
        None => entries.iter().map(|entry| entry.object.title()).collect(),
    };
    let asked =
        reference.namespace.map_or(text.to_owned(), |namespace| format!("{namespace}/{}/{}", reference.kind, reference.name));
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
        .maybe_help(of(&|entry| entry.object.kind() == reference.kind).map(|list| format!("of this kind there are {list}")))
        .maybe_help(of(&|entry| entry.object.name() == reference.name).map(|list| format!("of this name there are {list}")))
        .help("`mlkube render` shows all objects");
    Err(found.into())
}

/// A field that an object does not have.
pub fn unknown_field(asked: &str, fields: &[String], title: &str, sources: &mut Sources) -> Diagnostic {
    // The beginnings of paths are as good as paths.
    let mut known: Vec<&str> = Vec::new();
    for field in fields {
        let ends = field.match_indices(['.', '[']).map(|(at, _)| at).filter(|at| *at > 0).chain([field.len()]);
        known.extend(ends.map(|end| &field[..end]));
    }
    let near = nearest(asked, known.iter().copied());
    // A path that starts right is shown as far as it is right.
    let right = (0..=asked.len()).rev().find(|end| asked.is_char_boundary(*end) && known.contains(&&asked[..*end]));
    let below = right.map(|end| {
        let mut words: Vec<&str> =
            known.iter().copied().filter(|known| known.starts_with(&asked[..end]) && known.len() > end).collect();
        words.retain(|word| !word[end + 1..].contains(['.', '[']));
        words.sort_unstable();
        words.dedup();
        words.iter().take(8).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
    });
    Diagnostic::error(codes::UNKNOWN_FIELD, format!("{title} has no field `{asked}`"))
        .at(whole(sources, asked))
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
        .maybe_help(below.filter(|below| !below.is_empty()).map(|below| format!("there are {below}")))
        .help("without a field all of them are shown")
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
        for object in ["Deployment/loan-api", "shop/Deployment/loan-api", "Deployment/shop/loan-api", "ConfigMap/a.b"] {
            assert!(names_object(object), "{object}");
        }
        for path in ["services.loan-api", "patches.Deployment/loan-api.spec", "services.a.files[/etc/X]", "project", "a/b"] {
            assert!(!names_object(path), "{path}");
        }
        let reference = Reference::parse("Deployment/shop/api");
        assert_eq!((reference.namespace, reference.kind, reference.name), (Some("shop"), "Deployment", "api"));
    }
}
