//! Findings for people: the source line with the place underlined, and what to do.

use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::names_credential_value;
use crate::source::{Sources, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// How far apart in one text two places may be to be shown in one piece, in bytes.
const NEAR: usize = 600;

/// Writes all findings and a last line that counts them. Places that hold a secret are shown as asterisks, in every finding.
pub fn human(report: &Report, sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let secrets = report.secrets();
    let mut text = String::new();
    let found = report.sorted();
    for diagnostic in &found {
        let groups = Shown { sources, secrets: &secrets }.groups(diagnostic);
        text.push_str(&renderer.render(&groups));
        text.push_str("\n\n");
    }
    if let Some(line) = counts(&found) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn counts(found: &[&Diagnostic]) -> Option<String> {
    let count = |severity, noun: &str| match found.iter().filter(|found| found.severity == severity).count() {
        0 => None,
        1 => Some(format!("1 {noun}")),
        number => Some(format!("{number} {noun}s")),
    };
    let parts: Vec<String> =
        [count(Severity::Error, "error"), count(Severity::Warning, "warning")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

struct Shown<'a> {
    sources: &'a Sources,
    secrets: &'a [Span],
}

impl Shown<'_> {
    fn groups<'b>(&self, diagnostic: &'b Diagnostic) -> Vec<Group<'b>> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id);
        let mut group = Group::with_title(title);
        if let Some(span) = diagnostic.span {
            let near = |other: &&(Span, String)| other.0.source == span.source && distance(span, other.0) < NEAR;
            let (together, apart): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(|other| near(other));
            group = group.element(self.snippet(span, diagnostic.label.as_deref(), &together));
            for (span, words) in apart {
                group = group.element(self.related(*span, words));
            }
        }
        for help in &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        vec![group]
    }

    fn snippet<'b>(&self, span: Span, label: Option<&'b str>, together: &[&'b (Span, String)]) -> Snippet<'b, Annotation<'b>> {
        let all = together.iter().map(|(span, _)| span.range()).chain([span.range()]);
        let whole = all.reduce(|one, two| one.start.min(two.start)..one.end.max(two.end)).unwrap_or(span.range());
        let window = self.window(span, whole);
        let primary = AnnotationKind::Primary.span(window.inside(span)).label(label.map(str::to_owned));
        let context = together
            .iter()
            .map(|(span, words)| AnnotationKind::Context.span(window.inside(*span)).label(words.as_str()))
            .collect::<Vec<_>>();
        window.snippet().annotation(primary).annotations(context)
    }

    fn related<'b>(&self, span: Span, words: &'b str) -> Snippet<'b, Annotation<'b>> {
        let window = self.window(span, span.range());
        let annotation = AnnotationKind::Context.span(window.inside(span)).label(words);
        window.snippet().annotation(annotation)
    }

    /// The whole lines around a range, with secrets covered.
    fn window(&self, span: Span, range: Range<usize>) -> Window {
        let file = self.sources.get(span.source);
        let text = file.text.as_bytes();
        let (start, end) = (range.start.min(text.len()), range.end.clamp(range.start.min(text.len()), text.len()));
        let line_start = text[..start].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let line_end = text[end..].iter().position(|&byte| byte == b'\n').map_or(text.len(), |at| end + at);
        let mut shown = file.text.get(line_start..line_end).unwrap_or_default().to_owned();
        shown = shown.split_inclusive('\n').map(covered_credentials).collect();
        for secret in self.secrets.iter().filter(|secret| secret.source == span.source) {
            let inside = secret.range().start.max(line_start)..secret.range().end.min(line_end);
            if inside.start < inside.end {
                shown = covered(&shown, inside.start - line_start..inside.end - line_start);
            }
        }
        Window {
            name: file.name.clone(),
            text: shown,
            start: line_start,
            line: self.sources.position(Span::new(span.source, line_start..line_start)).line,
        }
    }
}

/// The same text with as many asterisks for the bytes of a range; line breaks stay.
fn covered(text: &str, range: Range<usize>) -> String {
    let cover = |(at, letter): (usize, char)| match letter {
        '\n' => "\n".to_owned(),
        _ if range.contains(&at) => "*".repeat(letter.len_utf8()),
        _ => letter.to_string(),
    };
    text.char_indices().map(cover).collect()
}

/// The same line with asterisks for values whose key says that they are credentials. Findings mark the secrets that they know;
/// this is for lines of a text that could not even be read as YAML.
fn covered_credentials(line: &str) -> String {
    let mut line = line.to_owned();
    let mut from = 0;
    while let Some(separator) = line[from..].find([':', '=']).map(|at| from + at) {
        from = separator + 1;
        let before = line[..separator].trim_end_matches(['"', '\'']);
        let key = before.rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next().unwrap_or_default();
        let value = from..line[from..].find([',', '}', '\n']).map_or(line.len(), |at| from + at);
        let text = line[value.clone()].trim();
        if names_credential_value(key, text.trim_matches(['"', '\''])) && !text.starts_with(['{', '[', '|', '>', '&', '*']) {
            let start = value.start + line[value.clone()].len() - line[value.clone()].trim_start().len();
            line = covered(&line, start..start + text.len());
        }
    }
    line
}

struct Window {
    name: String,
    text: String,
    start: usize,
    line: usize,
}

impl Window {
    fn inside(&self, span: Span) -> Range<usize> {
        let place = |at: usize| floor(&self.text, at.saturating_sub(self.start).min(self.text.len()));
        let (start, end) = (place(span.range().start), place(span.range().end));
        start..end.max(start)
    }

    fn snippet<'b>(self) -> Snippet<'b, Annotation<'b>> {
        Snippet::source(self.text).path(self.name).line_start(self.line)
    }
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn distance(one: Span, two: Span) -> usize {
    one.range().start.abs_diff(two.range().start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_shown_hold_no_credential() {
        for (line, shown) in [
            ("    DB_PASSWORD: hunter2\n", "    DB_PASSWORD: *******\n"),
            ("env: {API_KEY: 'abc', MODE: fast}", "env: {API_KEY: *****, MODE: fast}"),
            ("services.a.env.DB_PASSWORD=hunter2", "services.a.env.DB_PASSWORD=*******"),
            ("API_KEY: secret(keys/api-key)", "API_KEY: secret(keys/api-key)"),
            ("MAX_TOKENS: 512", "MAX_TOKENS: 512"),
            ("PASSWORD_FILE: /run/x", "PASSWORD_FILE: /run/x"),
        ] {
            assert_eq!(covered_credentials(line), shown);
        }
    }
}
