//! The place in a script that is read next, and what is known so far.

use std::ops::Range;

/// Why reading ends before the end.
#[derive(Debug)]
pub(super) enum Stop {
    /// A shell would refuse this.
    Wrong { range: Range<usize>, message: String, help: String },
    /// More levels than are followed.
    TooDeep,
}

pub(super) type Read<T = ()> = Result<T, Stop>;

/// As many levels of quotes and commands inside each other as are followed.
const DEEPEST: usize = 60;

/// A here-document whose lines begin behind the current one.
pub(super) struct Document {
    pub(super) range: Range<usize>,
    pub(super) word: String,
    pub(super) without_tabs: bool,
}

/// Reads a script.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: usize,
    pub(super) waiting: Vec<Document>,
    open: Vec<(Range<usize>, String)>,
    bashisms: Vec<(Range<usize>, &'static str)>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0, waiting: Vec::new(), open: Vec::new(), bashisms: Vec::new() }
    }

    /// Here-documents whose last line is missing.
    pub(super) fn open_documents(&mut self) -> Vec<(Range<usize>, String)> {
        std::mem::take(&mut self.open)
    }

    /// What a plain shell may not know.
    pub(super) fn bashisms(&self) -> &[(Range<usize>, &'static str)] {
        &self.bashisms
    }

    pub(super) fn bashism(&mut self, start: usize, what: &'static str) {
        self.bashisms.push((start..self.at.max(start + 1), what));
    }

    /// The rest of the script.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn byte_after(&self, count: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + count).copied()
    }

    pub(super) fn starts(&self, with: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(with.as_bytes())
    }

    /// Goes past a word if it comes next.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let starts = self.starts(word);
        if starts {
            self.at += word.len();
        }
        starts
    }

    /// Reads what stands one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == DEEPEST {
            return Err(Stop::TooDeep);
        }
        self.depth += 1;
        let outcome = read(self);
        self.depth -= 1;
        outcome
    }

    /// Something that a shell does not expect at a place.
    pub(super) fn wrong<T>(&self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Read<T> {
        let end = range.end.min(self.text.len());
        Err(Stop::Wrong { range: range.start.min(end)..end, message: message.into(), help: help.into() })
    }

    /// Something that begins at a place and does not end.
    pub(super) fn unclosed<T>(&self, start: usize, opening: &str, closing: &str) -> Read<T> {
        self.wrong(start..start + opening.len(), format!("`{opening}` without its `{closing}`"), format!("write the `{closing}`"))
    }

    /// Goes past blanks and comments inside a line.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\\') if self.byte_after(1) == Some(b'\n') => self.at += 2,
                Some(b'\\') if self.starts("\\\r\n") => self.at += 3,
                Some(b'#') => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => return,
            }
        }
    }

    /// Goes past a line end and the here-documents behind it.
    pub(super) fn newline(&mut self) -> bool {
        if !self.take("\n") {
            return false;
        }
        for document in std::mem::take(&mut self.waiting) {
            self.document(document);
        }
        true
    }

    /// Goes past blanks, comments and line ends.
    pub(super) fn lines(&mut self) {
        self.blanks();
        while self.newline() {
            self.blanks();
        }
    }

    fn document(&mut self, document: Document) {
        while self.at < self.text.len() {
            let rest = self.rest();
            let length = rest.find('\n').unwrap_or(rest.len());
            let line = rest[..length].trim_end_matches('\r');
            let line = if document.without_tabs { line.trim_start_matches('\t') } else { line };
            let is_last = line == document.word;
            self.at += (length + 1).min(rest.len());
            if is_last {
                return;
            }
        }
        self.open.push((document.range, document.word));
    }

    /// The end of the script: here-documents that wait for a line end have no lines.
    pub(super) fn end(&mut self) {
        for document in std::mem::take(&mut self.waiting) {
            self.open.push((document.range, document.word));
        }
    }
}
