//! Shell scripts: whether a shell would read them to the end, as `sh -n` asks.
//!
//! Everything that bash reads is taken, whatever shell is named: an image may have any shell as `/bin/sh`. What a plain shell
//! may lack is advice.

mod bashisms;
mod commands;
mod compounds;
mod cursor;
mod words;

use super::fault::Fault;
use super::formats::{Format, ends_in};
use super::template;
use crate::diag::codes;
use cursor::{Cursor, Stop};

/// Which shell reads a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `sh`, `dash` or `ash`.
    Posix,
    /// `bash` or `ksh`.
    Bash,
}

pub(super) const FORMAT: Format =
    Format { name: "shell script", recognize, check: |text, faults| check(text, dialect(text), faults) };

const POSIX: Format =
    Format { name: "shell script", recognize: |_, _| false, check: |text, faults| check(text, Dialect::Posix, faults) };
const BASH: Format =
    Format { name: "shell script", recognize: |_, _| false, check: |text, faults| check(text, Dialect::Bash, faults) };
const POSIX_EXPANDED: Format = Format {
    name: "shell script",
    recognize: |_, _| false,
    check: |text, faults| check(&expanded(text), Dialect::Posix, faults),
};
const BASH_EXPANDED: Format =
    Format { name: "shell script", recognize: |_, _| false, check: |text, faults| check(&expanded(text), Dialect::Bash, faults) };

/// The format of a script for a shell; `expanded` when Kubernetes looks for `$(NAME)` in it first.
pub(super) fn format(dialect: Dialect, expanded: bool) -> &'static Format {
    match (dialect, expanded) {
        (Dialect::Posix, false) => &POSIX,
        (Dialect::Bash, false) => &BASH,
        (Dialect::Posix, true) => &POSIX_EXPANDED,
        (Dialect::Bash, true) => &BASH_EXPANDED,
    }
}

/// The dialect of a program, by its name or path; none for what is no shell, or one with a grammar of its own.
pub(super) fn dialect_of(program: &str) -> Option<Dialect> {
    match program.rsplit('/').next()? {
        "sh" | "dash" | "ash" => Some(Dialect::Posix),
        "bash" | "ksh" => Some(Dialect::Bash),
        _ => None,
    }
}

/// The program that the first line names, if it does: `#!/bin/sh -e`, `#!/usr/bin/env bash`.
fn program_of(text: &str) -> Option<&str> {
    let line = text.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace().filter(|word| !word.starts_with('-'));
    let program = words.next()?;
    if program.ends_with("/env") { words.next() } else { Some(program) }
}

fn recognize(name: &str, text: &str) -> bool {
    match program_of(text) {
        Some(program) => dialect_of(program).is_some(),
        None => ends_in(name, &[".sh", ".bash"]),
    }
}

fn dialect(text: &str) -> Dialect {
    // A script without a first line is run by whoever calls it.
    program_of(text).and_then(dialect_of).unwrap_or(Dialect::Bash)
}

/// What a shell gets when Kubernetes has read `$$(` as `$(` (core/v1 `Container.command`, 1.37); every byte keeps its place.
fn expanded(text: &str) -> String {
    text.replace("$$(", " $(")
}

fn check(text: &str, dialect: Dialect, faults: &mut Vec<Fault>) {
    let mut cursor = Cursor::new(text);
    match cursor.script() {
        Ok(()) => {
            for (range, word) in cursor.open_documents() {
                let fault = Fault::warning(codes::SHELL_SYNTAX, range, format!("here-document without its last line `{word}`"));
                faults.push(fault.help("write the word alone on a line, without blanks around it, or use `<<-` with tabs"));
            }
            if dialect == Dialect::Posix {
                bashisms::check(cursor.bashisms(), faults);
            }
        }
        // Deeper than anybody writes: nothing is known.
        Err(Stop::TooDeep) => {}
        Err(Stop::Wrong { range, message, help }) => {
            if !template::explains_shell(text) {
                faults.push(Fault::error(codes::SHELL_SYNTAX, range, message).help(help));
            }
        }
    }
}
