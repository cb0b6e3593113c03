//! From a byte of a text to the place in the file where it was written.
//!
//! A configuration stands in a manifest as a block, in quotes, or plain: indented, folded, or with escapes. Both forms are walked
//! side by side, so that a place is right whatever the style. Where they do not fit, the text was not written there: objects that
//! mlkube rendered carry the place of their entry in the spec.

use crate::yaml::Node;
use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// Where the characters of one text stand in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positions {
    /// In order, without gaps in the text.
    pieces: Vec<Piece>,
}

/// A run of the text. When both ranges are equally long, byte stands for byte; else the whole stands for the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: Range<usize>,
    file: Range<usize>,
}

impl Positions {
    /// The places of a string of a file; none when it does not stand where its node says.
    pub fn of(node: &Node, file: &str) -> Option<Self> {
        let text = node.as_str()?;
        let range = node.span.range();
        let written = file.get(range.clone())?;
        let mut pieces = Pieces::default();
        let inside = |style| Letters::new(&file[..range.end], range.start + 1, style);
        let fits = match (block(file, range.start), written.as_bytes().first()) {
            (Some(('|', first)), _) => literal(text, file, first, &mut pieces),
            (Some((_, first)), _) => aligned(text, Letters::new(file, first, Style::Plain), &mut pieces),
            (None, Some(b'"')) => aligned(text, inside(Style::Double), &mut pieces),
            (None, Some(b'\'')) => aligned(text, inside(Style::Single), &mut pieces),
            (None, _) => aligned(text, Letters::new(&file[..range.end], range.start, Style::Plain), &mut pieces),
        };
        fits.then_some(Self { pieces: pieces.0 })
    }

    /// Where a range of the text stands in the file.
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.locate(range.start).start;
        let end = if range.end > range.start { self.locate(range.end - 1).end } else { start };
        start..end.max(start)
    }

    /// The bytes of the file that stand for a byte of the text.
    fn locate(&self, at: usize) -> Range<usize> {
        let index = self.pieces.partition_point(|piece| piece.text.end <= at);
        match self.pieces.get(index) {
            Some(Piece { text, file }) if text.len() == file.len() => {
                let byte = file.start + at.saturating_sub(text.start);
                byte..byte + 1
            }
            Some(piece) => piece.file.clone(),
            // Behind the last character: where the text ends.
            None => self.pieces.last().map_or(0..0, |last| last.file.end..last.file.end),
        }
    }
}

/// Collects pieces and joins those that follow each other.
#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn add(&mut self, text: Range<usize>, file: Range<usize>) {
        let plain = text.len() == file.len();
        match self.0.last_mut() {
            Some(last)
                if plain && last.text.len() == last.file.len() && last.text.end == text.start && last.file.end == file.start =>
            {
                last.text.end = text.end;
                last.file.end = file.end;
            }
            _ => self.0.push(Piece { text, file }),
        }
    }
}

/// The mark of the block, `|` or `>`, whose first line with letters begins at a byte, and where the line behind the mark begins; none
/// if no block begins there. The place of a block leaves out its head, and empty lines around it.
fn block(file: &str, at: usize) -> Option<(char, usize)> {
    let mut end = file[..at].rfind('\n')?;
    if !file[end..at].trim().is_empty() {
        return None;
    }
    let head = loop {
        let start = file[..end].rfind('\n').map_or(0, |newline| newline + 1);
        let line = file[start..end].trim_end();
        if !line.is_empty() {
            break line;
        }
        end = start.checked_sub(1)?;
    };
    let head = head.split(" #").next().unwrap_or_default().trim_end();
    let marked = head.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '+' || letter == '-');
    let mark = marked.chars().next_back().filter(|mark| matches!(mark, '|' | '>'))?;
    let before = marked[..marked.len() - 1].chars().next_back();
    before.is_none_or(|letter| letter == ' ' || letter == '\t').then_some((mark, end + 1))
}

