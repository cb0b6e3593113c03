//! The table of formats: by what a text is recognized, and who judges it.

use super::fault::Fault;
use super::{alertmanager, grafana, json, nginx, postgres, prometheus, redis, rules, shell, toml, yaml};

/// A format of texts.
#[derive(Debug)]
pub struct Format {
    /// What people call it.
    pub name: &'static str,
    /// Whether a text of this name, with this content, is certainly one.
    pub recognize: fn(&str, &str) -> bool,
    /// Judges a text.
    pub check: fn(&str, &mut Vec<Fault>),
}

/// Every format, the particular ones before those that they are written in.
pub const FORMATS: &[&Format] = &[
    &alertmanager::FORMAT,
    &prometheus::FORMAT,
    &rules::FORMAT,
    &grafana::FORMAT,
    &nginx::FORMAT,
    &redis::FORMAT,
    &postgres::FORMAT,
    &shell::FORMAT,
    &json::FORMAT,
    &yaml::FORMAT,
    &toml::FORMAT,
];

/// The format of a text, if it is certain. The name may be a path.
pub(super) fn format_of(name: &str, text: &str) -> Option<&'static Format> {
    let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    FORMATS.iter().copied().find(|format| (format.recognize)(&file, text))
}

/// Whether a name ends in one of these.
pub(super) fn ends_in(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a text has a line that begins, without indentation, with this word.
pub(super) fn has_line(text: &str, start: &str) -> bool {
    text.lines().any(|line| line.starts_with(start))
}
