//! What is wrong with an expression.

use std::ops::Range;

/// Why Prometheus would refuse an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The bytes that are wrong, in the expression.
    pub range: Range<usize>,
    /// What is wrong, as a lowercase phrase.
    pub message: String,
    /// What to do, if it is known.
    pub help: Option<String>,
}

impl Error {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub(super) fn help(mut self, words: impl Into<String>) -> Self {
        self.help = Some(words.into());
        self
    }
}

/// A part of an expression as a message repeats it: without letters that would break its line.
pub(super) fn shown(part: &str) -> String {
    part.chars()
        .map(|letter| if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() })
        .collect()
}
