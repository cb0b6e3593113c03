//! A page for each code: what it finds, why that is wrong, what mlkube says, and what to do.
//!
//! A check brings its page along; all other codes have a row in one of the files here. The example of a row is a snapshot, so that
//! it is what mlkube really says.

mod decoding;
mod explaining;
mod layers;
mod plan;
mod profile;
mod reading;

use crate::checks::CHECKS;
use crate::contents::PAGES;
use crate::diag::{Code, Diagnostic, codes, nearest};
use crate::source::{Sources, Span};

/// What is to be said about a code.
#[derive(Debug)]
pub(super) struct Row {
    code: Code,
    what: &'static str,
    why: &'static str,
    fix: &'static str,
    /// A snapshot in which mlkube finds it.
    example: &'static str,
}

/// Writes rows: a code, its snapshot below `tests/snapshots`, and three texts.
macro_rules! rows {
    ($($code:ident $example:literal What: $what:literal Why: $why:literal Fix: $fix:literal)*) => {
        pub(super) const ROWS: &[super::Row] = &[$(super::Row {
            code: crate::diag::codes::$code,
            what: $what,
            why: $why,
            fix: $fix,
            example: include_str!(concat!("../../../tests/snapshots/", $example, ".snap")),
        },)*];
    };
}
use rows;

fn all() -> impl Iterator<Item = &'static Row> {
    [reading::ROWS, decoding::ROWS, layers::ROWS, plan::ROWS, profile::ROWS, explaining::ROWS].into_iter().flatten()
}

/// The page of a code; none if nobody has written it.
pub fn page(code: Code) -> Option<String> {
    let title = format!("{}: {}\n\n", code.id, code.title);
    if let Some(check) = CHECKS.iter().find(|check| check.code == code) {
        return Some(format!("{title}{}\n", check.docs.trim_end()));
    }
    if let Some((_, text)) = PAGES.iter().find(|(of, _)| *of == code) {
        return Some(format!("{title}{}\n", text.trim_end()));
    }
    let Row { what, why, fix, example, .. } = all().find(|row| row.code == code)?;
    let shown: String = finding(example, code).lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
    Some(format!("{title}What: {what}\nWhy: {why}\nExample:\n\n{shown}\nFix: {fix}\n"))
}

/// The finding of a code in what mlkube said.
fn finding(snapshot: &str, code: Code) -> &str {
    let findings = snapshot.splitn(3, "---\n").nth(2).unwrap_or_default();
    let id = format!("[{}]", code.id);
    let is_it = |part: &&str| part.lines().next().is_some_and(|line| line.contains(&id));
    findings.split("\n\n").find(is_it).unwrap_or_default()
}

/// The code that somebody asks for, in upper or lower case.
pub fn find(text: &str, sources: &mut Sources) -> Result<Code, Box<Diagnostic>> {
    let id = text.to_uppercase();
    if let Some(code) = Code::by_id(&id) {
        return Ok(code);
    }
    let place = Span::new(sources.add("explain", text), 0..text.len());
    let near = nearest(&id, codes::ALL.iter().map(|code| code.id));
    let found = Diagnostic::error(codes::UNKNOWN_CODE, format!("there is no code `{text}`"))
        .at(place)
        .maybe_help(near.map(|near| format!("the nearest is `{near}`: {}", Code::by_id(near).map_or("", |code| code.title))))
        .help("a code stands in brackets at the beginning of each finding: `error[MLK0101]`");
    Err(found.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        let missing: Vec<&str> = codes::ALL.iter().filter(|code| page(**code).is_none()).map(|code| code.id).collect();
        assert!(missing.is_empty(), "write a row in src/explain/codes for {missing:?}");
    }

    #[test]
    fn every_row_says_something_else_and_shows_its_code() {
        for row in all() {
            assert!(!CHECKS.iter().any(|check| check.code == row.code), "{} is explained by its check", row.code.id);
            assert!(!finding(row.example, row.code).is_empty(), "the example of {} does not show it", row.code.id);
            assert_eq!(all().filter(|other| other.code == row.code).count(), 1, "{}", row.code.id);
        }
        let mut texts: Vec<&str> = all().flat_map(|row| [row.what, row.why, row.fix]).collect();
        texts.sort_unstable();
        assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "no two codes mean the same");
    }
}