/// A block after `|`: line for line, each behind its indentation.
fn literal(text: &str, written: &str, first: usize, pieces: &mut Pieces) -> bool {
    let mut at = 0;
    let mut start = first;
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let rest = &written[start..];
        let length = rest.find('\n').unwrap_or(rest.len());
        let whole = rest[..length].strip_suffix('\r').unwrap_or(&rest[..length]);
        let Some(indentation) = whole.strip_suffix(content) else { return false };
        if !indentation.bytes().all(|byte| byte == b' ') {
            return false;
        }
        let begin = start + indentation.len();
        pieces.add(at..at + content.len(), begin..begin + content.len());
        if line.len() > content.len() {
            let end = (start + length).min(written.len());
            pieces.add(
                at + content.len()..at + line.len(),
                begin + content.len()..(end + 1).min(written.len()).max(begin + content.len()),
            );
        }
        at += line.len();
        start = (start + length + 1).min(written.len());
    }
    true
}

/// How letters are written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Single,
    Double,
}

/// The letters of a written text, with what they stand for.
struct Letters<'a> {
    written: &'a str,
    rest: Peekable<CharIndices<'a>>,
    base: usize,
    style: Style,
}

impl<'a> Letters<'a> {
    fn new(written: &'a str, base: usize, style: Style) -> Self {
        let rest = written.get(base..).unwrap_or_default();
        Self { written, rest: rest.char_indices().peekable(), base, style }
    }

    /// Where the next letter is written and what it is; nothing for one that stands for no letter.
    fn next(&mut self) -> Option<(Range<usize>, Option<char>)> {
        let (offset, letter) = self.rest.next()?;
        let start = self.base + offset;
        match (self.style, letter) {
            (Style::Single, '\'') => {
                self.rest.next_if(|(_, next)| *next == '\'')?;
                Some((start..start + 2, Some('\'')))
            }
            (Style::Double, '"') => None,
            (Style::Double, '\\') => self.escape(start),
            _ => Some((start..start + letter.len_utf8(), Some(letter))),
        }
    }

    /// An escape of YAML 1.2.2, section 5.7.
    fn escape(&mut self, start: usize) -> Option<(Range<usize>, Option<char>)> {
        let (_, kind) = self.rest.next()?;
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let begin = start + 1 + kind.len_utf8();
        for _ in 0..digits {
            self.rest.next()?;
        }
        let stands_for = match kind {
            '\n' | '\r' => None,
            '0' => Some('\0'),
            'a' => Some('\x07'),
            'b' => Some('\x08'),
            't' | '\t' => Some('\t'),
            'n' => Some('\n'),
            'v' => Some('\x0b'),
            'f' => Some('\x0c'),
            'r' => Some('\r'),
            'e' => Some('\x1b'),
            'N' => Some('\u{85}'),
            '_' => Some('\u{a0}'),
            'L' => Some('\u{2028}'),
            'P' => Some('\u{2029}'),
            'x' | 'u' | 'U' => {
                let number = self.written.get(begin..begin + digits)?;
                Some(char::from_u32(u32::from_str_radix(number, 16).ok()?)?)
            }
            other => Some(other),
        };
        Some((start..begin + digits, stands_for))
    }
}

/// Walks a text and what was written side by side: blanks that were written for the layout are passed over.
fn aligned(text: &str, mut letters: Letters<'_>, pieces: &mut Pieces) -> bool {
    let mut pending = None;
    for (at, wanted) in text.char_indices() {
        loop {
            let Some((file, letter)) = pending.take().or_else(|| letters.next()) else {
                // Line ends behind the last line of a block are not part of it.
                return wanted == '\n' && text[at..].bytes().all(|byte| byte == b'\n');
            };
            let Some(letter) = letter else { continue };
            // A line end may stand for a blank, and blanks before and behind it for nothing.
            if letter == wanted || (wanted == ' ' && letter == '\n') {
                pieces.add(at..at + wanted.len_utf8(), file);
                break;
            }
            if !letter.is_whitespace() {
                return false;
            }
        }
    }
    true
}
