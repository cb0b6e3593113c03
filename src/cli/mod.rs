//! The command line: definitions whose comments are the help, and thin commands.

mod capacity;
mod completions;
mod explain;
mod format;
mod input;
mod profiles;
mod render;
mod schema;
mod secrets;
mod validate;

use crate::rim;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::io::Write;
use std::process::ExitCode;

/// Everything is fine.
pub const FINE: u8 = 0;
/// Errors were found, or `--check` found that what is on disk differs.
pub const FOUND: u8 = 1;
/// The command line is wrong, or something cannot be read or written.
pub const UNUSABLE: u8 = 2;

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  errors found, or `--check` finds that what is on disk differs
  2  the command line is wrong, or something cannot be read or written

Every flag can also be given as a variable: `--profile` as MLKUBE_PROFILE, and so on.";

/// One short spec in, everything that an ML system needs on Kubernetes out
#[derive(Debug, Parser)]
#[command(name = "mlkube", version, after_help = EXIT_CODES, after_long_help = EXIT_CODES, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colour: on a terminal, always, or never
    #[arg(long, global = true, value_enum, default_value_t, env = "MLKUBE_COLOR")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Render(render::Render),
    Validate(validate::Validate),
    Explain(explain::Explain),
    Secrets(secrets::Secrets),
    Capacity(capacity::CountCapacity),
    Profiles(profiles::Profiles),
    Schema(schema::WriteSchema),
    Completions(completions::Completions),
}

impl Arguments {
    /// Reads the command line and the variables.
    fn parse_and_settle() -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches()?;
        let arguments = Self::from_arg_matches(&matches)?;
        let command = match (arguments.command, matches.subcommand()) {
            (Command::Render(render), Some((_, matches))) => Command::Render(render.settle(matches)?),
            (command, _) => command,
        };
        Ok(Self { command, ..arguments })
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = match Arguments::parse_and_settle() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let mut terminal = Terminal { choice: arguments.color.choice() };
    let done = match arguments.command {
        Command::Render(command) => command.run(&mut terminal),
        Command::Validate(command) => command.run(&mut terminal),
        Command::Explain(command) => command.run(&mut terminal),
        Command::Secrets(command) => command.run(&mut terminal),
        Command::Capacity(command) => command.run(&mut terminal),
        Command::Profiles(command) => command.run(&mut terminal),
        Command::Schema(command) => command.run(),
        Command::Completions(command) => command.run(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            terminal.error(&format!("{error:#}"));
            ExitCode::from(UNUSABLE)
        }
    }
}

/// Help and version go to standard output and are fine; everything else is a wrong command line.
fn usage(error: &clap::Error) -> ExitCode {
    let fine = !error.use_stderr();
    // Nothing can be said any more if standard error is gone.
    let _ = error.print();
    ExitCode::from(if fine { FINE } else { UNUSABLE })
}

/// Where diagnostics go.
struct Terminal {
    choice: anstream::ColorChoice,
}

impl Terminal {
    /// Writes text for people to standard error; colours only where they are wanted.
    fn say(&mut self, text: &str) {
        let mut stream = anstream::AutoStream::new(std::io::stderr().lock(), self.choice);
        // A closed standard error leaves nobody to tell.
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    }

    /// Whether text for people on standard output is coloured.
    fn colours_output(&self) -> bool {
        match self.choice {
            anstream::ColorChoice::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
            choice => choice != anstream::ColorChoice::Never,
        }
    }

    fn error(&mut self, message: &str) {
        let style = anstyle::AnsiColor::Red.on_default().bold();
        self.say(&format!("{style}error{style:#}: {message}\n"));
    }
}

/// Writes what was asked for.
fn print(bytes: &[u8]) -> anyhow::Result<u8> {
    rim::write_stdout(bytes)?;
    Ok(FINE)
}

#[cfg(test)]
mod tests {
    use super::{Arguments, CommandFactory};

    #[test]
    fn the_definitions_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples_and_every_flag_has_a_variable() {
        for command in Arguments::command().get_subcommands() {
            let help = command.clone().render_long_help().to_string();
            assert!(help.contains("Examples:"), "{} has no examples", command.get_name());
            for argument in command.get_arguments().filter(|argument| argument.get_long().is_some()) {
                let name = argument.get_long().unwrap();
                if !["help", "version"].contains(&name) {
                    let variable = format!("MLKUBE_{}", name.to_uppercase().replace('-', "_"));
                    assert_eq!(argument.get_env().and_then(|env| env.to_str()), Some(variable.as_str()));
                }
            }
        }
    }
}
