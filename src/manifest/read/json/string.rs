//! Strings of JSON, with their escapes.

use std::borrow::Cow;

use super::{Reader, Refused};

impl<'a> Reader<'a> {
    /// The string at whose opening quote the reader stands.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Refused> {
        let text = self.text;
        let open = self.at;
        self.at += 1;
        let end = self.special();
        if text.as_bytes().get(end) == Some(&b'"') {
            let string = &text[self.at..end];
            self.at = end + 1;
            return Ok(Cow::Borrowed(string));
        }
        let mut string = String::new();
        loop {
            let end = self.special();
            string.push_str(&text[self.at..end]);
            self.at = end;
            match text.as_bytes().get(end) {
                Some(b'"') => break,
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return Err(self.refuse("control character in a string", "write it as an escape, such as `\\n`")),
                None => {
                    self.at = open;
                    return Err(self.refuse("string that is never closed", "write the closing `\"`"));
                }
            }
        }
        self.at += 1;
        Ok(Cow::Owned(string))
    }

    /// The next byte that does not stand for itself, or the end.
    fn special(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=31)).map_or(self.text.len(), |at| self.at + at)
    }

    /// The character of an escape, behind which the reader then stands.
    fn escape(&mut self) -> Result<char, Refused> {
        let character = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.refuse("unknown escape in a string", "write `\\\\` for a backslash")),
        };
        self.at += 2;
        Ok(character)
    }

    /// The character of `\u0041`, or of two that belong together. Half a pair becomes the replacement character, as in Go.
    fn unicode(&mut self) -> Result<char, Refused> {
        let Some(first) = self.unit(self.at) else {
            return Err(self.refuse("unknown escape in a string", "write four digits behind `\\u`"));
        };
        self.at += 6;
        if let Some(second) = self.unit(self.at)
            && let Some(Ok(character)) = char::decode_utf16([first, second]).next()
            && character.len_utf16() == 2
        {
            self.at += 6;
            return Ok(character);
        }
        Ok(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The number of an escape `\u0041` that stands at an offset.
    fn unit(&self, at: usize) -> Option<u16> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    }
}
