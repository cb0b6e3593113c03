//! Literal blocks: `|` and `|-`, whose indentation the first line of the text gives.

use std::ops::Range;

use super::cursor::Cursor;

impl Cursor<'_> {
    /// The text of the literal block at the cursor, behind a key or a dash in this column, and where it stands,
    /// from its first character to the end of its last line with text;
    /// the cursor then stands at the next line. None if it is not simple.
    pub(super) fn literal(&mut self, column: usize) -> Option<(String, Range<usize>)> {
        let start = self.at();
        let rest = self.rest();
        let (strips, head) = if rest.starts_with("|-\n") { (true, 3) } else { (false, 2) };
        if !strips && !rest.starts_with("|\n") {
            return None;
        }
        let body = &rest[head..];
        let indentation = body.len() - body.trim_start_matches(' ').len();
        // A text that starts with an empty line, or has none, has rules of its own.
        if indentation <= column || body.as_bytes().get(indentation).is_none_or(|byte| matches!(byte, b'\n' | b'\t')) {
            return None;
        }
        let (mut text, mut breaks) = (String::new(), 0);
        let mut read = 0;
        for line in body.split_inclusive('\n') {
            let content = line.strip_suffix('\n').unwrap_or(line);
            let blanks = content.len() - content.trim_start_matches(' ').len();
            if blanks < indentation && blanks < content.len() {
                break;
            }
            if content.len() == line.len() {
                return None;
            }
            read += line.len();
            if blanks == content.len() {
                // What lines of blanks mean at the end of a block depends on how many there are.
                if blanks > indentation {
                    return None;
                }
                breaks += 1;
                continue;
            }
            text.extend(std::iter::repeat_n('\n', breaks));
            breaks = 1;
            text.push_str(&content[indentation..]);
        }
        if !strips {
            text.push('\n');
        }
        self.go_to_line(start + head + read);
        self.next_line();
        Some((text, start + head + indentation..start + head + body[..read].trim_end().len()))
    }
}
