//! `mlkube secrets`.

use super::input::{Input, Loaded};
use super::{FOUND, Terminal, print};
use crate::bundle::Bundle;
use crate::project::Outcome;
use crate::report;
use crate::secrets::{KeyOrigin, NeededKey, NeededSecret, ProviderKind, SecretUse, command, script};
use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::fmt::Write;

const EXAMPLES: &str = "\
Examples:
  mlkube secrets                          every Secret with its keys, who uses them, and a command that makes it
  mlkube secrets -p eks -o json           the same for programs
  mlkube secrets -o template > secrets.sh a script to fill in and run: `sh secrets.sh`";

/// List every Secret that has to exist, who uses it, and a command that makes it
///
/// Values are neither read nor made here: commands that invent a password run on your machine.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct Secrets {
    #[command(flatten)]
    input: Input,
    /// The format of the list
    #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
    output: Format,
}

/// The format of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// A script to fill in; `kubectl apply` cannot take it by mistake.
    Template,
}

impl Secrets {
    pub(super) fn run(self, terminal: &mut Terminal) -> Result<u8> {
        let Loaded { project, extra } = self.input.load()?;
        let Outcome { sources, report, bundle, .. } = project.render(extra);
        if !report.is_empty() {
            terminal.say(&report::human(&report, &sources, true));
        }
        let Some(bundle) = bundle else { return Ok(FOUND) };
        let text = match self.output {
            Format::Text => listing(&bundle),
            Format::Json => {
                let secrets: Vec<Shown<'_>> =
                    bundle.secrets().iter().map(|secret| Shown::new(secret, bundle.provider())).collect();
                serde_json::to_string_pretty(&secrets)? + "\n"
            }
            Format::Template => script(bundle.secrets()),
        };
        print(text.as_bytes())
    }
}

/// The list for people.
fn listing(bundle: &Bundle) -> String {
    let mut text = String::new();
    for secret in bundle.secrets().iter() {
        if !text.is_empty() {
            text.push('\n');
        }
        let NeededSecret { namespace, name, kind, keys, uses, provided_by } = secret;
        let _ = writeln!(text, "{namespace}/{name} ({})", kind.word());
        for used in uses {
            let _ = writeln!(text, "  all keys: {}", shown(used));
        }
        for (key, NeededKey { origin, uses }) in keys {
            let _ = writeln!(text, "  {key} {}", words(origin));
            for used in uses {
                let _ = writeln!(text, "    {}", shown(used));
            }
        }
        let _ = match provided_by {
            Some(object) => writeln!(text, "  made by {object}"),
            None => writeln!(text, "  $ {}", command(secret, bundle.provider())),
        };
    }
    if text.is_empty() { "no Secrets are needed\n".to_owned() } else { text }
}

fn shown(SecretUse { by, as_what }: &SecretUse) -> String {
    format!("{by}: {as_what}")
}

fn words(origin: &KeyOrigin) -> String {
    match origin {
        KeyOrigin::Given => "(given to you)".to_owned(),
        KeyOrigin::Invented | KeyOrigin::InventedName => "(any value will do)".to_owned(),
        KeyOrigin::CopiedFrom(namespace) => format!("(the same as in {namespace})"),
    }
}

/// A Secret for programs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    namespace: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    keys: Vec<ShownKey<'a>>,
    uses: Vec<&'a SecretUse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownKey<'a> {
    key: &'a str,
    origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    copied_from: Option<&'a str>,
    uses: Vec<&'a SecretUse>,
}

impl<'a> Shown<'a> {
    fn new(secret: &'a NeededSecret, provider: ProviderKind) -> Self {
        let key = |(key, known): (&'a String, &'a NeededKey)| {
            let (origin, copied_from) = match &known.origin {
                KeyOrigin::Given => ("given", None),
                KeyOrigin::Invented | KeyOrigin::InventedName => ("invented", None),
                KeyOrigin::CopiedFrom(namespace) => ("copied", Some(namespace.as_str())),
            };
            ShownKey { key, origin, copied_from, uses: known.uses.iter().collect() }
        };
        Self {
            namespace: &secret.namespace,
            name: &secret.name,
            kind: secret.kind.word(),
            keys: secret.keys.iter().map(key).collect(),
            uses: secret.uses.iter().collect(),
            made_by: secret.provided_by.as_deref(),
            command: secret.provided_by.is_none().then(|| command(secret, provider)),
        }
    }
}
