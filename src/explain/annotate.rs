//! Origins as comments behind the lines of a bundle.

use super::Explained;
use super::origin::Origin;
use super::place::path_text;
use crate::bundle::Notes;
use crate::source::{Sources, Span};

/// A comment for each line of each object, the objects in the order of the bundle.
pub fn annotate(all: &[Explained], sources: &Sources) -> Notes {
    let of_object = |explained: &Explained| {
        let comments = explained.fields.iter().map(|(field, origins)| {
            let words = origins.first().map_or("rule: of mlkube's".to_owned(), |origin| comment(origin, sources));
            (field.value.span.range().start, words)
        });
        comments.collect()
    };
    Notes::new(all.iter().map(of_object).collect())
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
