//! Texts in quotes that end in the line in which they start.

use std::borrow::Cow;

use super::cursor::Cursor;

impl<'a> Cursor<'a> {
    /// The text in quotes at the cursor, which then stands behind it; none if it is not simple.
    pub(super) fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let quote = self.byte()?;
        let inside = self.rest().get(1..)?;
        let (text, length) = if quote == b'"' { double(inside)? } else { single(inside)? };
        self.skip(1 + length + 1);
        Some(text)
    }
}

/// The text up to the closing quote, and how many bytes it takes.
fn double(inside: &str) -> Option<(Cow<'_, str>, usize)> {
    let bytes = inside.as_bytes();
    let first = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
    if bytes[first] == b'"' {
        return Some((Cow::Borrowed(&inside[..first]), first));
    }
    let mut text = String::new();
    let mut rest = inside;
    loop {
        let at = rest.as_bytes().iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
        text.push_str(&rest[..at]);
        match rest.as_bytes()[at..] {
            [b'"', ..] => return Some((Cow::Owned(text), inside.len() - rest.len() + at)),
            [b'\\', escaped, ..] => text.push(match escaped {
                b'"' => '"',
                b'\\' => '\\',
                b'n' => '\n',
                b't' => '\t',
                b'r' => '\r',
                _ => return None,
            }),
            _ => return None,
        }
        rest = &rest[at + 2..];
    }
}

/// The text up to the closing quote, and how many bytes it takes. Two quotes are one.
fn single(inside: &str) -> Option<(Cow<'_, str>, usize)> {
    let bytes = inside.as_bytes();
    let mut at = 0;
    let mut doubled = false;
    loop {
        at += bytes[at..].iter().position(|byte| matches!(byte, b'\'' | b'\n'))?;
        match bytes[at..] {
            [b'\'', b'\'', ..] => {
                doubled = true;
                at += 2;
            }
            [b'\'', ..] => break,
            _ => return None,
        }
    }
    let text = &inside[..at];
    Some((if doubled { Cow::Owned(text.replace("''", "'")) } else { Cow::Borrowed(text) }, at))
}
