//! `mlkube capacity`.

use super::input::{Input, Loaded};
use super::{FINE, FOUND, Terminal, print};
use crate::capacity::{Scenario, json, table};
use crate::project::Counted;
use crate::{report, rim};
use anyhow::Result;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  mlkube capacity -p eks                    what the project takes, and whether nodes hold it
  mlkube capacity -p eks --scenario most    fails if pods stay Pending when all is at its most
  mlkube capacity --prices prices.yaml      with what it costs a month
  mlkube capacity -o json                   the same for programs";

/// Count what the project takes of its cluster, and whether the nodes hold it
///
/// Requests, limits, storage, load balancers and addresses at least, at start and at most, packed onto the nodes that the profile
/// knows. With `--scenario` it fails if pods would stay Pending; without it only shows.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct CountCapacity {
    #[command(flatten)]
    input: Input,
    /// Show one scenario only, and fail if its pods do not fit
    #[arg(long, value_enum, env = "MLKUBE_SCENARIO")]
    scenario: Option<Moment>,
    /// The format
    #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
    output: Format,
    /// A file with your own prices; `docs/capacity.md` describes it
    #[arg(long, value_name = "FILE", env = "MLKUBE_PRICES")]
    prices: Option<PathBuf>,
}

/// When a project is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Moment {
    /// Autoscalers at their fewest, no Job running.
    Least,
    /// What `kubectl apply` brings up.
    Start,
    /// Autoscalers at their most, every rollout and every Job under way.
    Most,
}

/// The format of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

impl CountCapacity {
    pub(super) fn run(self, terminal: &mut Terminal) -> Result<u8> {
        let Loaded { project, extra } = self.input.load()?;
        let prices = self.prices.as_deref().map(rim::read_text).transpose()?;
        let Counted { sources, report, capacity, worth } = project.count(extra, prices);
        if !report.is_empty() {
            terminal.say(&report::human(&report, &sources, true));
        }
        let Some(capacity) = capacity else { return Ok(FOUND) };
        let asked = self.scenario.map(|moment| match moment {
            Moment::Least => Scenario::Least,
            Moment::Start => Scenario::Start,
            Moment::Most => Scenario::Most,
        });
        let scenarios = asked.map_or(Scenario::ALL.to_vec(), |scenario| vec![scenario]);
        let text = match self.output {
            Format::Table => table(&capacity, worth.as_ref(), &scenarios),
            Format::Json => serde_json::to_string_pretty(&json(&capacity, worth.as_ref(), &scenarios))? + "\n",
        };
        print(text.as_bytes())?;
        Ok(if asked.is_some_and(|scenario| !capacity.fits(scenario)) { FOUND } else { FINE })
    }
}
