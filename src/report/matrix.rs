//! For which clusters a spec renders: a line for each profile and version.

use super::finding::{Finding, FoundAt, findings, word};
use crate::diag::{Report, Severity};
use crate::fields::KubeVersion;
use crate::source::Sources;
use serde::Serialize;
use std::fmt::Write;

/// What a render for one profile and one version of Kubernetes came to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The name of the profile, known or not.
    pub profile: String,
    /// The version of Kubernetes; none if the profile is not known.
    pub kubernetes: Option<KubeVersion>,
    /// Whether there is a bundle.
    pub ok: bool,
    /// How many objects it has.
    pub objects: usize,
    /// Everything that was found.
    pub findings: Vec<Finding>,
}

impl Row {
    /// Looks at what was found, and at the number of objects, if there is a bundle.
    pub fn new(
        profile: String,
        kubernetes: Option<KubeVersion>,
        objects: Option<usize>,
        report: &Report,
        sources: &Sources,
    ) -> Self {
        let findings = findings(report, sources);
        Self { profile, kubernetes, ok: objects.is_some(), objects: objects.unwrap_or(0), findings }
    }

    /// How much there is to look at: an error counts more than all warnings.
    pub fn weight(&self) -> usize {
        self.count("error").saturating_mul(1_000_000).saturating_add(self.count("warning"))
    }

    /// The worst that was found.
    pub fn worst(&self) -> Option<Severity> {
        [Severity::Error, Severity::Warning, Severity::Info].into_iter().find(|severity| self.count(word(*severity)) > 0)
    }

    fn count(&self, severity: &str) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// What stands behind profile and version.
    fn verdict(&self) -> String {
        let errors = self.count("error");
        match self.findings.iter().find(|finding| finding.severity == "error") {
            Some(finding @ Finding { code, place, .. }) => {
                let place = place.as_ref().map(|FoundAt { file, line, column, .. }| format!(" ({file}:{line}:{column})"));
                let more = if errors > 1 { format!(", and {}", counted(errors - 1, "more error")) } else { String::new() };
                format!("error {code}: {}{}{more}", finding.headline(), place.unwrap_or_default())
            }
            None => match self.count("warning") {
                0 => "ok".to_owned(),
                warnings => format!("ok ({})", counted(warnings, "warning")),
            },
        }
    }
}

/// The lines for people.
pub fn matrix(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.profile.len()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        let version = row.kubernetes.map_or_else(|| "-".to_owned(), |version| version.to_string());
        let _ = writeln!(text, "{:width$}  {version:4}  {}", row.profile, one_line(&row.verdict()));
    }
    text
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A line stays one, and commands no terminal, whatever a message quotes.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(profile: &str, findings: &[(&'static str, &str)]) -> Row {
        let finding = |(severity, message): &(&'static str, &str)| Finding {
            code: "MLK0410",
            severity,
            message: (*message).to_owned(),
            place: Some(FoundAt { file: "mlkube.yaml".to_owned(), line: 12, column: 5, end_line: 12, end_column: 9 }),
            object: None,
            namespace: None,
            field: None,
            related: Vec::new(),
            help: Vec::new(),
            fixable: false,
        };
        Row {
            profile: profile.to_owned(),
            kubernetes: Some(KubeVersion::minor(30)),
            ok: !findings.iter().any(|(severity, _)| *severity == "error"),
            objects: 0,
            findings: findings.iter().map(finding).collect(),
        }
    }

    #[test]
    fn a_line_says_what_is_worst() {
        let unknown = Row { kubernetes: None, ..row("nosuch", &[("error", "there is no profile")]) };
        let rows = [
            row("eks", &[]),
            row("generic", &[("warning", "a"), ("warning", "b")]),
            row("eks", &[("warning", "a"), ("error", "no\nimage"), ("error", "c")]),
            unknown,
        ];
        assert_eq!(
            matrix(&rows),
            "eks      1.30  ok\ngeneric  1.30  ok (2 warnings)\n\
             eks      1.30  error MLK0410: no image (mlkube.yaml:12:5), and 1 more error\n\
             nosuch   -     error MLK0410: there is no profile (mlkube.yaml:12:5)\n"
        );
        assert!(rows[2].weight() > rows[3].weight() && rows[3].weight() > rows[1].weight() && rows[0].weight() == 0);
    }
}
