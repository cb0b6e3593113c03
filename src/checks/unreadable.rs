//! Objects that no server can decode, and what others may still ask them.

use crate::diag::{Diagnostic, Report};
use std::collections::HashSet;

/// Objects that no server can decode, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Unreadable {
    /// All of them: of these nothing else is told.
    all: HashSet<usize>,
    /// Those whose wrong values others look at: what is not seen in them may be meant to be there.
    hidden: HashSet<usize>,
}

impl Unreadable {
    /// Notes an object, of which everything was told since `first` that is wrong.
    pub(super) fn note(&mut self, index: usize, first: usize, report: &mut Report) {
        self.all.insert(index);
        report.retain_from(first, |found| {
            if !is_nobodys(found) {
                self.hidden.insert(index);
            }
            true
        });
    }

    /// Takes in those of another part of the objects.
    pub(super) fn append(&mut self, other: Self) {
        self.all.extend(other.all);
        self.hidden.extend(other.hidden);
    }

    /// Those that others know nothing of but that they are there.
    pub(super) fn hidden(&self) -> &HashSet<usize> {
        &self.hidden
    }

    /// Whether a finding follows from a value that no server can decode.
    pub(super) fn explains(&self, found: &Diagnostic) -> bool {
        found.about.as_ref().is_some_and(|about| self.all.contains(&about.index))
    }
}

/// Whether the value is one that no other object depends on: the text of a variable, an argument, an annotation.
fn is_nobodys(found: &Diagnostic) -> bool {
    let path = found.about.as_ref().map(|about| about.path.as_str()).unwrap_or_default();
    let is_variable = path.contains(".env[") && path.ends_with("].value");
    let is_argument = path.ends_with(']') && [".args[", ".command["].iter().any(|list| path.contains(list));
    is_variable || is_argument || path.contains("metadata.annotations")
}
