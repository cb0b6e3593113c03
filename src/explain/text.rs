//! Origins as a table for people.

use super::Explained;
use super::path::Layered;
use super::place::{path_text, place_text, value_text};
use crate::source::Sources;
use std::fmt::Write;

/// How many origins of one field are shown.
const MOST: usize = 4;

/// How wide a column is at the most; what is longer pushes the rest of its line away.
const WIDEST: [usize; 3] = [72, 28, 44];

/// What is said of a field for which no rule has a row.
const NOTHING: (&str, &str) = ("rule", "nothing in the spec or the profile changes it");

/// The table of one object.
pub fn text(explained: &Explained, sources: &Sources) -> String {
    let mut out = explained.title.clone();
    if let Some(namespace) = &explained.namespace {
        let _ = write!(out, " in {namespace}");
    }
    if let Some((path, place)) = &explained.owner {
        let _ = write!(out, ", from {} ({})", path_text(path), place_text(sources, *place));
    }
    out.push('\n');
    for need in explained.needs.iter().take(MOST) {
        let (what, place) = need.words(sources);
        let _ = writeln!(out, "  {what} ({place})");
    }
    out.push('\n');
    let rows: Vec<[String; 4]> = explained
        .fields
        .iter()
        .flat_map(|(field, origins)| {
            let mut words: Vec<(String, String)> = origins.iter().take(MOST).map(|origin| origin.words(sources)).collect();
            if words.is_empty() {
                words.push((NOTHING.0.to_owned(), NOTHING.1.to_owned()));
            }
            if origins.len() > MOST {
                words.push((format!("and {} more", origins.len() - MOST), String::new()));
            }
            let first = (field.path.to_string(), value_text(&field.value));
            words.into_iter().enumerate().map(move |(index, (what, place))| {
                let (path, value) = if index == 0 { first.clone() } else { (String::new(), String::new()) };
                [path, value, what, place]
            })
        })
        .collect();
    out.push_str(&table(&rows));
    if !explained.left_out.is_nothing() {
        let _ = write!(out, "\n{}", explained.left_out);
    }
    out
}

/// Values of the spec with their layers, for people.
pub fn layers_text(all: &[Layered], sources: &Sources) -> String {
    let mut rows: Vec<[String; 4]> = Vec::new();
    for layered in all {
        let path = path_text(&layered.path);
        if layered.settings.is_empty() {
            rows.push([path, "not given".to_owned(), layered.doc.clone(), String::new()]);
            continue;
        }
        for (index, setting) in layered.settings.iter().enumerate() {
            let value = match &setting.value {
                None => "removed".to_owned(),
                Some(_) if setting.covered => "(covered: it may be a credential)".to_owned(),
                Some(node) => value_text(node),
            };
            let shown = if index == 0 { path.clone() } else { String::new() };
            let note = if index == 0 { "" } else { "overridden" };
            rows.push([shown, value, place_text(sources, setting.place), note.to_owned()]);
        }
    }
    let mut out = table(&rows);
    if let [Layered { settings, doc, .. }] = all
        && !settings.is_empty()
        && !doc.is_empty()
    {
        let _ = writeln!(out, "\n{doc}");
    }
    out
}

/// Rows in columns.
fn table(rows: &[[String; 4]]) -> String {
    let mut out = String::new();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0).min(WIDEST[column]);
    let widths = [width(0), width(1), width(2)];
    for [path, value, what, place] in rows {
        let line = format!("{path:0$}  {value:1$}  {what:2$}  {place}", widths[0], widths[1], widths[2]);
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
