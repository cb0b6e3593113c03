//! Words of a script: quotes, substitutions and whatever is glued together.

use super::cursor::{Cursor, Read};

/// Whether a byte ends a word.
fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')')
}

impl Cursor<'_> {
    /// Goes past one word, and tells where it stands; none if there is no word.
    pub(super) fn word(&mut self) -> Read<Option<Word>> {
        let start = self.at;
        while let Some(byte) = self.byte() {
            match byte {
                b'<' | b'>' if self.at == start && self.byte_after(1) == Some(b'(') => {
                    self.at += 1;
                    self.bashism(start, "a process substitution `<( )`");
                    self.parenthesis()?;
                }
                b'(' if self.at > start && self.is_pattern_group(start) => {
                    self.parenthesis_of_pattern()?;
                }
                b'(' if self.at > start && self.is_array(start) => {
                    self.bashism(start, "an array");
                    self.array()?;
                }
                _ if ends_word(byte) => break,
                b'\\' | b'\'' | b'"' | b'`' | b'$' => {
                    self.quoted(false)?;
                }
                _ => self.at += 1,
            }
        }
        Ok((self.at > start).then_some(Word { start, end: self.at }))
    }

    /// `@(a|b)` and the like.
    fn is_pattern_group(&self, start: usize) -> bool {
        self.at > start && matches!(self.text.as_bytes()[self.at - 1], b'@' | b'?' | b'*' | b'+' | b'!')
    }

    /// `name=(` or `name+=(`.
    fn is_array(&self, start: usize) -> bool {
        let before = &self.text[start..self.at];
        before.strip_suffix('=').is_some_and(|name| {
            let name = name.strip_suffix('+').unwrap_or(name);
            name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') || name.starts_with('[')
        })
    }

    fn parenthesis_of_pattern(&mut self) -> Read {
        let start = self.at;
        self.at += 1;
        self.deeper(|cursor| {
            loop {
                match cursor.byte() {
                    None => return cursor.unclosed(start, "(", ")"),
                    Some(b')') => {
                        cursor.at += 1;
                        return Ok(());
                    }
                    Some(b'(') => cursor.parenthesis_of_pattern()?,
                    Some(b'\\' | b'\'' | b'"' | b'`' | b'$') => cursor.quoted(false)?,
                    Some(_) => cursor.at += 1,
                }
            }
        })
    }

    fn array(&mut self) -> Read {
        let start = self.at;
        self.at += 1;
        self.deeper(|cursor| {
            loop {
                cursor.lines();
                if cursor.take(")") {
                    return Ok(());
                }
                if cursor.at >= cursor.text.len() {
                    return cursor.unclosed(start, "(", ")");
                }
                if cursor.word()?.is_none() {
                    return cursor.unexpected();
                }
            }
        })
    }

    /// Goes past a quote, an escape or a substitution, whose first byte comes next.
    pub(super) fn quoted(&mut self, inside_double: bool) -> Read {
        let start = self.at;
        match self.byte() {
            Some(b'\\') => {
                self.at += 1;
                let letter = self.rest().chars().next().map_or(0, char::len_utf8);
                self.at += letter;
                Ok(())
            }
            Some(b'\'') if !inside_double => self.single(start),
            Some(b'"') => self.double(),
            Some(b'`') => self.backquoted(),
            Some(b'$') => self.dollar(inside_double),
            _ => {
                self.at += 1;
                Ok(())
            }
        }
    }

    fn single(&mut self, start: usize) -> Read {
        self.at += 1;
        match self.rest().find('\'') {
            Some(length) => {
                self.at += length + 1;
                Ok(())
            }
            None => self.unclosed(start, "'", "'"),
        }
    }

    fn double(&mut self) -> Read {
        let start = self.at;
        self.at += 1;
        self.deeper(|cursor| {
            loop {
                match cursor.byte() {
                    None => return cursor.unclosed(start, "\"", "\""),
                    Some(b'"') => {
                        cursor.at += 1;
                        return Ok(());
                    }
                    Some(b'\\' | b'`' | b'$') => cursor.quoted(true)?,
                    Some(_) => cursor.at += 1,
                }
            }
        })
    }

    /// What stands between backquotes is read when it runs, and is not judged.
    fn backquoted(&mut self) -> Read {
        let start = self.at;
        self.at += 1;
        loop {
            match self.byte() {
                None => return self.unclosed(start, "`", "`"),
                Some(b'`') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
            }
            self.at = self.at.min(self.text.len());
        }
    }

    fn dollar(&mut self, inside_double: bool) -> Read {
        let start = self.at;
        self.at += 1;
        match self.byte() {
            Some(b'(') => self.substitution(start),
            Some(b'{') => self.parameter(start, inside_double),
            Some(b'\'') if !inside_double => self.escaped(start),
            _ => Ok(()),
        }
    }

    /// `$'…'`, in which a backslash escapes.
    fn escaped(&mut self, start: usize) -> Read {
        self.at += 1;
        loop {
            match self.byte() {
                None => return self.unclosed(start, "$'", "'"),
                Some(b'\'') => {
                    self.at += 1;
                    self.bashism(start, "`$'…'`");
                    return Ok(());
                }
                Some(b'\\') => self.at = (self.at + 2).min(self.text.len()),
                Some(_) => self.at += 1,
            }
        }
    }

    /// `$(…)`, or `$((…))`.
    fn substitution(&mut self, start: usize) -> Read {
        if self.starts("((") && self.arithmetic() {
            return Ok(());
        }
        self.at = start + 1;
        self.parenthesis()
    }

    /// A list of commands in parentheses, which may be empty.
    fn parenthesis(&mut self) -> Read {
        let start = self.at;
        self.at += 1;
        self.deeper(|cursor| {
            cursor.list()?;
            if cursor.take(")") {
                return Ok(());
            }
            if cursor.at >= cursor.text.len() { cursor.unclosed(start, "(", ")") } else { cursor.unexpected() }
        })
    }

    /// Goes past `((…))`; stays where it is, and says so, when the two last parentheses are apart.
    pub(super) fn arithmetic(&mut self) -> bool {
        let start = self.at;
        let mut open = Vec::new();
        while let Some(byte) = self.byte() {
            match byte {
                b'(' => {
                    open.push(self.at);
                    self.at += 1;
                }
                b')' => {
                    open.pop();
                    self.at += 1;
                    if open.len() == 1 && open[0] == start && self.byte() == Some(b')') {
                        self.at += 1;
                        return true;
                    }
                    if open.len() <= 1 {
                        break;
                    }
                }
                b'\\' | b'\'' | b'"' | b'`' | b'$' => {
                    // A quote that does not end here is one of commands.
                    if self.deeper(|cursor| cursor.quoted(false)).is_err() {
                        break;
                    }
                }
                _ => self.at += 1,
            }
        }
        self.at = start;
        false
    }

    /// `${…}`.
    fn parameter(&mut self, start: usize, inside_double: bool) -> Read {
        self.at += 1;
        // Patterns may be quoted inside double quotes; other words have plain apostrophes there.
        let name = self.rest().find(|letter: char| !letter.is_ascii_alphanumeric() && !"_@*!#?[]".contains(letter)).unwrap_or(0);
        let pattern = self.rest().as_bytes().get(name).is_some_and(|operator| matches!(operator, b'%' | b'/' | b'^' | b','))
            || self.rest()[..name].trim_start_matches('#').contains('#');
        self.deeper(|cursor| {
            loop {
                match cursor.byte() {
                    None => return cursor.unclosed(start, "${", "}"),
                    Some(b'}') => {
                        cursor.at += 1;
                        return Ok(());
                    }
                    Some(b'\'') if inside_double && !pattern => cursor.at += 1,
                    Some(b'\\' | b'\'' | b'"' | b'`' | b'$') => cursor.quoted(false)?,
                    Some(_) => cursor.at += 1,
                }
            }
        })
    }
}

/// Where a word of a script stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
}
