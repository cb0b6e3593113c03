//! What an alert says.

use super::word::{Invalid, Word, bad_value, word};

/// A text of an alert. It may name labels and the value, `{{ $labels.pod }}` and `{{ $value | humanize }}`; one wrong template would
/// keep Prometheus from reading any rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertText(String);

impl AlertText {
    /// The text.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// The functions that turn a value into words (Prometheus 3.14 documentation, "Template reference").
const FUNCTIONS: [&str; 5] = ["humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp"];

impl Word for AlertText {
    const EXPECTED: &'static str = "a text, which may name labels as `{{ $labels.pod }}`";
    const PATTERN: &'static str = "\\S";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.trim().is_empty() {
            return Err(bad_value("an alert that says nothing", "say in one line what is wrong, for the person who is called"));
        }
        match wrong_template(text) {
            None => Ok(Self(text.to_owned())),
            Some(template) => Err(bad_value(
                format!("`{template}` is no template of an alert"),
                "write `{{ $labels.NAME }}`, `{{ $value }}` or `{{ $value | humanize }}`, or leave the braces out",
            )),
        }
    }
}

word!(AlertText, "AlertText");

/// The first template that Prometheus would not take, or of which it is not certain.
fn wrong_template(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start..].find("}}") else { return Some(&rest[start..]) };
        let (template, inner) = (&rest[start..start + length + 2], rest[start + 2..start + length].trim());
        if !is_template(inner) {
            return Some(template);
        }
        rest = &rest[start + length + 2..];
    }
    None
}

fn is_template(inner: &str) -> bool {
    let mut parts = inner.split('|').map(str::trim);
    let is_label = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
    };
    let subject = parts.next().unwrap_or_default();
    let is_subject = subject == "$value" || subject.strip_prefix("$labels.").is_some_and(is_label);
    is_subject && parts.all(|function| FUNCTIONS.contains(&function))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_prometheus_takes() {
        for good in
            ["no predictions", "{{ $labels.pod }} is ill", "{{$value | humanizePercentage}} of {{ $labels.job_1 }}", "a } b {"]
        {
            assert!(AlertText::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "  ", "{{ $labels.pod", "{{ pod }}", "{{ $labels. }}", "{{ $value | shout }}", "{{ if }}", "{{}}"] {
            assert!(AlertText::parse(bad).is_err(), "{bad}");
        }
    }
}
