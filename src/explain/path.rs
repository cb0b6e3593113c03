//! A value of the spec: every layer that set it, and what counts if none did.

use super::edit;
use super::entries::is_section;
use super::field_path::place_of;
use super::place::path_text;
use super::schema::Keys;
use super::{Examined, fact, parse_field, vary};
use crate::diag::{Diagnostic, codes, nearest};
use crate::fields::{is_credential_option, is_token};
use crate::layers::{Layer, LayerKind};
use crate::source::{Sources, Span};
use crate::yaml::{Node, Step, Value};

/// What a layer does at a path.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Where it stands.
    pub place: Span,
    /// The value; none if the layer takes out what others have set.
    pub value: Option<Node>,
    /// Whether it may be a credential, which nobody is shown.
    pub covered: bool,
}

/// A value of the spec and the layers that have set it, the one that counts first.
#[derive(Clone, Debug)]
pub struct Layered {
    /// The path.
    pub path: Vec<Step>,
    /// The layers; none if nothing is said.
    pub settings: Vec<Setting>,
    /// What the key says, and what counts if it is not given.
    pub doc: String,
}

/// What the command line says that is no layer of the spec, and wins over all of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flags<'a> {
    /// The profile.
    pub profile: Option<&'a str>,
}

/// Everything that is said at a path and below it.
pub fn layered(
    examined: &Examined,
    keys: &Keys,
    text: &str,
    flags: Flags<'_>,
    sources: &mut Sources,
) -> Result<Vec<Layered>, Box<Diagnostic>> {
    if let Some(facts) = fact::layered(examined, keys, text, sources) {
        return facts;
    }
    let path = resolve(&examined.layers, keys, text, sources).map_err(|unknown| {
        let fact = examined.profile.as_ref().and_then(|profile| fact::named(profile, text));
        Box::new(unknown.maybe_help(fact.map(|fact| format!("`{fact}` is a fact of the profile"))))
    })?;
    let secrets = examined.outcome.report.secrets();
    let mut leaves: Vec<Vec<Step>> = Vec::new();
    for layer in &examined.layers {
        if let Some(node) = layer.tree.at_path(&path) {
            edit::walk(node, &mut path.clone(), &mut |path, node| {
                let is_leaf = !matches!(&node.value, Value::Mapping(mapping) if !mapping.is_empty());
                // A list is one value: a layer replaces it as a whole.
                let in_list = path.iter().any(|step| matches!(step, Step::Index(_)));
                if is_leaf && !in_list && !leaves.iter().any(|leaf| leaf == path) {
                    leaves.push(path.to_vec());
                }
            });
        }
    }
    // What one layer takes out as a whole, others set piece by piece.
    let around = |leaf: &Vec<Step>| leaves.iter().any(|other| other.len() > leaf.len() && other.starts_with(leaf));
    let pieces: Vec<Vec<Step>> = leaves.iter().filter(|leaf| !around(leaf)).cloned().collect();
    leaves = pieces;
    if leaves.is_empty() || path.iter().any(|step| matches!(step, Step::Index(_))) {
        leaves = vec![path];
    }
    let found = leaves.into_iter().map(|path| {
        let doc = keys.at(&path).map(|form| keys.description(form)).unwrap_or_default();
        let mut settings = settings(&examined.layers, &path, &secrets);
        if let ([Step::Key(key)], Some(profile)) = (path.as_slice(), flags.profile)
            && key == "profile"
        {
            settings.insert(0, flag("--profile", profile, sources));
        }
        Layered { path, settings, doc }
    });
    Ok(found.collect())
}

/// What a flag says.
fn flag(name: &str, text: &str, sources: &mut Sources) -> Setting {
    let place = Span::new(sources.add(name, text), 0..text.len());
    Setting { place, value: Some(Node { span: place, value: vary::string(text) }), covered: false }
}

