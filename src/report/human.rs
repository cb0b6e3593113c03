//! Findings for people: the source line with the place underlined, and what to do.

use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::names_credential;
use crate::source::{Sources, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// The letters of a message that are shown.
const LONGEST_MESSAGE: usize = 500;
/// The bytes of a line on each side of a place that are shown.
const LONGEST_LINE: usize = 1_000;
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
    let count = |severity, one: &str, many: &str| match found.iter().filter(|found| found.severity == severity).count() {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {many}")),
    };
    let parts: Vec<String> = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Info, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

struct Shown<'a> {
    sources: &'a Sources,
    secrets: &'a [Span],
}

impl Shown<'_> {
    fn groups(&self, diagnostic: &Diagnostic) -> Vec<Group<'static>> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let title = level.primary_title(shown(&diagnostic.headline())).id(diagnostic.code.id);
        let mut group = Group::with_title(title);
        if let Some(span) = diagnostic.span {
            let near = |other: &&(Span, String)| other.0.source == span.source && distance(span, other.0) < NEAR;
            let (together, apart): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(|other| near(other));
            group = group.element(self.snippet(span, diagnostic.label.as_deref(), &together));
            for (span, words) in apart {
                group = group.element(self.related(*span, words));
            }
        }
        if let Some(about) = diagnostic.about.as_ref().filter(|about| about.rendered && !about.path.is_empty()) {
            group = group.element(Level::NOTE.message(format!("in `{}` of the object", about.path)));
        }
        for help in &diagnostic.help {
            group = group.element(Level::HELP.message(shown(help)));
        }
        vec![group]
    }

    fn snippet(&self, span: Span, label: Option<&str>, together: &[&(Span, String)]) -> Snippet<'static, Annotation<'static>> {
        let all = together.iter().map(|(span, _)| span.range()).chain([span.range()]);
        let whole = all.reduce(|one, two| one.start.min(two.start)..one.end.max(two.end)).unwrap_or(span.range());
        let window = self.window(span, whole);
        let primary = AnnotationKind::Primary.span(window.inside(span)).label(label.map(shown));
        let context = together
            .iter()
            .map(|(span, words)| AnnotationKind::Context.span(window.inside(*span)).label(shown(words)))
            .collect::<Vec<_>>();
        window.snippet().annotation(primary).annotations(context)
    }

    fn related(&self, span: Span, words: &str) -> Snippet<'static, Annotation<'static>> {
        let window = self.window(span, span.range());
        let annotation = AnnotationKind::Context.span(window.inside(span)).label(shown(words));
        window.snippet().annotation(annotation)
    }

    /// The whole lines around a range, with secrets covered.
    fn window(&self, span: Span, range: Range<usize>) -> Window {
        let file = self.sources.get(span.source);
        let text = file.text.as_bytes();
        let (start, end) = (range.start.min(text.len()), range.end.clamp(range.start.min(text.len()), text.len()));
        let line_start = text[..start].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let line_start = ceiling(&file.text, line_start.max(start.saturating_sub(LONGEST_LINE)));
        let line_end =
            text[end..].iter().take(LONGEST_LINE).position(|&byte| byte == b'\n').map_or(end + LONGEST_LINE, |at| end + at);
        let line_end = floor(&file.text, line_end.min(text.len()));
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
/// this is for lines of a text that could not even be read as YAML, and for words that a finding repeats.
fn covered_credentials(line: &str) -> String {
    let mut line = line.to_owned();
    let mut from = 0;
    while let Some(separator) = line[from..].find([':', '=']).map(|at| from + at) {
        from = separator + 1;
        if !is_credential_key(&line[..separator], line.as_bytes()[separator]) {
            continue;
        }
        let value = from..line[from..].find([',', '}', '`', '\n']).map_or(line.len(), |at| from + at);
        let text = line[value.clone()].trim();
        let is_plain = !text.trim_matches(['"', '\'']).is_empty() && !text.starts_with(['{', '[', '|', '>', '&', '*', '$', '/']);
        if is_plain && !text.starts_with("secret(") {
            let start = value.start + line[value.clone()].len() - line[value.clone()].trim_start().len();
            line = covered(&line, start..start + text.len());
        }
    }
    line
}

/// Whether the word before a separator is the name of a variable, or an option of a command line, that holds a credential. Keys of
/// a spec are none of these: `tls: {secret: NAME}` names a Secret.
fn is_credential_key(before: &str, separator: u8) -> bool {
    let before = before.trim_end_matches(['"', '\'']);
    let start =
        before.rfind(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-').map_or(0, |at| at + 1);
    let key = before.get(start..).unwrap_or_default();
    let is_variable = key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    !key.is_empty() && key.len() < 100 && (is_variable || separator == b'=') && names_credential(key.trim_start_matches('-'))
}

/// What a terminal shows of a text: control characters and those that turn the direction of writing are written out, credentials
/// covered, and what no person reads to the end is cut.
fn shown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (count, letter) in text.chars().enumerate() {
        if count == LONGEST_MESSAGE {
            safe.push('…');
            break;
        }
        if letter.is_control() || matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
            safe.extend(letter.escape_default());
        } else {
            safe.push(letter);
        }
    }
    covered_credentials(&safe)
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

    fn snippet(self) -> Snippet<'static, Annotation<'static>> {
        Snippet::source(self.text).path(self.name).line_start(self.line)
    }
}

/// The nearest start of a character at or after a byte.
fn ceiling(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
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
            ("tls: {secret: shop-tls}", "tls: {secret: shop-tls}"),
            ("args: [--password=hunter2]", "args: [--password=********"),
        ] {
            assert_eq!(covered_credentials(line), shown);
        }
    }
}
