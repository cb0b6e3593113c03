//! `mlkube profiles`.

use super::{FOUND, Terminal, print};
use crate::diag::Report;
use crate::profile::{self, BUILTIN};
use crate::report;
use crate::source::Sources;
use anyhow::Result;
use clap::{Args, Subcommand};
use std::fmt::Write;

const EXAMPLES: &str = "\
Examples:
  mlkube profiles list       every profile with a line about it
  mlkube profiles show eks   the facts of one, each with its source";

/// List the profiles of clusters, or show the facts of one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES, arg_required_else_help = true)]
pub(super) struct Profiles {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List every profile with a line about it
    #[command(after_help = "Examples:\n  mlkube profiles list")]
    List,
    /// Show the facts of a profile, each with its source and date
    #[command(after_help = "Examples:\n  mlkube profiles show gke-gpu")]
    Show {
        /// The profile
        name: String,
    },
}

impl Profiles {
    pub(super) fn run(self, terminal: &mut Terminal) -> Result<u8> {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        match self.command {
            Command::List => {
                let width = BUILTIN.iter().map(|builtin| builtin.name.len()).max().unwrap_or(0);
                let mut text = String::new();
                for builtin in BUILTIN {
                    let facts = profile::load(builtin.name, None, &mut sources, &mut report);
                    let description = facts.map(|facts| facts.description).unwrap_or_default();
                    let _ = writeln!(text, "{:width$}  {description}", builtin.name);
                }
                print(text.as_bytes())
            }
            Command::Show { name } => {
                if let Some(builtin) = BUILTIN.iter().find(|builtin| builtin.name == name) {
                    return print(builtin.text.as_bytes());
                }
                let _unknown = profile::load(&name, None, &mut sources, &mut report);
                terminal.say(&report::human(&report, &sources, true));
                Ok(FOUND)
            }
        }
    }
}
