//! Findings as a JUnit report: a suite for each file, a case for each finding, and a passed case for a file without any.
//!
//! Format: the schema that Jenkins and GitLab read (`junit-10.xsd` of jenkinsci/xunit-plugin, GitLab documentation "Unit test report
//! examples", 2026-11).

use super::finding::Finding;
use std::fmt::Write;

/// Writes the report. `fails` tells which findings fail the run; the others pass and are told in the output of their case.
pub fn junit(findings: &[Finding], files: &[String], fails: impl Fn(&Finding) -> bool) -> String {
    let failed = findings.iter().filter(|finding| fails(finding)).count();
    let mut suites = String::new();
    let mut cases = 0;
    let nowhere = findings.iter().any(|finding| finding.place.is_none()).then_some("");
    for file in files.iter().map(String::as_str).chain(nowhere) {
        let own: Vec<&Finding> = findings.iter().filter(|finding| file_of(finding) == file).collect();
        let failures = own.iter().filter(|finding| fails(finding)).count();
        let count = own.len().max(1);
        cases += count;
        let name = if file.is_empty() { "mlkube" } else { file };
        let _ = writeln!(suites, "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"{failures}\">", escaped(name));
        for finding in &own {
            suites.push_str(&case(finding, name, fails(finding)));
        }
        if own.is_empty() {
            let _ = writeln!(suites, "    <testcase classname=\"{}\" name=\"valid\"/>", escaped(name));
        }
        suites.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"mlkube validate\" tests=\"{cases}\" failures=\"{failed}\">\n{suites}</testsuites>\n"
    )
}

fn file_of(finding: &Finding) -> &str {
    finding.place.as_ref().map_or("", |place| &place.file)
}

fn case(finding: &Finding, file: &str, fails: bool) -> String {
    let place = finding.place.as_ref().map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
    let name = [finding.code, finding.object.as_deref().unwrap_or_default(), &place].join(" ");
    let body = escaped(&format!("{file}:{place}: {}", finding.lines()));
    let inside = if fails {
        format!(
            "<failure message=\"{}\" type=\"{}\">{body}</failure>",
            escaped(&finding.headline()),
            escaped(&format!("{} {}", finding.severity, finding.code))
        )
    } else {
        format!("<system-out>{body}</system-out>")
    };
    format!("    <testcase classname=\"{}\" name=\"{}\">{inside}</testcase>\n", escaped(file), escaped(name.trim()))
}

/// Text for XML 1.0, which has no place for most control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}
