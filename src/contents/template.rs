//! Gaps in a text that another program fills in before it is read.

use std::ops::Range;

/// What gaps begin with: Go and Jinja templates, ERB, environment variables, and names between marks.
const MARKS: [&str; 9] = ["{{", "{%", "<%", "${", "$(", "%(", "@@", "__", "<<"];

/// Templates that leave out or repeat whole parts, so that nothing around them is what it seems.
const CONTROLS: [&str; 12] =
    ["{%", "<%", "{{-", "{{#", "{{/", "{{if", "{{range", "{{end", "{{ if", "{{ range", "{{ end", "{{ with"];

/// Whether a fault may come from a gap: one stands on its line or the line before, or the text has parts that come and go.
pub(super) fn explains(text: &str, range: &Range<usize>) -> bool {
    if CONTROLS.iter().any(|control| text.contains(control)) {
        return true;
    }
    let at = floor(text, range.start);
    let before = text[..at].rfind('\n').unwrap_or(0);
    let start = text[..before].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    let lines = &text[start..end];
    MARKS.iter().any(|mark| lines.contains(mark)) || has_dollar_name(lines) || has_marked_name(lines)
}

/// `$NAME`, as `envsubst` fills it in.
fn has_dollar_name(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair[0] == b'$' && (pair[1].is_ascii_uppercase() || pair[1] == b'_'))
}

/// `@NAME@` or `%NAME%`.
fn has_marked_name(text: &str) -> bool {
    ['@', '%'].iter().any(|mark| {
        let mut parts = text.split(*mark).skip(1).peekable();
        while let Some(part) = parts.next() {
            let is_name = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            if is_name && parts.peek().is_some() {
                return true;
            }
        }
        false
    })
}

/// The start of the character that a byte belongs to.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether a script may be a template: what a shell would stumble over comes and goes.
pub(super) fn explains_shell(text: &str) -> bool {
    CONTROLS.iter().any(|control| text.contains(control)) || text.contains("{{")
}
