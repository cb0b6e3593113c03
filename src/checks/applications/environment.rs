//! What is known of the variables of a container.

use super::command::Command;
use crate::manifest::{Graph, Object};
use crate::yaml::Node;
use std::borrow::Cow;

/// The variables of a container.
#[derive(Clone, Copy, Debug)]
pub(super) struct Environment<'a, 'b> {
    pub(super) graph: &'b Graph<'a>,
    pub(super) namespace: &'a str,
    pub(super) container: &'a Node,
}

/// A value, as far as it is known.
#[derive(Clone, Debug)]
pub(super) enum Setting<'a> {
    /// It is this, and stands at this place of the pod.
    Text(Cow<'a, str>, &'a Node),
    /// It may be anything, or not set.
    Unknown,
    /// It is certainly not set.
    Absent,
}

impl Setting<'_> {
    /// The text, if it is known.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether it is certainly not set.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<'a> Environment<'a, '_> {
    /// A variable. Values of Secrets are nobody's business, and so unknown.
    pub(super) fn get(&self, name: &str) -> Setting<'a> {
        let own = self.container.items("env").iter().rev().find(|variable| variable.text("name") == Some(name));
        let Some(variable) = own else { return self.of_all(name) };
        if let Some(place) = variable.get("value") {
            return match place.as_str() {
                Some(text) if !text.contains("$(") => Setting::Text(Cow::Borrowed(text), place),
                _ => Setting::Unknown,
            };
        }
        let reference = variable.dig(&["valueFrom", "configMapKeyRef"]);
        let text = reference.and_then(|reference| {
            let map = self.graph.find("ConfigMap", self.namespace, reference.text("name")?)?;
            map.tree().get("data")?.text(reference.text("key")?)
        });
        match (text, variable.get("name")) {
            (Some(text), Some(place)) => Setting::Text(Cow::Borrowed(text), place),
            _ => Setting::Unknown,
        }
    }

    /// A variable of those that `envFrom` brings.
    fn of_all(&self, name: &str) -> Setting<'a> {
        for source in self.container.items("envFrom").iter().rev() {
            let prefix = source.text("prefix").unwrap_or_default();
            let Some(key) = name.strip_prefix(prefix) else { continue };
            let found = |kind: &str, reference: &str| {
                let named = source.dig(&[reference, "name"])?.as_str()?;
                self.graph.find(kind, self.namespace, named)
            };
            let Some(object) = found("ConfigMap", "configMapRef").or_else(|| found("Secret", "secretRef")) else {
                return Setting::Unknown;
            };
            if let Some(text) = entry(object, key) {
                return if object.kind == "ConfigMap" { Setting::Text(Cow::Borrowed(text), source) } else { Setting::Unknown };
            }
        }
        Setting::Absent
    }

    /// Whether any variable begins with these letters, or may.
    pub(super) fn may_have_any(&self, beginning: &str) -> bool {
        let own = self
            .container
            .items("env")
            .iter()
            .any(|variable| variable.text("name").is_some_and(|name| name.starts_with(beginning)));
        own || !self.container.items("envFrom").is_empty()
    }

    /// The value of an option, or of the variable that stands for it.
    pub(super) fn option(&self, command: &Command<'a>, options: &[&str], variable: &str) -> Setting<'a> {
        match command.option(options) {
            Some(word) if !word.has_gap => Setting::Text(word.text, word.place),
            Some(word) => self.expand(&word.text).map_or(Setting::Unknown, |text| Setting::Text(Cow::Owned(text), word.place)),
            None if command.may_have_more() => Setting::Unknown,
            None if variable.is_empty() => Setting::Absent,
            None => self.get(variable),
        }
    }

    /// The text of an option, or of the variable that stands for it, whatever is still to be put into it.
    pub(super) fn raw(&self, command: &Command<'a>, options: &[&str], variable: &str) -> Option<(Cow<'a, str>, &'a Node)> {
        if let Some(word) = command.option(options) {
            return Some((word.text, word.place));
        }
        let own = self.container.items("env").iter().rev().find(|own| own.text("name") == Some(variable));
        match own.and_then(|own| own.get("value")) {
            Some(place) => Some((Cow::Borrowed(place.as_str()?), place)),
            None => match self.get(variable) {
                Setting::Text(text, place) => Some((text, place)),
                _ => None,
            },
        }
    }

    /// A text with `$(NAME)`, `$NAME` and `${NAME}` put in; none if one of them is not known.
    pub(super) fn expand(&self, text: &str) -> Option<String> {
        let mut rest = text;
        let mut whole = String::new();
        while let Some((before, after)) = rest.split_once('$') {
            whole.push_str(before);
            let (name, behind) = match after.chars().next()? {
                '(' => after[1..].split_once(')')?,
                '{' => after[1..].split_once('}')?,
                _ => after
                    .split_at(after.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(after.len())),
            };
            whole.push_str(self.get(name).text()?);
            rest = behind;
        }
        whole.push_str(rest);
        Some(whole)
    }
}

/// A value of a ConfigMap, or whether a Secret has it.
fn entry<'a>(object: Object<'a>, key: &str) -> Option<&'a str> {
    let tree = object.tree();
    ["data", "stringData"].into_iter().find_map(|part| tree.get(part)?.text(key))
}
