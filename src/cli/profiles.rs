//! `mlkube profiles`.

use super::format::Format;
use super::{FOUND, Terminal, print};
use crate::diag::Report;
use crate::profile::{BUILTIN, Chain, Difference, OwnProfiles, Profile, differences};
use crate::source::Sources;
use crate::{report, rim};
use anyhow::Result;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  mlkube profiles list               every profile, its version of Kubernetes and a line about it
  mlkube profiles show eks           the facts of one, each with its source
  mlkube profiles diff eks minikube  the facts that differ between two";

/// List the profiles of clusters, show the facts of one, or compare two
///
/// Beside the built-in profiles there are a project's own: files `profiles/NAME.yaml` beside its spec.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES, arg_required_else_help = true)]
pub(super) struct Profiles {
    /// The spec beside which a project's own profiles stand [default: mlkube.yaml, in this folder or above it]
    #[arg(short, long, value_name = "FILE", env = "MLKUBE_FILE", global = true)]
    file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List every profile with its version of Kubernetes and a line about it
    #[command(after_help = "Examples:\n  mlkube profiles list\n  mlkube profiles list -o json")]
    List {
        /// The format of the list
        #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
        output: Format,
    },
    /// Show the facts of a profile, each with its source and date
    #[command(
        after_help = "Examples:\n  mlkube profiles show gke-gpu\n  mlkube profiles show --resolved my-cluster\n  mlkube profiles show -o json my-cluster"
    )]
    Show {
        /// The profile: a name, or the path of a file
        name: String,
        /// Show what it comes to with everything that it extends, and where each fact stands
        #[arg(long)]
        resolved: bool,
        /// The format: the file as it is written, or what it comes to for programs
        #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
        output: Format,
    },
    /// Show the facts that differ between two profiles; the exit code is 0 whether there are any or not
    #[command(after_help = "Examples:\n  mlkube profiles diff eks my-cluster\n  mlkube profiles diff eks gke-gpu -o json")]
    Diff {
        /// A profile: a name, or the path of a file
        a: String,
        /// Another one
        b: String,
        /// The format of the list
        #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
        output: Format,
    },
}

impl Profiles {
    pub(super) fn run(self, terminal: &mut Terminal) -> Result<u8> {
        let own = match rim::find_folder(self.file.as_deref())? {
            Some(folder) => rim::own_profiles(&folder)?,
            None => OwnProfiles::default(),
        };
        let mut reader = Reader::new(own);
        match self.command {
            Command::List { output: Format::Text } => print(lines(&reader.list()?).as_bytes()),
            Command::List { output: Format::Json } => print(format!("{:#}\n", json!(reader.list()?)).as_bytes()),
            Command::Show { name, resolved: false, output: Format::Text } => {
                let chain = reader.open(&name)?;
                match chain.file(&reader.sources) {
                    Some(text) => print(text.as_bytes()),
                    None => Ok(reader.say(terminal)),
                }
            }
            Command::Show { name, output, .. } => {
                let profile = reader.profile(&name)?;
                let code = reader.say(terminal);
                match profile.filter(|_| !reader.report.has_errors()) {
                    Some(profile) => match output {
                        Format::Text => print(profile.resolved(&reader.sources).as_bytes()),
                        Format::Json => print(format!("{:#}\n", json!(profile.tree())).as_bytes()),
                    },
                    None => Ok(code),
                }
            }
            Command::Diff { a, b, output } => {
                let pair = (reader.profile(&a)?, reader.profile(&b)?);
                let code = reader.say(terminal);
                let ((Some(one), Some(other)), false) = (&pair, reader.report.has_errors()) else { return Ok(code) };
                let found = differences(one, other);
                match output {
                    Format::Text => print(table(&one.name, &other.name, &found).as_bytes()),
                    Format::Json => print(format!("{:#}\n", list(&one.name, &other.name, &found)).as_bytes()),
                }
            }
        }
    }
}

/// The profiles that there are, and what was found while reading them.
pub(super) struct Reader {
    own: OwnProfiles,
    pub(super) sources: Sources,
    pub(super) report: Report,
}

impl Reader {
    pub(super) fn new(own: OwnProfiles) -> Self {
        Self { own, sources: Sources::default(), report: Report::default() }
    }

