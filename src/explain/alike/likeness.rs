//! Whether two texts differ only where that differs from which they come.

/// A text of the model, and what another entry has in its place.
pub(super) type Texts<'a> = (&'a str, &'a str);

/// Stands for a whole text, and is in no text of a spec.
const FIRST_MARK: u32 = 0xF_0000;

/// Whether `other` is what becomes of `own` if the first text of each pair is replaced by the second, as a whole or word by word.
/// Words that no pair has are the same on both sides.
pub(super) fn is_like(own: &str, other: &str, pairs: &[Texts<'_>]) -> bool {
    let mut pairs: Vec<Texts<'_>> = pairs.iter().copied().filter(|(one, two)| !one.is_empty() && !two.is_empty()).collect();
    if pairs.iter().all(|(one, two)| one == two) {
        return own == other;
    }
    pairs.sort_by_key(|(one, two)| (std::cmp::Reverse(one.len()), *one, *two));
    pairs.dedup();
    let (mut own, mut other) = (own.to_owned(), other.to_owned());
    for (mark, (one, two)) in (FIRST_MARK..).filter_map(char::from_u32).zip(&pairs) {
        own = marked(&own, one, mark);
        other = marked(&other, two, mark);
    }
    let (own, other) = (words(&own), words(&other));
    own.len() == other.len() && own.iter().zip(&other).all(|(own, other)| stands_for(own, other, &pairs))
}

/// Whether a word stands where another one was. A word that is replaced by others in any pair has to be replaced by one of these.
fn stands_for(own: &str, other: &str, pairs: &[Texts<'_>]) -> bool {
    let mut is_replaced = false;
    for (one, two) in pairs {
        let (one, two) = (words(one), words(two));
        if one.len() != two.len() {
            continue;
        }
        for (one, two) in one.iter().zip(two).filter(|(one, _)| **one == own) {
            if two == other && is_word(one) {
                return true;
            }
            is_replaced |= is_word(one);
        }
    }
    own == other && !is_replaced
}

fn is_word(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_alphanumeric())
}

/// A text with a mark in place of each occurrence of a part that is not a part of a longer word.
fn marked(text: &str, part: &str, mark: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(part) {
        let (before, after) = (&rest[..at], &rest[at + part.len()..]);
        out.push_str(before);
        let joins = |one: Option<char>, two: Option<char>| {
            one.zip(two).is_some_and(|(one, two)| one.is_alphanumeric() && two.is_alphanumeric())
        };
        let is_part = joins(out.chars().last(), part.chars().next()) || joins(part.chars().last(), after.chars().next());
        if is_part {
            out.push_str(part);
        } else {
            out.push(mark);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Runs of digits, runs of letters, and everything else letter by letter.
fn words(text: &str) -> Vec<&str> {
    let kind = |letter: char| match letter {
        letter if letter.is_ascii_digit() => 0,
        letter if letter.is_alphabetic() => 1,
        _ => 2,
    };
    let mut found = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, letter) in text.char_indices() {
        let now = kind(letter);
        if before.is_some_and(|before| before != now || now == 2) {
            found.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{is_like, words};

    #[test]
    fn words_are_digits_or_letters() {
        assert_eq!(words("250m..1Gi-x"), ["250", "m", ".", ".", "1", "Gi", "-", "x"]);
        assert!(words("").is_empty());
    }

    #[test]
    fn texts_are_alike_that_differ_as_their_origins_do() {
        let image = ("ghcr.io/acme/api-1:1.4.2", "ghcr.io/acme/api-2:1.4.2");
        for (own, other, pairs) in [
            ("8000", "8001", &[("8000", "8001")][..]),
            ("250m", "100m", &[("250m..500m", "100m..200m")]),
            ("1.4.2", "1.4.2", &[image]),
            ("acme/api-1 on 80", "acme/api-2 on 80", &[image]),
            ("loan-api-config", "fraud-config", &[("loan-api", "fraud")]),
            ("http://loan-api:80/a", "http://f:81/a", &[("80", "81"), ("loan-api", "f")]),
            ("same", "same", &[]),
            ("same", "same", &[("3", "4")]),
        ] {
            assert!(is_like(own, other, pairs), "{own} {other} {pairs:?}");
        }
    }

    #[test]
    fn what_differs_for_another_reason_is_not_alike() {
        for (own, other, pairs) in [
            ("one", "two", &[][..]),
            // The greater of two amounts, of which the other one decides here.
            ("10", "7", &[("10", "3")]),
            ("10", "10", &[("10", "3")]),
            ("40", "70", &[("30", "60")]),
            ("api-1", "api-2", &[("8000", "8001")]),
            ("data", "dbtb", &[("a", "b")]),
            ("a-1-2", "a-1", &[("1", "2")]),
        ] {
            assert!(!is_like(own, other, pairs), "{own} {other} {pairs:?}");
        }
    }
}
