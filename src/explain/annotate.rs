//! Origins as comments behind the lines of a bundle.

use super::alike::{self, Word};
use super::origin::Origin;
use super::place::path_text;
use super::{Examined, Keys};
use crate::bundle::Notes;
use crate::source::{Sources, Span};

/// A comment for each line of each object of the bundle.
pub fn annotate(examined: &Examined, keys: &Keys) -> Notes {
    let sources = &examined.outcome.sources;
    let letters = |word: &Word<'_>| match word {
        Word::Origin(origin) => comment(origin, sources).into(),
        Word::Rule => "rule: of mlkube's".into(),
        Word::Alike => "like others, of another entry".into(),
    };
    Notes::new(alike::lines(examined, keys, &letters))
}

/// The nearest origin in one line.
fn comment(origin: &Origin, sources: &Sources) -> String {
    let at = |place: &Span| format!("({}:{})", sources.get(place.source).name, sources.position(*place).line);
    let words = match origin {
        Origin::Value { path, place } => format!("{} {}", path_text(path), at(place)),
        Origin::Name { path, place } => format!("name of {} {}", path_text(path), at(place)),
        Origin::Presence { path, place } => format!("because of {} {}", path_text(path), at(place)),
        Origin::Fact { path, place } => format!("profile {} {}", path_text(path), at(place)),
        Origin::Default { path, .. } => format!("default of {}", path_text(path)),
        Origin::File { place } => format!("as written {}", at(place)),
        Origin::Rule(rule) => format!("rule: {}", rule.name),
    };
    // A key may hold anything, and a line break would end the comment.
    words.replace(|letter: char| letter.is_control(), " ")
}
