//! The texts that a run reads, and places inside them.

use std::ops::Range;

/// A text and the name under which people know it.
#[derive(Clone, Debug)]
pub struct Text {
    /// The name, usually a path.
    pub name: String,
    /// The content.
    pub content: String,
}

/// Names one text of a run; an index into [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A run of bytes in one text: where a value was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A span over `range` of `source`.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { source, start: offset(range.start), end: offset(range.end) }
    }

    /// The bytes covered.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One text and the name under which people know it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// A path as the user gave it, or a word such as `--set`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The bytes at which lines start.
    lines: Vec<usize>,
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// Every text that a run has read, in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Keeps a text and names it.
    ///
    /// # Panics
    ///
    /// Panics if a run reads four billion texts.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).expect("fewer than 2^32 texts"));
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        self.files.push(SourceFile { name: name.into(), text, lines });
        id
    }

    /// The text behind an id of this collection.
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// As many texts with nothing in them: what is added gets the ids that it would get here.
    #[must_use]
    pub fn blank(&self) -> Self {
        let mut blank = Self::default();
        for _ in &self.files {
            blank.add("", "");
        }
        blank
    }

    /// The text of a name, the first one if there are several.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        let at = self.files.iter().position(|file| file.name == name)?;
        u32::try_from(at).ok().map(SourceId)
    }

    /// The characters that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.range()).unwrap_or_default()
    }

    /// The line and column at which a span starts.
    pub fn position(&self, span: Span) -> Position {
        let SourceFile { text, lines, .. } = self.get(span.source);
        let at = span.range().start.min(text.len());
        let line = lines.partition_point(|start| *start <= at);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        Position { line, column: text.get(start..at).map_or(1, |before| before.chars().count() + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "one: 1\nzwö: 2\n");
        let at = |offset| sources.position(Span::new(id, offset..offset));
        assert_eq!(at(0), Position { line: 1, column: 1 });
        assert_eq!(at(7), Position { line: 2, column: 1 });
        assert_eq!(at(13), Position { line: 2, column: 6 }, "`ö` is one character of two bytes");
    }
}
