//! How much a text may ask of the reader, and how much it has asked for so far.

use crate::diag::{Diagnostic, Report};

/// Bounds beyond which a text is refused instead of read. No manifest that people or tools write comes near them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The length of the text in bytes; 32 MiB by default.
    pub bytes: usize,
    /// The values in all documents together, those that aliases repeat included; 2,000,000 by default.
    pub nodes: usize,
    /// The nesting of lists and maps, through aliases too; 100 levels by default.
    pub depth: usize,
    /// The values that anchors and aliases repeat, with 64 bytes of text counted as one more value; 200,000 by default.
    pub repeated: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 32 << 20, nodes: 2_000_000, depth: 100, repeated: 200_000 }
    }
}

/// As many problems as anybody reads; a text with more is most likely no YAML at all.
const MOST_PROBLEMS: usize = 100;

/// How much the documents that were read so far have asked of the reader.
#[derive(Debug, Default)]
pub(crate) struct Used {
    /// The values so far.
    pub(super) nodes: usize,
    /// The values that were repeated so far.
    pub(super) repeated: usize,
    /// The problems so far.
    problems: usize,
    /// Whether a limit was passed.
    stopped: bool,
}

impl Used {
    /// Whether it is worth while to read on.
    pub(crate) fn goes_on(&self) -> bool {
        !self.stopped && self.problems < MOST_PROBLEMS
    }

    /// Whether something was reported.
    pub(super) fn failed(&self) -> bool {
        self.problems > 0
    }

    /// Reports a problem.
    pub(crate) fn problem(&mut self, problem: Diagnostic, report: &mut Report) {
        self.problems += 1;
        report.push(problem);
    }

    /// Reports a limit that was passed.
    pub(super) fn stop(&mut self, problem: Diagnostic, report: &mut Report) {
        self.problem(problem, report);
        self.stopped = true;
    }
}
