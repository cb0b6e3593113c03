//! Where the documents of a text start.

use std::ops::Range;

/// The parts of a text that can be read one by one: each starts with a line `---`, but for the first.
///
/// YAML lets `---` at the start of a line end a document wherever it stands, in a block of text as well. Directives (`%YAML`) belong to
/// the document behind the next `---`.
pub(crate) fn split(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices("\n---") {
        let at = at + 1;
        if is_separator(&text[at..]) && !is_directives(&text[start..at]) {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..text.len());
    parts
}

/// Whether a line that starts with `---` starts a document.
fn is_separator(line: &str) -> bool {
    matches!(line.as_bytes().get(3), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// Whether there are directives here and nothing else.
fn is_directives(part: &str) -> bool {
    let is_idle = |line: &&str| line.trim_start().is_empty() || line.trim_start().starts_with('#');
    let mut lines = part.lines().filter(|line| !is_idle(line)).peekable();
    lines.peek().is_some() && lines.all(|line| line.starts_with('%'))
}

#[cfg(test)]
mod tests {
    use super::split;

    fn parts(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn documents_start_at_separators() {
        assert_eq!(parts(""), [""]);
        assert_eq!(parts("a"), ["a"]);
        assert_eq!(parts("---\na\n--- # b\nb\n---"), ["---\na\n", "--- # b\nb\n", "---"]);
        assert_eq!(parts("a: |\n  b\n---\r\nc"), ["a: |\n  b\n", "---\r\nc"]);
        assert_eq!(parts("a\n--- {a: 1}\n---b\n ---\n"), ["a\n", "--- {a: 1}\n---b\n ---\n"]);
    }

    #[test]
    fn directives_stay_with_their_document() {
        assert_eq!(parts("# x\n%YAML 1.2\n\n---\na\n---\nb"), ["# x\n%YAML 1.2\n\n---\na\n", "---\nb"]);
        assert_eq!(parts("# x\n---\na"), ["# x\n", "---\na"]);
    }
}
