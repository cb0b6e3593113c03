//! Findings with one safe answer: the texts after it.

use super::{Request, Validated, validate};
use crate::diag::{Fix, Report, Severity};
use crate::source::{SourceId, Sources, Span, Text};
use std::collections::BTreeMap;
use std::ops::Range;

/// What is wrong with values can hide what is wrong with others; texts are judged so often at most.
const ROUNDS: usize = 5;

/// Manifests after everything that has one safe answer was put right.
#[derive(Debug)]
pub struct Fixed {
    /// The texts, in the order in which they were given.
    pub texts: Vec<Text>,
    /// How many places were changed.
    pub changes: usize,
    /// What is found in the changed texts.
    pub validated: Validated,
}

/// Puts right what has one safe answer and is at least as bad as `least`, until there is nothing of the kind. All bytes outside of the
/// places that have to change stay as they are. `sources` and `report` hold what was read before, as for [`validate`].
pub fn fix(mut texts: Vec<Text>, request: &Request<'_>, sources: &Sources, report: &Report, least: Severity) -> Fixed {
    let mut changes = 0;
    let mut validated = validate(texts.clone(), request, sources.clone(), report.clone());
    for _ in 0..ROUNDS {
        validated.report.keep(least);
        let mut of_texts = edits(&validated);
        if of_texts.is_empty() {
            break;
        }
        for (text, id) in texts.iter_mut().zip(&validated.judged) {
            let edits = of_texts.remove(id).unwrap_or_default();
            changes += edits.len();
            text.content = edited(&text.content, &edits);
        }
        validated = validate(texts.clone(), request, sources.clone(), report.clone());
    }
    validated.report.keep(least);
    Fixed { texts, changes, validated }
}

/// What is written instead of what stands at a place.
type Edit = (Range<usize>, String);

/// The changes of each text, in order; of two that overlap the first counts.
fn edits(validated: &Validated) -> BTreeMap<SourceId, Vec<Edit>> {
    let Validated { sources, judged, report, .. } = validated;
    let mut fixes: Vec<&Fix> = report.sorted().into_iter().filter_map(|found| found.fix.as_ref()).collect();
    fixes.retain(|fix| judged.contains(&fix.span.source));
    fixes.sort_by_key(|fix| fix.span);
    let mut of_texts: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    for fix in fixes {
        let edits = of_texts.entry(fix.span.source).or_default();
        let is_free = edits.last().is_none_or(|(last, _)| last.end <= fix.span.range().start);
        edits.extend(fix.replacement(sources.text(fix.span)).filter(|_| is_free).map(|text| (fix.span.range(), text)));
    }
    of_texts
}

/// A text after changes that stand in order.
fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edited = String::with_capacity(text.len() + 2 * edits.len());
    let mut end = 0;
    for (range, new) in edits {
        edited.push_str(&text[end..range.start]);
        edited.push_str(new);
        end = range.end;
    }
    edited.push_str(&text[end..]);
    edited
}

/// Takes back the fixes whose places say more than they show: what an alias repeats stands in several places at once, and a tag says
/// itself what the value behind it is.
pub(super) fn keep_safe(sources: &Sources, report: &mut Report) {
    let mut repeating: BTreeMap<SourceId, bool> = BTreeMap::new();
    report.retain_fixes(|fix| {
        let text = &sources.get(fix.span.source).text;
        let repeats = *repeating.entry(fix.span.source).or_insert_with(|| has_alias(text));
        !repeats && !is_tagged(text, fix.span) && fix.replacement(sources.text(fix.span)).is_some()
    });
}

/// Whether something in a text looks like an alias: a star and a name, at the beginning of a value.
fn has_alias(text: &str) -> bool {
    let is_begin = |before: &str| before.is_empty() || before.ends_with([' ', '\t', '\n', '\r', '[', '{', ',', ':']);
    let is_name = |behind: &str| behind.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    text.match_indices('*').any(|(at, star)| is_begin(&text[..at]) && is_name(&text[at + star.len()..]))
}

fn is_tagged(text: &str, place: Span) -> bool {
    let before = text.get(..place.range().start).unwrap_or_default().trim_end();
    before.split([' ', '\t', '\n', '\r']).next_back().is_some_and(|word| word.contains('!'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_seen() {
        for text in ["a: *port", "[*a]", "*a : 1", "{a: 1,b: *b}", "<<: *base"] {
            assert!(has_alias(text), "{text}");
        }
        for text in ["schedule: \"*/5 * * * *\"", "a * 5 = 5", "2*a", "*", "**/x"] {
            assert!(!has_alias(text), "{text}");
        }
    }
}
