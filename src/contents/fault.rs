//! What a checker of a format says about a text.

use crate::diag::{Code, Severity};
use std::ops::Range;

/// Something wrong in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What is wrong, as a lowercase phrase.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Fault {
    fn new(severity: Severity, code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, severity, range, message: message.into(), help: None }
    }

    /// Something that the program refuses or that cannot work.
    pub fn error(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, range, message)
    }

    /// A risk.
    pub fn warning(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, range, message)
    }

    /// Advice.
    pub fn info(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Info, code, range, message)
    }

    /// Gives it another place.
    #[must_use]
    pub(super) fn at(self, range: Range<usize>) -> Self {
        Self { range, ..self }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, words: impl Into<String>) -> Self {
        self.help = Some(words.into());
        self
    }

    /// Says which word was most likely meant, if one is near.
    #[must_use]
    pub fn meant(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}
