//! `mlkube explain`.

use super::format::Format;
use super::input::{Input, Loaded};
use super::{FOUND, Terminal, print};
use crate::diag::{Code, Diagnostic, Report};
use crate::explain::{self, Examined, Explained, Extent, FieldPath, Flags, Keys, codes};
use crate::report;
use crate::source::Sources;
use anyhow::Result;
use clap::Args;
use clap::builder::FalseyValueParser;
use serde_json::json;

const EXAMPLES: &str = "\
Examples:
  mlkube explain services.loan-api.scale.max    the value, and every layer that set it
  mlkube explain Deployment/loan-api -p eks     where each field of an object comes from
  mlkube explain Deployment/loan-api spec.template.spec.containers[0].resources
                                                where some of its fields come from
  mlkube explain deploy/loan-api '{.spec}'      the same in kubectl's words
  mlkube explain MLK0404                        what a finding means, and what to do
  mlkube explain --spec services.gpu            what a key means, and what may stand there";

/// Say where a value or a field of an object comes from, what a finding means, or what a key is for
///
/// A field of an object comes from whatever changes it: the project is rendered again and again, each time with one key of the spec,
/// one fact of the profile or one default changed. What nothing changes is a rule of mlkube's.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct Explain {
    #[command(flatten)]
    input: Input,
    /// A path of the spec or of the profile, an object `KIND/NAME` or `NAMESPACE/KIND/NAME`, or a code; with `--spec` a key [default: all keys of a spec].
    /// Kinds may be written as for kubectl: `deploy`, `statefulsets`, `deployment.apps`
    #[arg(required_unless_present = "spec")]
    what: Option<String>,
    /// A field of the object, or the beginning of its path: `spec.template.spec.containers[0].resources`, as it is written or as JSONPath
    #[arg(conflicts_with = "spec")]
    field: Option<String>,
    /// Explain a key of the spec, whether it is set or not
    #[arg(long, env = "MLKUBE_SPEC", value_parser = FalseyValueParser::new())]
    spec: bool,
    /// The format of the answer
    #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
    output: Format,
}

impl Explain {
    pub(super) fn run(self, terminal: &mut Terminal) -> Result<u8> {
        let what = self.what.clone().unwrap_or_default();
        let is_code = what.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("mlk"))
            && what[3..].bytes().all(|byte| byte.is_ascii_digit());
        match () {
            () if self.spec => self.key(&what, terminal),
            () if is_code => self.code(&what, terminal),
            () if explain::names_object(&what, &Keys::default()) => self.object(&what, terminal),
            () if self.field.is_some() => Ok(told(explain::field_of_nothing(&what), &Sources::default(), terminal)),
            () => self.path(&what, terminal),
        }
    }

    fn key(&self, what: &str, terminal: &mut Terminal) -> Result<u8> {
        let mut sources = Sources::default();
        match explain::key_page(&Keys::default(), what, &mut sources) {
            Ok(page) if self.output == Format::Json => print_json(&serde_json::to_value(page)?),
            Ok(page) => print(explain::key_text(&page).as_bytes()),
            Err(diagnostic) => Ok(told(*diagnostic, &sources, terminal)),
        }
    }

    fn code(&self, what: &str, terminal: &mut Terminal) -> Result<u8> {
        let mut sources = Sources::default();
        match codes::find(what, &mut sources) {
            Ok(code) if self.output == Format::Json => {
                let Code { id, title } = code;
                print_json(&json!({"code": id, "title": title, "text": codes::page(code)}))
            }
            Ok(code) => print(codes::page(code).unwrap_or_default().as_bytes()),
            Err(diagnostic) => Ok(told(*diagnostic, &sources, terminal)),
        }
    }

    fn path(&self, what: &str, terminal: &mut Terminal) -> Result<u8> {
        let examined = self.examined()?;
        let mut sources = examined.outcome.sources.clone();
        let flags = Flags { profile: self.input.named_profile() };
        match explain::layered(&examined, &Keys::default(), what, flags, &mut sources) {
            Ok(layered) => {
                let text = match self.output {
                    Format::Text => explain::layers_text(&layered, &sources),
                    Format::Json => explain::layers_json(&layered, &sources)?,
                };
                print(text.as_bytes())
            }
            Err(diagnostic) => Ok(told(*diagnostic, &sources, terminal)),
        }
    }

    fn object(&self, what: &str, terminal: &mut Terminal) -> Result<u8> {
        let examined = self.examined()?;
        let outcome = &examined.outcome;
        let Some(bundle) = &outcome.bundle else {
            terminal.say(&report::human(&outcome.report, &outcome.sources, true));
            return Ok(FOUND);
        };
        let mut sources = outcome.sources.clone();
        let entry = match explain::choose(bundle.entries(), what, &mut sources) {
            Ok(entry) => entry,
            Err(diagnostic) => return Ok(told(*diagnostic, &sources, terminal)),
        };
        let field = self.field.as_deref().map(explain::parse_field);
        let extent = Extent { most: explain::FEW, field: field.as_deref() };
        for mut explained in examined.explain(&Keys::default(), &[entry], extent) {
            if let Some(field) = &self.field
                && let Err(diagnostic) = narrow(&mut explained, field, &mut sources)
            {
                return Ok(told(*diagnostic, &sources, terminal));
            }
            let text = match self.output {
                Format::Text => explain::text(&explained, &sources),
                Format::Json => explain::object_json(&explained, &sources)?,
            };
            print(text.as_bytes())?;
        }
        Ok(super::FINE)
    }

    fn examined(&self) -> Result<Examined> {
        let Loaded { project, extra } = self.input.load()?;
        Ok(Examined::new(project, extra))
    }
}

/// Keeps the fields that somebody asks for.
fn narrow(explained: &mut Explained, field: &str, sources: &mut Sources) -> Result<(), Box<Diagnostic>> {
    let asked = explain::parse_field(field);
    let (found, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut explained.fields).into_iter().partition(|(field, _)| field.path.is_within(&asked));
    if found.is_empty() {
        let known: Vec<FieldPath> = others.into_iter().map(|(field, _)| field.path).collect();
        return Err(explain::unknown_field(field, &known, &explained.title, sources).into());
    }
    explained.fields = found;
    explained.left_out.narrow(&asked);
    Ok(())
}

fn told(diagnostic: Diagnostic, sources: &Sources, terminal: &mut Terminal) -> u8 {
    let mut report = Report::default();
    report.push(diagnostic);
    terminal.say(&report::human(&report, sources, true));
    FOUND
}

fn print_json(value: &serde_json::Value) -> Result<u8> {
    print((serde_json::to_string_pretty(value)? + "\n").as_bytes())
}
