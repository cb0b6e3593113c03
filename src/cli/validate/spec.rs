//! A spec, for each pair of a profile and a version of Kubernetes.

use super::answer::{Answer, Format};
use super::{KubeVersions, Validate};
use crate::cli::input::Loaded;
use crate::cli::{FINE, FOUND, Terminal};
use crate::diag::Severity;
use crate::fields::KubeVersion;
use crate::parallel::in_parallel;
use crate::profile::BUILTIN;
use crate::project::Outcome;
use crate::report::{self, Finding, Row};
use crate::rim::{self, Found};
use anyhow::Result;

/// What a spec is rendered for; what is not given the spec or the profile tells.
type Pair = (Option<String>, Option<KubeVersion>);

/// Renders the spec for every pair, and tells a line for each.
pub(super) fn run(asked: &Validate, terminal: &mut Terminal) -> Result<u8> {
    let found = asked.layers.find()?;
    let pairs = pairs(asked, &own_profiles(&found)?);
    let rows = match pairs.as_slice() {
        [pair] => {
            let (row, outcome) = render(asked, &found, pair)?;
            if !outcome.report.is_empty() && asked.format == Format::Human {
                terminal.say(&report::human(&outcome.report, &outcome.sources, true));
            }
            vec![row]
        }
        pairs => in_parallel(pairs, |pair| render(asked, &found, pair).map(|(row, _)| row)).into_iter().collect::<Result<_>>()?,
    };
    let findings = all_findings(&rows);
    let answer = Answer {
        findings: &findings,
        files: &[found.spec.name],
        documents: rows.iter().map(|row| row.objects).sum(),
        renders: Some(&rows),
        deny: asked.deny,
    };
    rim::write_stdout(answer.text(asked.format, || report::matrix(&rows))?.as_bytes())?;
    if rows.len() > 1 && asked.format == Format::Human {
        // Of equals the last is taken, which is the first line here.
        terminal.say(&rows.iter().rev().max_by_key(|row| row.weight()).and_then(hint).unwrap_or_default());
    }
    let fails = |row: &Row| !row.ok || asked.deny.code(row.worst()) == FOUND;
    Ok(if rows.iter().any(fails) { FOUND } else { FINE })
}

/// What was found for any pair, each once.
fn all_findings(rows: &[Row]) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for finding in rows.iter().flat_map(|row| &row.findings) {
        if !all.contains(finding) {
            all.push(finding.clone());
        }
    }
    all
}

/// Each profile with each version, in order. `own` are the profiles of the project's own.
fn pairs(asked: &Validate, own: &[String]) -> Vec<Pair> {
    let versions: Vec<Option<KubeVersion>> = match asked.kube_version {
        Some(KubeVersions { first, last }) => {
            KubeVersion::all().filter(|version| (first..=last).contains(version)).map(Some).collect()
        }
        None => vec![None],
    };
    let profiles = profiles(asked.profile.as_deref(), own);
    profiles.iter().flat_map(|profile| versions.iter().map(move |version| (profile.clone(), *version))).collect()
}

fn render(asked: &Validate, found: &Found, (profile, version): &Pair) -> Result<(Row, Outcome)> {
    let Loaded { mut project, extra } = asked.layers.load(found, profile.as_deref(), *version)?;
    project.with_advice(asked.least_told() == Severity::Info);
    let name = project.profile().to_owned();
    let mut outcome = project.render(extra);
    outcome.report.keep(asked.least_told());
    let Outcome { sources, report, kubernetes, bundle } = &outcome;
    let objects = bundle.as_ref().map(|bundle| bundle.entries().len());
    Ok((Row::new(name, *kubernetes, objects, report, sources), outcome))
}

impl Validate {
    /// The least weight that is told.
    pub(super) fn least_told(&self) -> Severity {
        if self.info { Severity::Info } else { self.deny.least().min(Severity::Warning) }
    }
}

/// The profiles beside the spec.
fn own_profiles(found: &Found) -> Result<Vec<String>> {
    Ok(found.folder.as_deref().map(rim::own_profiles).transpose()?.unwrap_or_default().names)
}

/// The profiles that are meant: each once, in the order in which they are named; none stands for the one that the spec names. Those of the
/// project's own come after the built-in ones.
pub(super) fn profiles(names: Option<&str>, own: &[String]) -> Vec<Option<String>> {
    let all = || BUILTIN.iter().map(|builtin| builtin.name).chain(own.iter().map(String::as_str));
    let mut profiles: Vec<Option<String>> = Vec::new();
    for name in names.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let meant: Vec<&str> = if name == "all" { all().collect() } else { vec![name] };
        for name in meant {
            if !profiles.iter().flatten().any(|known| known == name) {
                profiles.push(Some(name.to_owned()));
            }
        }
    }
    if profiles.is_empty() { vec![None] } else { profiles }
}

/// How to see everything that was found for a line.
fn hint(row: &Row) -> Option<String> {
    let version = row.kubernetes.map(|version| format!(" --kube-version {version}")).unwrap_or_default();
    (row.weight() > 0)
        .then(|| format!("a pair alone, such as `-p {}{version}`, is told with everything that was found\n", row.profile))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_meant_once() {
        let own = ["my-cluster".to_owned()];
        let names = |text| profiles(text, &own).into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(names(Some("minikube,eks,minikube")), ["minikube", "eks"]);
        assert_eq!(names(Some("all")).len(), BUILTIN.len() + 1);
        assert_eq!(names(Some("generic, all")).len(), BUILTIN.len() + 1);
        assert_eq!(names(Some("generic,all"))[0], "generic");
        assert_eq!(profiles(None, &own), [None]);
        assert_eq!(profiles(Some(","), &own), [None]);
    }
}
