//! Limits of values: words, patterns, ranges, lengths.

use super::place::Place;
use super::walk::Walk;
use super::word;
use crate::diag::{Diagnostic, codes, nearest};
use crate::schema::model::Limits;
use crate::yaml::{Node, Value};

/// Words longer than this are not repeated in a message.
const SHOWN: usize = 40;

impl Walk<'_> {
    /// Holds a value that could be decoded against limits.
    pub(super) fn limits(&mut self, limits: &Limits, node: &Node, place: &Place<'_>) {
        if !limits.words.is_empty() {
            self.words(limits, node, place);
        }
        match &node.value {
            Value::String { text, .. } => self.text(limits, text, node, place),
            Value::Sequence(items) => {
                self.count(items.len(), limits.min_items, limits.max_items, "items", node, place);
            }
            Value::Mapping(entries) => {
                self.count(entries.len(), limits.min_entries, limits.max_entries, "entries", node, place);
            }
            Value::Int(_) | Value::UInt(_) | Value::Float(_) => self.number(limits, node, place),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Of Kubernetes' own fields an empty word is an absent one.
    fn words(&mut self, limits: &Limits, node: &Node, place: &Place<'_>) {
        let Some(word) = word(node) else { return };
        if limits.words.contains(&word) || (!self.is_custom() && word.is_empty()) {
            return;
        }
        let shown = if word.chars().count() <= SHOWN { format!("`{word}`") } else { "a word".to_owned() };
        let known = || limits.words.iter().map(|known| &**known).filter(|known| !known.is_empty());
        let said = format!("{} is {shown}, which Kubernetes does not know there", place.said(self.kind));
        let all: Vec<String> = known().map(|known| format!("`{known}`")).collect();
        let meant = nearest(&word, known()).map(|near| format!("did you mean `{near}`?"));
        let fault = Diagnostic::error(codes::NO_SUCH_WORD, said).at(node.span).maybe_help(meant);
        self.sink.push(fault.help(format!("it may be {}", all.join(", "))));
    }

    fn text(&mut self, limits: &Limits, text: &str, node: &Node, place: &Place<'_>) {
        if limits.min_length.or(limits.max_length).is_some() {
            self.count(text.chars().count(), limits.min_length, limits.max_length, "characters", node, place);
        }
        if let Some(pattern) = limits.pattern.as_ref().filter(|pattern| !pattern.fits(text)) {
            let said = format!("{} does not match the pattern of its schema", place.said(self.kind));
            let help = format!("it has to match `{}`", pattern.text());
            self.sink.push(Diagnostic::error(codes::BEYOND_SCHEMA, said).at(node.span).help(help));
        }
    }

    fn count(&mut self, count: usize, least: Option<usize>, most: Option<usize>, what: &str, node: &Node, place: &Place<'_>) {
        let bound = match (least, most) {
            (Some(least), _) if count < least => format!("at least {least}"),
            (_, Some(most)) if count > most => format!("at most {most}"),
            _ => return,
        };
        let said = format!("{} has {count} {what}, but its schema wants {bound}", place.said(self.kind));
        self.sink.push(Diagnostic::error(codes::BEYOND_SCHEMA, said).at(node.start()));
    }

    #[expect(clippy::cast_precision_loss, reason = "servers compare with the limits of a schema as numbers of 64 bits, too")]
    fn number(&mut self, limits: &Limits, node: &Node, place: &Place<'_>) {
        let number = match node.value {
            Value::Int(number) => number as f64,
            Value::UInt(number) => number as f64,
            Value::Float(number) => number,
            _ => return,
        };
        let bound = match (limits.minimum, limits.maximum) {
            (Some(least), _) if number < least => format!("at least {least}"),
            (_, Some(most)) if number > most => format!("at most {most}"),
            _ => return,
        };
        let said = format!("{} is {number}, but its schema wants {bound}", place.said(self.kind));
        self.sink.push(Diagnostic::error(codes::BEYOND_SCHEMA, said).at(node.span));
    }
}
