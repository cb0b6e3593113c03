//! What stopped a round of decoding.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::words;
use crate::source::Span;

/// Why a value could not be decoded, and which one.
#[derive(Debug)]
pub(super) struct DecodeError(Box<Failure>);

/// The parts of an error.
#[derive(Debug)]
pub(super) struct Failure {
    /// What is wrong.
    pub(super) fault: Fault,
    /// Where, as soon as somebody who knows has added it.
    pub(super) site: Option<Site>,
    /// What to do.
    pub(super) help: Option<String>,
}

/// A value that is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// The identity of the node; what to leave out in the next round.
    pub(super) node: usize,
    /// The place to report.
    pub(super) span: Span,
}

/// What is wrong with a value.
#[derive(Debug)]
pub(super) enum Fault {
    /// A required key is not there.
    Missing {
        /// The key.
        key: &'static str,
        /// Whether it is there, and was left out for a reason that is reported.
        known: bool,
        /// Where it was taken out of the map.
        removal: Option<Span>,
    },
    /// A key was given under two of its names.
    Twice(&'static str),
    /// A value is of the wrong kind.
    Kind {
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A value is of the right kind but does not fit.
    Value(String),
    /// A word is none of those that are allowed.
    Variant {
        /// The word.
        word: String,
        /// The allowed ones.
        known: &'static [&'static str],
    },
    /// A key that no field has, in a map that a type with several forms reads by itself.
    Key {
        /// What was written.
        word: String,
        /// What is known.
        known: &'static [&'static str],
    },
    /// What a type said itself.
    Custom(String),
    /// A made-up value was refused.
    StandIn(&'static str),
    /// A made-up value was refused that stands instead of a wrong one.
    Refused,
    /// Something inside was left out, and without it the value is nothing.
    Incomplete,
}

impl DecodeError {
    /// An error without a site.
    #[cold]
    pub(super) fn new(fault: Fault) -> Self {
        Self(Box::new(Failure { fault, site: None, help: None }))
    }

    /// A value of the wrong kind.
    #[cold]
    pub(super) fn wrong_kind(expected: &str, found: &str) -> Self {
        Self::new(Fault::Kind { expected: expected.to_owned(), found: found.to_owned() })
    }

    /// The parts.
    pub(super) fn into_failure(self) -> Failure {
        *self.0
    }

    /// The parts, to look at and to complete.
    pub(super) fn failure(&mut self) -> &mut Failure {
        &mut self.0
    }

    /// Blames a value unless one inside it is blamed already.
    #[must_use]
    pub(super) fn blaming(mut self, site: Site) -> Self {
        self.0.site.get_or_insert(site);
        self
    }
}

impl Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Fault::Custom(message.to_string()))
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        Self::wrong_kind(&words::expected(&expected.to_string()), &words::found(found))
    }

    fn invalid_value(found: Unexpected, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        let mut error = match (words::bounds(&expected), found) {
            (Some((least, most)), Unexpected::Unsigned(_) | Unexpected::Signed(_)) => {
                Self::new(Fault::Value(format!("{} is not between {least} and {most}", words::quoted(found))))
            }
            _ => Self::new(Fault::Value(format!("expected {}, found {}", words::expected(&expected), words::quoted(found)))),
        };
        error.0.help = words::bounds(&expected).map(|(least, most)| format!("write a whole number from {least} to {most}"));
        error
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::new(Fault::Value(format!("expected {}, found {length}", words::expected(&expected.to_string()))))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(Fault::Variant { word: word.to_owned(), known })
    }

    fn unknown_field(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(Fault::Key { word: word.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Fault::Missing { key, known: false, removal: None })
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::new(Fault::Twice(key))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.fault {
            Fault::Missing { key, .. } | Fault::StandIn(key) => write!(formatter, "missing key `{key}`"),
            Fault::Twice(key) => write!(formatter, "key `{key}` given under two of its names"),
            Fault::Kind { expected, found } => write!(formatter, "expected {expected}, found {found}"),
            Fault::Value(message) | Fault::Custom(message) => formatter.write_str(message),
            Fault::Variant { word, .. } => write!(formatter, "unknown value `{word}`"),
            Fault::Key { word, .. } => write!(formatter, "unknown key `{word}`"),
            Fault::Incomplete | Fault::Refused => formatter.write_str("incomplete value"),
        }
    }
}

impl std::error::Error for DecodeError {}
