//! A spec as it was written: decoded, and not yet settled.

use super::entries::{self, Decoded};
use super::settings::Settings;
use crate::diag::Report;
use crate::source::SourceId;
use crate::yaml::{Guess, Node, Recovery};

/// Settings and entries, as they were written.
pub(super) struct Written {
    /// None if they could not be decoded.
    pub(super) settings: Option<Settings>,
    pub(super) entries: Vec<Decoded>,
    /// What was learned of what cannot be decoded.
    pub(super) recovery: Recovery,
}

impl Written {
    /// Decodes a spec, or reports everything of it that cannot be decoded. `spec` is the text of the project's own file, as opposed
    /// to overlays.
    pub(super) fn decode(tree: &Node, spec: SourceId, guess: Guess, report: &mut Report) -> Self {
        let mut recovery = Recovery::with(guess);
        let settings = Settings::decode(tree, &mut recovery, report);
        let entries = entries::decode(tree, spec, &mut recovery, report);
        Self { settings, entries, recovery }
    }
}
