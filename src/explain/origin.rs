//! Where a field of a rendered object comes from.

use super::rules::Rule;
use crate::source::Span;
use crate::yaml::Step;

/// One reason for a field. The first kinds say more than the last ones.
#[derive(Clone, Debug)]
pub enum Origin {
    /// The value of a key of the spec: another value gives another field.
    Value {
        /// The key.
        path: Vec<Step>,
        /// Where its value stands.
        place: Span,
    },
    /// A name that the user has given: the key itself.
    Name {
        /// The key.
        path: Vec<Step>,
        /// Where it stands.
        place: Span,
    },
    /// A key of the spec without which there is no such field.
    Presence {
        /// The key.
        path: Vec<Step>,
        /// Where it stands.
        place: Span,
    },
    /// A fact of the profile.
    Fact {
        /// The key in the profile.
        path: Vec<Step>,
        /// Where its value stands.
        place: Span,
    },
    /// A key that the spec does not have, which would decide.
    Default {
        /// The key.
        path: Vec<Step>,
        /// What the key says, and what counts if it is not given.
        doc: String,
    },
    /// A file of the user's own.
    File {
        /// Where the value stands.
        place: Span,
    },
    /// A rule of mlkube's own.
    Rule(&'static Rule),
}
