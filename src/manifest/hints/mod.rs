//! What a manifest says otherwise than its author means: hints that need no schema, one file each, and one line in the table.

mod file_mode;
mod leading_zero;
mod placeholder;
mod renamed_key;
mod server_field;
mod walk;

use crate::diag::{Code, Diagnostic};
use crate::source::Sources;
use crate::yaml::Node;

/// A rule about the way in which one object is written.
#[derive(Debug)]
pub struct Hint {
    /// What its findings are called.
    pub code: Code,
    /// What it finds, why that is bad, an example, and what to do.
    pub page: &'static str,
    /// Looks at one object, whose places are in these sources.
    pub look: fn(&Node, &Sources, &mut Vec<Diagnostic>),
}

/// The table of hints, by code.
pub const HINTS: &[Hint] = &[file_mode::HINT, renamed_key::HINT, leading_zero::HINT, placeholder::HINT, server_field::HINT];

/// Every hint about one object.
pub fn look(object: &Node, sources: &Sources, found: &mut Vec<Diagnostic>) {
    for hint in HINTS {
        (hint.look)(object, sources, found);
    }
}

#[cfg(test)]
mod tests {
    use super::HINTS;
    use crate::diag::Report;
    use crate::manifest::read::read;
    use crate::source::Sources;

    /// The findings of one code in a text: the text at each place, and the message.
    pub(super) fn found(code: &str, text: &str) -> Vec<(String, String)> {
        let mut sources = Sources::default();
        let source = sources.add("a.yaml", text);
        let mut report = Report::default();
        let documents = read(source, text, &mut report);
        assert!(report.is_empty() && !documents.is_empty(), "{text}\n{report:?}");
        let mut found = Vec::new();
        documents.iter().for_each(|document| super::look(&document.node, &sources, &mut found));
        let here = found.into_iter().filter(|found| found.code.id == code);
        here.map(|found| (sources.text(found.span.expect("a place")).to_owned(), found.message)).collect()
    }

    /// The texts at the places of the findings of one code.
    pub(super) fn places(code: &str, text: &str) -> Vec<String> {
        found(code, text).into_iter().map(|(place, _)| place).collect()
    }

    #[test]
    fn the_table_is_in_order_and_every_hint_is_explained() {
        assert!(HINTS.windows(2).all(|pair| pair[0].code.id < pair[1].code.id));
        for hint in HINTS {
            assert!(["What:", "Why:", "Example:", "Fix:"].iter().all(|section| hint.page.contains(section)), "{}", hint.code.id);
        }
    }
}
