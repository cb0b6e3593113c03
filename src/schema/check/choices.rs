//! Fields of which a map may have some, and not others.

use super::place::Place;
use super::walk::{OTHER_RELEASE, Walk};
use crate::diag::{Diagnostic, codes, nearest};
use crate::schema::definitions::Origin;
use crate::schema::model::{Choice, Object, Text};
use crate::yaml::{Key, Mapping};

impl Walk<'_> {
    /// Reports fields that do not go together, or of which one is missing.
    pub(super) fn choices(&mut self, object: &Object, mapping: &Mapping, strangers: &[&str], place: &Place<'_>) {
        for choice in &object.choices {
            let mut names = choice.parts.iter().flatten();
            // Whether `null` counts depends on what the rest of the schema says of the field.
            let is_open = names.clone().any(|name| mapping.get(name).is_some_and(crate::yaml::Node::is_null));
            let is_slip = names.any(|name| strangers.iter().any(|stranger| nearest(stranger, [&**name]).is_some()));
            if is_open || is_slip {
                continue;
            }
            let there: Vec<&[Text]> = choice
                .parts
                .iter()
                .map(|part| &**part)
                .filter(|part| part.iter().all(|name| mapping.get(name).is_some()))
                .collect();
            if there.len() < choice.least || there.len() > choice.most {
                let fault = self.chosen(choice, &there, mapping, place);
                let release = (self.origin == Origin::Table).then_some(OTHER_RELEASE);
                self.sink.push(fault.maybe_help(release));
            }
        }
    }

    fn chosen(&self, choice: &Choice, there: &[&[Text]], mapping: &Mapping, place: &Place<'_>) -> Diagnostic {
        let said = place.said(self.kind);
        let all = || choice.parts.iter().map(|part| &**part);
        if there.len() < choice.least {
            let message = match choice.parts.len() {
                1 => format!("{said} has no {}", listed(all(), "and")),
                _ => format!("{said} has none of {}", listed(all(), "and")),
            };
            return Diagnostic::error(codes::BEYOND_SCHEMA, message).at(place.span).help(format!("add {}", listed(all(), "or")));
        }
        let mut keys: Vec<&Key> = there.iter().copied().flatten().filter_map(|name| mapping.key(name)).collect();
        keys.sort_by_key(|key| key.span);
        let (first, last) = (keys.first().copied(), keys.last().copied());
        let message = format!(
            "{said} has {}, {}",
            listed(there.iter().copied(), "and"),
            match (choice.most, keys.len()) {
                (0, 1) => "which its schema forbids",
                (0, _) => "which its schema forbids together",
                _ => "of which it may have one",
            }
        );
        let fault = Diagnostic::error(codes::BEYOND_SCHEMA, message).at(last.map(|key| key.span));
        let first = first.filter(|first| Some(first.span) != last.map(|last| last.span));
        let fault = fault.related(first.map(|key| key.span), "the first one");
        fault.help(if keys.len() > 1 { "take one of them out" } else { "take it out" })
    }
}

/// Parts with commas between them: `a`, `b` and `c`.
fn listed<'a>(parts: impl Iterator<Item = &'a [Text]>, word: &str) -> String {
    let shown: Vec<String> =
        parts.map(|part| part.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")).collect();
    match shown.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} {word} {last}", before.join(", ")),
        _ => shown.concat(),
    }
}
