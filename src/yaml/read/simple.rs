//! The simple part of YAML, which is nearly all that people and programs write, several times as fast as the parser.
//!
//! Maps and lists by indentation, texts in one line with or without quotes, literal blocks (`|`), `{}`, `[]` and comments. At the first
//! sign of anything else, a mistake included, [`read`] gives up and the text is read by the parser, which knows all of YAML and
//! what to say about mistakes. So whatever is read here is read exactly as the parser would read it: tests compare the two.

mod cursor;
mod literal;
mod quoted;
#[cfg(test)]
mod tests;

use self::cursor::Cursor;
use super::Limits;
use crate::source::Span;
use crate::yaml::{Key, Mapping, Node, Value, resolve};

/// The longest key that the parser takes.
const LONGEST_KEY: usize = 1000;

/// The value of one document, and how many values are in it; none if there is more to it than is simple.
pub(super) fn read(text: &str, origin: Span, limits: &Limits) -> Option<(Node, usize)> {
    if cursor::is_unusual(text) {
        return None;
    }
    let mut reader = Reader { cursor: Cursor::new(text), origin, nodes: 0, depth: limits.depth };
    reader.cursor.skip_document_start()?;
    let column = reader.cursor.next_line()?;
    let node = reader.block(column, None)?;
    (reader.cursor.is_at_end() && reader.nodes <= limits.nodes).then_some((node, reader.nodes))
}

/// Reads values one behind the other.
struct Reader<'a> {
    cursor: Cursor<'a>,
    /// The place of the text in its source.
    origin: Span,
    /// The values so far.
    nodes: usize,
    /// The levels that may still be opened.
    depth: usize,
}

impl Reader<'_> {
    /// The list or map at the cursor, whose items or keys stand in this column, inside one of another column.
    fn block(&mut self, column: usize, parent: Option<usize>) -> Option<Node> {
        self.depth = self.depth.checked_sub(1)?;
        self.nodes += 1;
        let node = if self.cursor.is_at_dash() { self.sequence(column, parent) } else { self.mapping(column) };
        self.depth += 1;
        node
    }

    fn sequence(&mut self, column: usize, parent: Option<usize>) -> Option<Node> {
        let mut start = self.cursor.at();
        let (mut items, mut end) = (Vec::new(), start);
        loop {
            self.cursor.skip_dash();
            if items.is_empty() && parent == Some(column) {
                // The parser lets a list that is not indented start behind its first dash.
                start = self.cursor.at();
            }
            let (node, last) = if self.cursor.is_at_line_end() {
                match self.cursor.next_line() {
                    Some(inner) if inner > column => self.nested(inner, column)?,
                    // What is not there has a place that only the parser knows.
                    _ => return None,
                }
            } else if self.cursor.is_at_dash() || self.cursor.is_at_key()? {
                self.nested(self.cursor.column(), column)?
            } else {
                self.scalar(column)?
            };
            end = end.max(last);
            items.push(node);
            match self.cursor.line_column() {
                Some(next) if next == column && self.cursor.is_at_dash() => {}
                Some(next) if next > column => return None,
                _ => break,
            }
        }
        items.shrink_to_fit();
        Some(Node { span: self.span(start, end), value: Value::Sequence(items) })
    }

    fn mapping(&mut self, column: usize) -> Option<Node> {
        let start = self.cursor.at();
        let (mut entries, mut end) = (Mapping::new(), start);
        loop {
            let key = self.key()?;
            let (node, last) = if self.cursor.is_at_line_end() {
                match self.cursor.next_line() {
                    Some(inner) if inner > column || (inner == column && self.cursor.is_at_dash()) => {
                        self.nested(inner, column)?
                    }
                    _ => return None,
                }
            } else {
                self.scalar(column)?
            };
            end = end.max(last);
            entries.add(key, node).ok()?;
            match self.cursor.line_column() {
                Some(next) if next == column && !self.cursor.is_at_dash() => {}
                Some(next) if next > column => return None,
                _ => break,
            }
        }
        entries.shrink();
        Some(Node { span: self.span(start, end), value: Value::Mapping(entries) })
    }

    /// A list or map inside another, and where it ends.
    fn nested(&mut self, column: usize, parent: usize) -> Option<(Node, usize)> {
        let node = self.block(column, Some(parent))?;
        let end = (node.span.end - self.origin.start) as usize;
        Some((node, end))
    }

    /// The key at the cursor and its colon.
    fn key(&mut self) -> Option<Key> {
        if !self.cursor.is_at_key()? {
            return None;
        }
        self.nodes += 1;
        let start = self.cursor.at();
        let (name, quoted): (String, bool) = if self.cursor.is_at_quote() {
            (self.cursor.quoted()?.into_owned(), true)
        } else {
            (self.cursor.plain_key().to_owned(), false)
        };
        let end = self.cursor.at();
        self.cursor.skip_colon()?;
        if end - start > LONGEST_KEY || (!quoted && &*name == "<<") {
            return None;
        }
        Some(Key { span: self.span(start, end), name: name.into(), quoted })
    }

    /// The scalar at the cursor, behind a key or a dash in this column, and where it ends; the cursor stands at the next line.
    fn scalar(&mut self, column: usize) -> Option<(Node, usize)> {
        self.nodes += 1;
        let start = self.cursor.at();
        let value = match self.cursor.byte()? {
            b'|' => {
                let (text, place) = self.cursor.literal(column)?;
                return Some((self.node(place.start, place.end, Value::String { text: text.into(), quoted: true }), place.end));
            }
            b'\'' | b'"' => Value::String { text: self.cursor.quoted()?.into(), quoted: true },
            b'{' | b'[' => {
                self.depth.checked_sub(1)?;
                self.cursor.empty_flow()?
            }
            _ if self.cursor.is_at_dash() => return None,
            _ => match resolve(self.cursor.plain()?) {
                Value::Float(number) if !number.is_finite() => return None,
                value => value,
            },
        };
        let end = self.cursor.at();
        if !self.cursor.is_at_line_end() {
            return None;
        }
        self.cursor.next_line();
        Some((self.node(start, end, value), end))
    }

    fn node(&self, start: usize, end: usize, value: Value) -> Node {
        Node { span: self.span(start, end), value }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let origin = self.origin.start as usize;
        Span::new(self.origin.source, origin + start..origin + end)
    }
}
