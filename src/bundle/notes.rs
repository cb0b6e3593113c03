//! Comments behind the lines of a bundle.

use std::sync::Arc;

/// For each object, in order, comments by the byte of its text behind whose line they stand.
#[derive(Debug, Default)]
pub struct Notes(Vec<Vec<(usize, Arc<str>)>>);

impl Notes {
    /// Comments for objects; those of an object by position, from the first to the last.
    pub fn new(comments: Vec<Vec<(usize, Arc<str>)>>) -> Self {
        Self(comments)
    }

    /// Puts the comments of an object behind the lines of its text, which starts at `start` in `out`. The first comment of a line
    /// counts: one value stands in a line, and a text of several lines has its comment behind the first.
    pub(super) fn write(&self, object: usize, start: usize, out: &mut Vec<u8>) {
        let Some(comments) = self.0.get(object).filter(|comments| !comments.is_empty()) else { return };
        let text = out.split_off(start);
        let (mut at, mut next) = (0, comments.iter().peekable());
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let end = at + line.len();
            let mut first = None;
            while let Some((_, comment)) = next.next_if(|(position, _)| line_of(&text, *position) < end) {
                first = first.or(Some(comment));
            }
            match (first, line.strip_suffix(b"\n")) {
                (Some(comment), Some(body)) => {
                    out.extend_from_slice(body);
                    out.extend_from_slice(b"  # ");
                    out.extend_from_slice(comment.as_bytes());
                    out.push(b'\n');
                }
                _ => out.extend_from_slice(line),
            }
            at = end;
        }
    }
}

/// A byte of the line in which a value begins: a text of several lines begins behind its key, and stands below it.
fn line_of(text: &[u8], position: usize) -> usize {
    let start = text[..position].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if start > 0 && text[start..position].iter().all(|byte| *byte == b' ') { start - 1 } else { position }
}

#[cfg(test)]
mod tests {
    use super::Notes;

    #[test]
    fn comments_stand_behind_lines_and_outside_of_texts() {
        let text = "data:\n  a: 1\n  b: |\n    # no comment\n    text\n  c: 2\n";
        let at = |word: &str| text.find(word).unwrap();
        let notes = Notes::new(vec![vec![(at("1"), "one".into()), (at("# no"), "two".into()), (at("2"), "three".into())]]);
        let mut out = format!("---\n{text}").into_bytes();
        notes.write(0, 4, &mut out);
        let wanted = "---\ndata:\n  a: 1  # one\n  b: |  # two\n    # no comment\n    text\n  c: 2  # three\n";
        assert_eq!(String::from_utf8(out).unwrap(), wanted);
    }
}
