//! What goes to standard output, and what makes a run fail.

use crate::cli::{FINE, FOUND};
use crate::diag::Severity;
use crate::explain;
use crate::report::{self, Finding, Row, Told};
use anyhow::Result;
use clap::ValueEnum;

/// The format of standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    #[value(alias = "text")]
    Human,
    /// For programs.
    Json,
    /// For GitHub's code scanning and other collectors.
    Sarif,
    /// For a GitHub workflow, which shows findings beside the lines of a pull request.
    Github,
    /// For CI servers that show tests.
    Junit,
}

/// What makes a run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    /// Errors.
    #[default]
    Errors,
    /// Warnings too.
    Warnings,
    /// Advice too, which this shows.
    Info,
}

impl Deny {
    /// The least weight that fails.
    pub(super) fn least(self) -> Severity {
        match self {
            Self::Errors => Severity::Error,
            Self::Warnings => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }

    fn fails(self, finding: &Finding) -> bool {
        match self {
            Self::Errors => finding.severity == "error",
            Self::Warnings => finding.severity != "info",
            Self::Info => true,
        }
    }

    /// The exit code of a run that has found this.
    pub(super) fn code(self, worst: Option<Severity>) -> u8 {
        if worst.is_some_and(|worst| worst >= self.least()) { FOUND } else { FINE }
    }
}

/// What a run tells.
pub(super) struct Answer<'a> {
    pub(super) findings: &'a [Finding],
    /// The texts that were read.
    pub(super) files: &'a [String],
    pub(super) documents: usize,
    pub(super) renders: Option<&'a [Row]>,
    pub(super) deny: Deny,
}

impl Answer<'_> {
    /// The answer in a format for programs; `human` makes the one for people.
    pub(super) fn text(&self, format: Format, human: impl FnOnce() -> String) -> Result<String> {
        let Self { findings, files, documents, renders, deny } = *self;
        Ok(match format {
            Format::Human => human(),
            Format::Json => report::json(&Told { findings, documents, renders })?,
            Format::Sarif => report::sarif(findings, explain::codes::page)?,
            Format::Github => report::github(findings),
            Format::Junit => report::junit(findings, files, |finding| deny.fails(finding)),
        })
    }
}
