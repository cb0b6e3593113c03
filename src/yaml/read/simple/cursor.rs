//! A place in a text that is read line by line.

use crate::yaml::{Mapping, Value};

/// A place in a text.
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// The next byte.
    at: usize,
    /// Where its line starts.
    line: usize,
}

/// Whether a text has characters that mean something special in YAML, or nothing at all.
///
/// They are carriage returns, which end lines, and beyond ASCII controls, further line ends, the byte-order mark and what is no character.
pub(super) fn is_unusual(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.contains(&b'\r')
        || (!text.is_ascii()
            && text.chars().any(|character| {
                matches!(character, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
            }))
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 0 }
    }

    /// The offset of the next byte.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The column of the next byte.
    pub(super) fn column(&self) -> usize {
        self.at - self.line
    }

    /// The text from here on.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next byte.
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Goes on by so many bytes of this line.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Goes to the start of a line.
    pub(super) fn go_to_line(&mut self, start: usize) {
        self.at = start;
        self.line = start;
    }

    /// Skips `---` in a line of its own.
    pub(super) fn skip_document_start(&mut self) -> Option<()> {
        if let Some(rest) = self.text.strip_prefix("---") {
            let end = rest.find('\n').unwrap_or(rest.len());
            if !is_blank_or_comment(&rest[..end]) {
                return None;
            }
            self.go_to_line(3 + end);
        }
        Some(())
    }

    /// Goes to the first byte of the next line that has more than a comment, and tells its column; none at the end.
    ///
    /// The rest of the present line must be nothing but blanks or a comment.
    pub(super) fn next_line(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if self.column() > 0 || self.byte() == Some(b'\n') {
            self.go_to_next_line();
        }
        loop {
            while bytes.get(self.at) == Some(&b' ') {
                self.at += 1;
            }
            match bytes.get(self.at) {
                None => return None,
                Some(b'\n' | b'#') => self.go_to_next_line(),
                Some(_) => return Some(self.column()),
            }
        }
    }

    /// The column of the line at whose first byte the cursor stands; none at the end.
    pub(super) fn line_column(&self) -> Option<usize> {
        (!self.is_at_end()).then(|| self.column())
    }

    fn go_to_next_line(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let start = rest.iter().position(|byte| *byte == b'\n').map_or(self.text.len(), |end| self.at + end + 1);
        self.go_to_line(start);
    }

    /// Whether nothing but blanks or a comment follows in this line.
    pub(super) fn is_at_line_end(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        match bytes.get(at) {
            None | Some(b'\n') => true,
            Some(b'#') => at == self.line || bytes[at - 1] == b' ',
            _ => false,
        }
    }

    /// Whether the dash of a list item stands here.
    pub(super) fn is_at_dash(&self) -> bool {
        matches!(self.text.as_bytes()[self.at..], [b'-', b' ' | b'\n', ..] | [b'-'])
    }

    /// Skips a dash and the blanks behind it.
    pub(super) fn skip_dash(&mut self) {
        self.at += 1;
        self.skip_blanks();
    }

    fn skip_blanks(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Skips a colon and the blanks behind it.
    pub(super) fn skip_colon(&mut self) -> Option<()> {
        if !ends_key(&self.text.as_bytes()[self.at..]) {
            return None;
        }
        self.at += 1;
        self.skip_blanks();
        Some(())
    }

    pub(super) fn is_at_quote(&self) -> bool {
        matches!(self.byte(), Some(b'\'' | b'"'))
    }

    /// Whether a key stands here; none if that cannot be said.
    pub(super) fn is_at_key(&self) -> Option<bool> {
        let bytes = &self.text.as_bytes()[self.at..];
        if self.is_at_quote() {
            let mut ahead = Cursor { text: self.text, at: self.at, line: self.line };
            ahead.quoted()?;
            return Some(ends_key(&self.text.as_bytes()[ahead.at..]));
        }
        match bytes.first()? {
            // A text in brackets may be a key, too.
            b'|' | b'{' | b'[' => return Some(false),
            first if !starts_plain(*first) => return None,
            _ => {}
        }
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'\n' => return Some(false),
                // Blanks before the colon are no part of the key.
                b':' if ends_key(&bytes[at..]) => return (bytes[at.saturating_sub(1)] != b' ').then_some(true),
                b'#' if at > 0 && bytes[at - 1] == b' ' => return Some(false),
                b'\t' => return None,
                _ => {}
            }
        }
        Some(false)
    }

    /// The text up to the colon that ends a key, which is known to be there.
    pub(super) fn plain_key(&mut self) -> &'a str {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let end = (0..bytes.len()).find(|at| bytes[*at] == b':' && ends_key(&bytes[*at..])).unwrap_or(bytes.len());
        self.at += end;
        &rest[..end]
    }

    /// A text without quotes up to the end of its line or a comment; none if it is not simple.
    pub(super) fn plain(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        if !starts_plain(*bytes.first()?) {
            return None;
        }
        let mut end = 0;
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'\n' => break,
                b'#' if at > 0 && bytes[at - 1] == b' ' => break,
                b':' if ends_key(&bytes[at..]) => return None,
                b'\t' => return None,
                b' ' => {}
                _ => end = at + 1,
            }
        }
        self.at += end;
        Some(&rest[..end])
    }

    /// `{}` or `[]`.
    pub(super) fn empty_flow(&mut self) -> Option<Value> {
        let value = match self.rest().as_bytes() {
            [b'{', b'}', ..] => Value::Mapping(Mapping::new()),
            [b'[', b']', ..] => Value::Sequence(Vec::new()),
            _ => return None,
        };
        self.at += 2;
        Some(value)
    }
}

/// Whether a colon stands here that ends a key.
fn ends_key(bytes: &[u8]) -> bool {
    matches!(bytes, [b':', b' ' | b'\n', ..] | [b':'])
}

/// Whether a text without quotes can start so. A dash is known not to be that of a list item.
fn starts_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'/' | b'.' | b'$' | b'(' | b'<' | b'=' | b'~' | b'+' | b'^' | b'-' | 0x80..)
}

fn is_blank_or_comment(rest: &str) -> bool {
    let trimmed = rest.trim_start_matches(' ');
    trimmed.is_empty() || (trimmed.starts_with('#') && trimmed.len() < rest.len())
}
