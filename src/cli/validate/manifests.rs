//! Manifests, whoever wrote them.

use super::Validate;
use super::answer::Answer;
use super::spec::profiles;
use crate::cli::Terminal;
use crate::cli::profiles::Reader;
use crate::diag::Severity;
use crate::profile::OwnProfiles;
use crate::report;
use crate::rim;
use crate::validation::{Request, Validated, validate};
use anyhow::Result;

/// Reads everything that the paths name, and tells what was found.
pub(super) fn run(asked: &Validate, terminal: &Terminal) -> Result<u8> {
    let texts = rim::read_manifests(&asked.paths)?;
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
        crds: rim::read_manifests(&asked.crds)?,
    };
    let Validated { sources, mut report, documents } = validate(texts, &request, reader.sources, reader.report);
    report.keep(asked.least_told());
    let findings = report::findings(&report, &sources);
    let answer = Answer { findings: &findings, files: &files, documents, renders: None, deny: asked.deny };
    let human = || {
        let shown = report::human(&report, &sources, terminal.colours_output());
        let counted = |number: usize, noun: &str| if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") };
        let verdict = if report.is_empty() { ": nothing to say against them" } else { "" };
        format!("{shown}{} in {}{verdict}\n", counted(documents, "object"), counted(files.len(), "file"))
    };
    rim::write_stdout(answer.text(asked.format, human)?.as_bytes())?;
    Ok(asked.deny.code(report.worst()))
}
