//! Manifests, whoever wrote them.

use super::Validate;
use super::answer::Answer;
use super::spec::profiles;
use crate::cli::Terminal;
use crate::cli::profiles::Reader;
use crate::diag::{Report, Severity};
use crate::profile::OwnProfiles;
use crate::report;
use crate::rim::{self, ReadManifests};
use crate::source::{Sources, Text};
use crate::validation::{self, Request, Validated, validate};
use anyhow::Result;

/// Reads everything that the paths name, and tells what was found.
pub(super) fn run(asked: &Validate, terminal: &mut Terminal) -> Result<u8> {
    let ReadManifests { texts, notes } = rim::read_manifests(&asked.paths)?;
    for note in notes {
        terminal.say(&format!("{note}\n"));
    }
    let files: Vec<String> = texts.iter().map(|text| text.name.clone()).collect();
    let own = match rim::find_folder(None)? {
        Some(folder) => rim::own_profiles(&folder)?,
        None => OwnProfiles::default(),
    };
    let names = profiles(asked.profile.as_deref(), &own.names);
    let mut reader = Reader::new(own);
    let mut known = Vec::new();
    for name in names.iter().flatten() {
        known.extend(reader.profile(name)?);
    }
    let request = Request {
        versions: asked.kube_version.map(|versions| versions.first..=versions.last),
        profiles: &known,
        closed: asked.closed,
        advice: asked.least_told() == Severity::Info,
        crds: rim::read_manifests(&asked.crds)?.texts,
    };
    let least = asked.least_told();
    let validated = if asked.fix {
        fix(texts, &request, &reader.sources, &reader.report, least, terminal)?
    } else {
        validate(texts, &request, reader.sources, reader.report)
    };
    let Validated { sources, mut report, documents, .. } = validated;
    report.keep(least);
    let findings = report::findings(&report, &sources);
    let answer = Answer { findings: &findings, files: &files, documents, renders: None, deny: asked.deny };
    let human = || {
        let shown = report::human(&report, &sources, terminal.colours_output());
        let fixable = findings.iter().filter(|finding| finding.fixable).count();
        let offer = if fixable == 0 { String::new() } else { format!("`--fix` puts {fixable} of them right\n") };
        let verdict = if report.is_empty() { ": nothing to say against them" } else { "" };
        format!("{shown}{offer}{} in {}{verdict}\n", counted(documents, "object"), counted(files.len(), "file"))
    };
    rim::write_stdout(answer.text(asked.format, human)?.as_bytes())?;
    Ok(asked.deny.code(report.worst()))
}

/// Puts right what can be, writes it back, and tells how much it was.
fn fix(
    texts: Vec<Text>,
    request: &Request<'_>,
    sources: &Sources,
    report: &Report,
    least: Severity,
    terminal: &mut Terminal,
) -> Result<Validated> {
    let before = texts.clone();
    let fixed = validation::fix(texts, request, sources, report, least);
    let files = rim::rewrite(&before, &fixed.texts)?;
    let told = match fixed.changes {
        0 => "nothing here has one safe answer\n".to_owned(),
        changes => format!("{} put right in {}\n", counted(changes, "place"), counted(files, "file")),
    };
    terminal.say(&told);
    Ok(fixed.validated)
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
