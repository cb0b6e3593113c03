//! `mlkube render`.

use super::input::{Input, Loaded};

use super::{Arguments, FINE, FOUND, Terminal};
use crate::bundle::{self, Bundle, Notes};
use crate::explain::{Examined, Keys, annotate};
use crate::extra::ExtraFile;
use crate::project::{Outcome, Project};
use crate::report;
use crate::rim::{self, Differences};
use crate::secrets::NeededSecret;
use anyhow::Result;
use clap::builder::FalseyValueParser;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, ValueEnum};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  mlkube render > out.yaml                   for the profile that the spec names
  mlkube render -p eks | kubectl apply -f -  for Amazon EKS, with overlays/eks.yaml
  mlkube render --set services.api.scale.max=20
                                             with one value changed
  mlkube render -p eks --annotate            with comments that say where each line comes from
  mlkube render -p eks --output-dir k8s      as files, one for each stage
  mlkube render -p eks --output-dir k8s --check
                                             only look whether these are up to date";

/// Render a spec as a checked and ordered bundle of Kubernetes objects
///
/// The bundle goes to standard output, and only when nothing is wrong with it; what is found goes to standard error. It can be
/// applied in one go: `mlkube render | kubectl apply -f -`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct Render {
    #[command(flatten)]
    input: Input,
    /// The format of standard output
    #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
    output: Format,
    /// Write files into this folder instead; only files that mlkube wrote there are replaced or removed
    #[arg(long, value_name = "DIR", env = "MLKUBE_OUTPUT_DIR")]
    output_dir: Option<PathBuf>,
    /// Put behind each line where it comes from: the key of the spec, the fact of the profile, the default or the rule
    #[arg(long, env = "MLKUBE_ANNOTATE", value_parser = FalseyValueParser::new())]
    annotate: bool,
    /// Write nothing, and fail if the files in the folder differ from what would be written
    #[arg(long, env = "MLKUBE_CHECK", value_parser = FalseyValueParser::new())]
    check: bool,
}

/// The format of standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A stream of YAML documents.
    #[default]
    Yaml,
    /// One JSON list.
    Json,
}

impl Render {
    /// Settles what flags and variables say together: flags mean more. A format is for standard output, a folder is none.
    pub(super) fn settle(mut self, matches: &ArgMatches) -> Result<Self, clap::Error> {
        let is_flag = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
        let conflict = |message: &str| Err(Arguments::command().error(ErrorKind::ArgumentConflict, message));
        match (is_flag("output"), is_flag("output_dir")) {
            (true, true) => return conflict("`--output` is the format of standard output, and `--output-dir` writes files"),
            (true, false) => self.output_dir = None,
            (false, _) => {}
        }
        if self.annotate && self.output_dir.is_none() && self.output == Format::Json {
            return conflict("`--annotate` writes comments, and JSON has none");
        }
        if self.check && self.output_dir.is_none() {
            return conflict("`--check` compares files: name their folder with `--output-dir`");
        }
        Ok(self)
    }

    pub(super) fn run(self, terminal: &mut Terminal) -> Result<u8> {
        let Loaded { project, extra } = self.input.load()?;
        let profile = project.profile().to_owned();
        let (Outcome { sources, report, bundle, .. }, notes) = self.rendered(project, extra);
        if !report.is_empty() {
            terminal.say(&report::human(&report, &sources, true));
        }
        let Some(bundle) = bundle else { return Ok(FOUND) };
        let code = self.deliver(&bundle, &notes, &profile, terminal);
        // The process ends here; giving thousands of objects back one by one would take a tenth of its time.
        std::mem::forget(bundle);
        code
    }

    /// Renders, and finds out where everything comes from if somebody asks.
    fn rendered(&self, project: Project, extra: Vec<ExtraFile>) -> (Outcome, Notes) {
        if !self.annotate {
            return (project.render(extra), Notes::default());
        }
        let (examined, keys) = (Examined::new(project, extra), Keys::default());
        let notes = annotate(&examined, &keys);
        (examined.outcome, notes)
    }

    fn deliver(&self, bundle: &Bundle, notes: &Notes, profile: &str, terminal: &mut Terminal) -> Result<u8> {
        match &self.output_dir {
            None => {
                let bytes = match self.output {
                    Format::Yaml => bundle::stream(bundle, notes)?,
                    Format::Json => bundle::list(bundle)?,
                };
                rim::write_stdout(&bytes)?;
            }
            Some(folder) => {
                let files = bundle::folder(bundle, notes)?;
                if self.check {
                    let differences = rim::compare_folder(folder, &files)?;
                    terminal.say(&told(&differences, folder));
                    return Ok(if differences.is_empty() { FINE } else { FOUND });
                }
                rim::write_folder(folder, &files)?;
            }
        }
        terminal.say(&summary(bundle, &self.input.target(profile)));
        Ok(FINE)
    }
}

/// What a person has to know beside the bundle.
fn summary(bundle: &Bundle, target: &str) -> String {
    let mut text = format!("{} objects for {target}", bundle.entries().len());
    let mut missing = bundle.secrets().missing().peekable();
    if missing.peek().is_none() {
        return text + "\n";
    }
    text.push_str("; these Secrets have to exist:\n");
    for NeededSecret { namespace, name, keys, .. } in missing {
        let keys: Vec<&str> = keys.keys().map(String::as_str).collect();
        let _ = match keys.as_slice() {
            [] => writeln!(text, "  {namespace}/{name}"),
            keys => writeln!(text, "  {namespace}/{name} with {}", keys.join(", ")),
        };
    }
    text
}

fn told(differences: &Differences, folder: &Path) -> String {
    let Differences { missing, changed, stale } = differences;
    let mut text = String::new();
    for (words, names) in [("is missing", missing), ("differs", changed), ("is no longer rendered", stale)] {
        for name in names {
            let _ = writeln!(text, "{} {words}", folder.join(name).display());
        }
    }
    if !text.is_empty() {
        text.push_str("render again without `--check` to bring the folder up to date\n");
    }
    text
}
