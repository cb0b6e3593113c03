//! Facts of the profile, by the paths that origins name: `storage.default`.

use super::field_path::place_of;
use super::path::{Layered, Setting};
use super::schema::Keys;
use super::{Examined, edit, parse_field, path_text};
use crate::diag::{Diagnostic, codes, nearest};
use crate::profile::Profile;
use crate::source::{Sources, Span};
use crate::yaml::{Mapping, Node, Step, Value};

/// What the profile says at a path and below it; none if it is no path of a profile. Where a spec has a key of the same name, that one is
/// meant, unless the path starts with `profile`, as origins are shown.
pub(super) fn layered(
    examined: &Examined,
    keys: &Keys,
    text: &str,
    sources: &mut Sources,
) -> Option<Result<Vec<Layered>, Box<Diagnostic>>> {
    let (tree, forms) = (examined.profile.as_ref()?.tree(), Keys::of_profiles());
    let words = parse_field(text.strip_prefix("profile ").unwrap_or(text));
    let (first, rest) = words.split_first()?;
    let is_key = |keys: &Keys, word: &str| keys.properties(keys.root()).iter().any(|(key, _)| *key == word);
    let words = match rest {
        [_, ..] if first == "profile" => rest,
        _ if text.starts_with("profile ") || (is_key(&forms, first) && !is_key(keys, first)) => &words,
        _ => return None,
    };
    // What a profile extends is merged already.
    if words.first().is_some_and(|first| first == "extends") {
        return None;
    }
    let (path, rest) = resolve(tree, words);
    let open: Vec<Step> = path.iter().cloned().chain(rest.iter().cloned().map(Step::Key)).collect();
    let doc = |path: &[Step]| forms.at(path).map(|form| forms.description(form)).unwrap_or_default();
    if !rest.is_empty() {
        let is_known = forms.at(&open).is_some() && is_fixed(&forms, &open);
        let layered = Layered { path: of_profile(&open), settings: Vec::new(), doc: doc(&open) };
        return Some(if is_known { Ok(vec![layered]) } else { Err(unknown(tree, &path, &rest[0], text, sources).into()) });
    }
    let mut leaves: Vec<(Vec<Step>, Node)> = Vec::new();
    edit::walk(tree.at_path(&path)?, &mut path.clone(), &mut |path, node| {
        let is_map = matches!(&node.value, Value::Mapping(mapping) if !mapping.is_empty());
        if !is_map && !leaves.iter().any(|(leaf, _)| path.starts_with(leaf)) {
            leaves.push((path.to_vec(), node.clone()));
        }
    });
    let of_leaf = |(path, node): (Vec<Step>, Node)| {
        let setting = Setting { place: node.span, value: Some(node), covered: false };
        Layered { path: of_profile(&path), settings: vec![setting], doc: doc(&path) }
    };
    Some(Ok(leaves.into_iter().map(of_leaf).collect()))
}

/// The path of a fact, as [`layered`] takes it, if a text leads to one.
pub(super) fn named(profile: &Profile, text: &str) -> Option<String> {
    let words = parse_field(text);
    let (path, rest) = resolve(profile.tree(), &words);
    (rest.is_empty() && !path.is_empty()).then(|| path_text(&of_profile(&path)))
}

fn of_profile(path: &[Step]) -> Vec<Step> {
    [Step::Key("profile".to_owned())].into_iter().chain(path.iter().cloned()).collect()
}

/// Whether the last step of a path is a key that every profile may have, as opposed to a name.
fn is_fixed(forms: &Keys, path: &[Step]) -> bool {
    let Some((Step::Key(last), around)) = path.split_last() else { return false };
    forms.at(around).is_some_and(|form| forms.properties(form).iter().any(|(key, _)| key == last))
}

/// The steps of a path as far as it leads to facts, and the words that are left. A key with dots in it may be written without brackets.
fn resolve<'a>(tree: &Node, words: &'a [String]) -> (Vec<Step>, &'a [String]) {
    let (mut path, mut node, mut rest) = (Vec::new(), tree, words);
    while let Some(word) = rest.first() {
        let item = || word.parse().ok().and_then(|index: usize| Some((Step::Index(index), node.as_sequence()?.get(index)?, 1)));
        let key = |end: usize| {
            let key = rest[..end].join(".");
            Some((node.get(&key)?, key, end))
        };
        let found = item().or_else(|| (1..=rest.len()).find_map(key).map(|(node, key, end)| (Step::Key(key), node, end)));
        let Some((step, inner, end)) = found else { break };
        path.push(step);
        (node, rest) = (inner, &rest[end..]);
    }
    (path, rest)
}

fn unknown(tree: &Node, path: &[Step], word: &str, text: &str, sources: &mut Sources) -> Diagnostic {
    let mapping = tree.at_path(path).and_then(Node::as_mapping);
    let known: Vec<&str> = mapping.into_iter().flat_map(Mapping::keys).map(|key| &*key.name).collect();
    let around = if path.is_empty() { "the profile".to_owned() } else { format!("`{}` of the profile", path_text(path)) };
    let list = known.iter().take(12).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::UNKNOWN_PATH, format!("{around} has no `{word}`"))
        .at(Span::new(sources.add("explain", text), place_of(word, text, 0)))
        .maybe_help(nearest(word, known.iter().copied()).map(|near| format!("did you mean `{near}`?")))
        .maybe_help((!known.is_empty()).then(|| format!("there are {list}{}", if known.len() > 12 { ", ..." } else { "" })))
        .help("`mlkube profiles show --resolved NAME` has all facts")
}