/// What layers do to a value, the last layer first.
fn settings(layers: &[Layer], path: &[Step], secrets: &[Span]) -> Vec<Setting> {
    let of_layer = |layer: &Layer| -> Option<Setting> {
        // A map goes on to what is inside; anything else around the path replaces everything below it.
        let nodes = (0..=path.len()).map_while(|length| Some((length, layer.tree.at_path(&path[..length])?)));
        let (length, node) = nodes.last()?;
        let is_whole = length == path.len();
        // Nothing is below the spec that it could remove: there `queue:` is an entry with all of its defaults.
        let is_open = node.is_null() && layer.kind == LayerKind::Spec;
        if !is_whole && (node.as_mapping().is_some() || is_open) {
            return None;
        }
        let value = (is_whole && (is_open || !node.is_null())).then(|| node.clone());
        let texts = node.as_str().is_some_and(|text| is_token(text) || is_credential_option(text));
        let covered = texts || secrets.iter().any(|secret| overlap(*secret, node.span));
        Some(Setting { place: node.span, value, covered })
    };
    layers.iter().rev().filter_map(of_layer).collect()
}

fn overlap(one: Span, two: Span) -> bool {
    one.source == two.source && one.start < two.end && two.start < one.end
}

/// The steps of a path, every one of which a spec can have.
fn resolve(layers: &[Layer], keys: &Keys, text: &str, sources: &mut Sources) -> Result<Vec<Step>, Box<Diagnostic>> {
    let mut path: Vec<Step> = Vec::new();
    let mut form = Some(keys.root());
    let mut from = 0;
    let words = parse_field(text);
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        // A key with dots in it that was written without brackets.
        let whole = |end: &usize| stands(layers, &path, &rest[..*end].join("."));
        let end = (1..=rest.len()).find(whole).unwrap_or(1);
        let word = if end == 1 { first.clone() } else { rest[..end].join(".") };
        rest = &rest[end..];
        let place = place_of(&word, text, from);
        from = place.end;
        let here: Vec<&Node> = layers.iter().filter_map(|layer| layer.tree.at_path(&path)).collect();
        let step = match word.parse() {
            Ok(index) if here.last().is_some_and(|node| node.as_sequence().is_some()) => Step::Index(index),
            _ => Step::Key(word.clone()),
        };
        path.push(step.clone());
        let stands = layers.iter().any(|layer| layer.tree.at_path(&path).is_some());
        let known: Vec<&str> =
            form.map(|form| keys.properties(form).into_iter().map(|(key, _)| key).collect()).unwrap_or_default();
        if !stands && !known.contains(&word.as_str()) {
            path.pop();
            let own = here.iter().filter_map(|node| node.as_mapping()).flat_map(|mapping| mapping.keys().map(|key| &*key.name));
            let mut words: Vec<&str> = known.into_iter().chain(own).collect();
            words.sort_unstable();
            words.dedup();
            let place = Span::new(sources.add("explain", text), place);
            let named = if path.is_empty() { entries_named(layers, &word) } else { Vec::new() };
            return Err(unknown(&word, &path, &words, &named, place).into());
        }
        form = form.and_then(|form| keys.step(form, &step));
    }
    Ok(path)
}

/// Whether a key stands at a path in any layer.
fn stands(layers: &[Layer], path: &[Step], key: &str) -> bool {
    layers.iter().filter_map(|layer| layer.tree.at_path(path)).any(|node| node.get(key).is_some())
}

/// The paths of entries of a name.
fn entries_named(layers: &[Layer], name: &str) -> Vec<String> {
    let sections = layers.iter().filter_map(|layer| layer.tree.as_mapping()).flatten();
    let named = sections.filter(|(section, entries)| is_section(&section.name) && entries.get(name).is_some());
    let mut found: Vec<String> = named.map(|(section, _)| format!("`{}.{name}`", section.name)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn unknown(word: &str, path: &[Step], known: &[&str], named: &[String], place: Span) -> Diagnostic {
    let around = if path.is_empty() { "a spec".to_owned() } else { format!("`{}`", path_text(path)) };
    let list = known.iter().take(12).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let more = if known.len() > 12 { ", ..." } else { "" };
    Diagnostic::error(codes::UNKNOWN_PATH, format!("{around} has no `{word}`"))
        .at(place)
        .maybe_help((!named.is_empty()).then(|| format!("did you mean {}?", named.join(" or "))))
        .maybe_help(nearest(word, known.iter().copied()).map(|near| format!("did you mean `{near}`?")))
        .maybe_help((!known.is_empty()).then(|| format!("there are {list}{more}")))
        .help("write a path with dots, `services.loan-api.scale.max`, and keys with dots in brackets")
}
