//! A tree as block-style YAML.

use super::error::EmitError;
use super::text;
use crate::yaml::{Mapping, Node, Value};

/// Writes values one after another, each from where the last one ended.
pub(super) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// The indentation of what the next value contains.
    indent: usize,
    position: Position,
}

/// What stands before the next value in its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Nothing.
    Top,
    /// A key and its colon.
    AfterKey,
    /// The dash of a list item.
    AfterDash,
}

/// The longest key that readers accept, quotes included.
const LONGEST_KEY: usize = 1024;

impl<'a> Writer<'a> {
    /// Writes behind what `out` holds already.
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, indent: 0, position: Position::Top }
    }

    /// Writes one value and the end of its line.
    pub(super) fn value(&mut self, node: &Node) -> Result<(), EmitError> {
        match &node.value {
            Value::Null => self.word("null"),
            Value::Bool(value) => self.word(if *value { "true" } else { "false" }),
            Value::Int(number) => self.word(itoa::Buffer::new().format(*number)),
            Value::UInt(number) => self.word(itoa::Buffer::new().format(*number)),
            Value::Float(number) => self.float(*number)?,
            Value::String { text, .. } => self.string(text),
            Value::Sequence(items) => self.list(items)?,
            Value::Mapping(entries) => self.map(entries)?,
        }
        Ok(())
    }

    #[inline]
    fn word(&mut self, word: &str) {
        self.separate();
        self.out.extend_from_slice(word.as_bytes());
        self.out.push(b'\n');
    }

    #[inline]
    fn string(&mut self, text: &str) {
        self.separate();
        text::value(self.out, text, self.indent.max(2));
        self.out.push(b'\n');
    }

    /// A number that YAML 1.1 takes for one too: with a point, and with a sign in its exponent.
    fn float(&mut self, number: f64) -> Result<(), EmitError> {
        if !number.is_finite() {
            return Err(EmitError::NotFinite);
        }
        let mut buffer = zmij::Buffer::new();
        let digits = buffer.format_finite(number);
        match digits.split_once('e') {
            None => self.word(digits),
            Some((mantissa, exponent)) => {
                let point = if mantissa.contains('.') { "" } else { ".0" };
                let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
                self.word(&format!("{mantissa}{point}e{sign}{exponent}"));
            }
        }
        Ok(())
    }

    fn list(&mut self, items: &[Node]) -> Result<(), EmitError> {
        let position = self.position;
        if items.is_empty() {
            self.word("[]");
            return Ok(());
        }
        // The dashes of a list stand below the key that names it.
        let indent = if position == Position::AfterKey { self.indent - 2 } else { self.indent };
        for (index, item) in items.iter().enumerate() {
            self.start_line(indent, position, index == 0);
            self.out.push(b'-');
            self.indent = indent + 2;
            self.position = Position::AfterDash;
            self.value(item)?;
        }
        Ok(())
    }

    fn map(&mut self, entries: &Mapping) -> Result<(), EmitError> {
        let (indent, position) = (self.indent, self.position);
        if entries.is_empty() {
            self.word("{}");
            return Ok(());
        }
        for (index, (key, node)) in entries.iter().enumerate() {
            self.start_line(indent, position, index == 0);
            self.key(&key.name)?;
            self.indent = indent + 2;
            self.position = Position::AfterKey;
            self.value(node)?;
        }
        Ok(())
    }

    /// Writes a key and its colon.
    #[inline]
    fn key(&mut self, name: &str) -> Result<(), EmitError> {
        let start = self.out.len();
        text::key(self.out, name);
        if self.out.len() - start > LONGEST_KEY {
            return Err(EmitError::LongKey(name.chars().take(40).collect()));
        }
        self.out.push(b':');
        Ok(())
    }

    #[inline]
    fn separate(&mut self) {
        if self.position != Position::Top {
            self.out.push(b' ');
        }
    }

    /// Starts the line of an entry or item; the first one after a dash shares the dash's line.
    #[inline]
    fn start_line(&mut self, indent: usize, position: Position, is_first: bool) {
        if is_first {
            match position {
                Position::Top => {}
                Position::AfterKey => self.out.push(b'\n'),
                Position::AfterDash => return self.out.push(b' '),
            }
        }
        text::pad(self.out, indent);
    }
}