    /// The files of a profile, read.
    fn open(&mut self, name: &str) -> Result<Chain> {
        let Self { own, sources, report } = self;
        let mut chain = Chain::start(name, None, own.clone(), sources, report);
        while let Some(path) = chain.wanted() {
            let text = rim::read_if_there(path)?;
            chain.supply(text, sources, report);
        }
        Ok(chain)
    }

    pub(super) fn profile(&mut self, name: &str) -> Result<Option<Profile>> {
        Ok(self.open(name)?.merged(&mut self.report))
    }

    /// Every profile. One with errors is there too; who uses it is told of them.
    fn list(&mut self) -> Result<Vec<Listed>> {
        let own = self.own.names.clone();
        let built_in = BUILTIN.iter().map(|builtin| (builtin.name, true));
        built_in
            .chain(own.iter().map(|name| (name.as_str(), false)))
            .map(|(name, built_in)| self.listed(name, built_in))
            .collect()
    }

    fn listed(&mut self, name: &str, built_in: bool) -> Result<Listed> {
        let chain = self.open(name)?;
        let profile = chain.merged(&mut self.report);
        Ok(Listed {
            name: name.to_owned(),
            built_in,
            extends: chain.extends().map(str::to_owned),
            describes_itself: built_in || profile.as_ref().is_some_and(|profile| profile.is_own(&["description"])),
            kubernetes: profile.as_ref().map(|profile| profile.kubernetes.to_string()),
            description: profile.map(|profile| profile.description.clone()),
        })
    }

    /// Says what was found.
    fn say(&self, terminal: &mut Terminal) -> u8 {
        if !self.report.is_empty() {
            terminal.say(&report::human(&self.report, &self.sources, true));
        }
        FOUND
    }
}

/// A profile, as the list tells of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    name: String,
    built_in: bool,
    /// The profile from which it differs.
    extends: Option<String>,
    /// None if it has errors, and so no line about it.
    kubernetes: Option<String>,
    description: Option<String>,
    /// Whether the description is its own, and not that of the profile that it extends.
    #[serde(skip)]
    describes_itself: bool,
}

/// The list for people.
fn lines(profiles: &[Listed]) -> String {
    let width = profiles.iter().map(|profile| profile.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for Listed { name, extends, kubernetes, description, describes_itself, .. } in profiles {
        let about = match (description, extends) {
            (Some(description), Some(extends)) if !describes_itself => format!("like {extends}: {description}"),
            (Some(description), _) => description.clone(),
            (None, _) => format!("has errors: `mlkube profiles show --resolved {name}` tells them"),
        };
        let _ = writeln!(text, "{name:width$}  {:4}  {about}", kubernetes.as_deref().unwrap_or("?"));
    }
    text
}

/// The letters of a value that the table shows; JSON has all of it.
const WIDEST: usize = 40;

/// The differences as a table for people.
fn table(one: &str, other: &str, found: &[Difference<'_>]) -> String {
    if found.is_empty() {
        return format!("{one} and {other} have the same facts\n");
    }
    let head = ["fact", one, other].map(str::to_owned);
    let rows: Vec<[String; 3]> = std::iter::once(head)
        .chain(found.iter().map(|difference| {
            let [one, other] = cut(difference.shown());
            [difference.path.clone(), one, other]
        }))
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    let mut text = String::new();
    for [path, one, other] in &rows {
        let _ = writeln!(text, "{path:first$}  {one:second$}  {other}");
    }
    text
}

/// What fits of two values: their beginnings, or their ends where that is what differs.
fn cut(values: [String; 2]) -> [String; 2] {
    let is_short = |value: &str| value.chars().count() <= WIDEST;
    let begins = values
        .each_ref()
        .map(|value| if is_short(value) { value.clone() } else { value.chars().take(WIDEST - 1).chain(['…']).collect() });
    if begins[0] != begins[1] {
        return begins;
    }
    values.map(|value| {
        let count = value.chars().count();
        if is_short(&value) { value } else { ['…'].into_iter().chain(value.chars().skip(count + 1 - WIDEST)).collect() }
    })
}

/// The differences for programs.
fn list(one: &str, other: &str, found: &[Difference<'_>]) -> serde_json::Value {
    let difference = |found: &Difference<'_>| json!({"path": found.path, "a": found.one, "b": found.other});
    json!({"a": one, "b": other, "differences": found.iter().map(difference).collect::<Vec<_>>()})
}
