//! Regular expressions of Go programs.

use regex_syntax::ast::ErrorKind;
use regex_syntax::ast::parse::ParserBuilder;

/// What is wrong with an expression, as far as Go's reader (RE2 syntax) and the one here certainly agree; none if nothing is.
pub fn wrong(pattern: &str) -> Option<&'static str> {
    if pattern.len() > 10_000 {
        return None;
    }
    let error = ParserBuilder::new().nest_limit(100).build().parse(pattern).err()?;
    // Go knows neither classes in classes nor operations on them, and reads `[` and `&&` in a class as letters.
    let has_nested_class =
        pattern.split('[').skip(1).any(|rest| rest.find(']').is_none()) || pattern.contains("[[") || pattern.contains("&&");
    match error.kind() {
        ErrorKind::GroupUnclosed if !has_nested_class => Some("a group `(` without its `)`"),
        ErrorKind::GroupUnopened if !has_nested_class => Some("`)` closes nothing"),
        // Go takes a `{` that repeats nothing for a letter.
        ErrorKind::RepetitionMissing if pattern[error.span().start.offset..].starts_with(['*', '+', '?']) => {
            Some("nothing in front of `*`, `+` or `?` that could be repeated")
        }
        ErrorKind::EscapeUnexpectedEof => Some("it ends in a single `\\`"),
        ErrorKind::UnsupportedBackreference => Some("back references such as `\\1` are not supported"),
        ErrorKind::UnsupportedLookAround => Some("looking ahead or behind, `(?=`, `(?!` or `(?<`, is not supported"),
        ErrorKind::ClassRangeInvalid if !has_nested_class => Some("a range in `[ ]` whose end comes before its start"),
        ErrorKind::ClassUnclosed if pattern.matches('[').count() == 1 => Some("`[` without its `]`"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn only_what_go_refuses_is_wrong() {
        for bad in ["(a", "a)", "*a", "a\\", "(a)\\1", "a(?!b)", "[z-a]", "[a", "(?:a|*)"] {
            assert!(wrong(bad).is_some(), "{bad}");
        }
        for good in [
            "", "(.*)", "a{bbb}c", "a{,5}", "[[]", "[a&&b]", "\\Qa(\\E", "a|", "[^/]+", "(?i)abc", "[]a]", "\\pL", "x{2}",
            "[a-z[]", "a|{b", "({)",
        ] {
            assert_eq!(wrong(good), None, "{good}");
        }
    }
}
