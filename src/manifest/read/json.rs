//! JSON with places: one value or several, one behind the other.

mod string;

use super::problem;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::{Key, Limits, Mapping, Node, Value};

/// The values that were read, and what is wrong with them.
pub(super) type Reading = (Vec<Node>, Vec<Diagnostic>);

/// Why a text is no JSON.
type Refused = Box<Diagnostic>;

/// Where a part starts with a brace, behind a `---` in a line of its own; none if it starts with anything else.
pub(super) fn start(text: &str) -> Option<usize> {
    let body = match text.strip_prefix("---") {
        Some(rest) => rest.split_once('\n').filter(|(line, _)| line.trim().is_empty())?.1,
        None => text,
    };
    let body = body.trim_start();
    body.starts_with('{').then(|| text.len() - body.len())
}

/// Whether a part that starts with a brace is meant as JSON: its first key stands in double quotes.
pub(super) fn is_meant(text: &str) -> bool {
    let inside = start(text).and_then(|start| text.get(start + 1..)).unwrap_or_default();
    inside.trim_start().starts_with(['"', '}'])
}

/// Reads all values from `start` on; an error if the first is no JSON, or if something else than JSON follows it.
pub(super) fn read(text: &str, start: usize, place: Span, limits: &Limits) -> Result<Reading, Refused> {
    let mut reader = Reader { text, at: start, place, depth: limits.depth, problems: Vec::new() };
    let mut nodes = Vec::new();
    loop {
        match reader.value() {
            Ok(node) => nodes.push(node),
            Err(problem) if nodes.is_empty() => return Err(problem),
            Err(problem) => {
                reader.problems.push(*problem);
                break;
            }
        }
        match reader.next() {
            None => break,
            Some(b'{') => {}
            Some(_) => return Err(reader.refuse("text behind the end of a value", "remove it, or begin a new object with `{`")),
        }
    }
    Ok((nodes, reader.problems))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The place of the text in its source.
    place: Span,
    /// The levels that may still be opened.
    depth: usize,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Node, Refused> {
        let first = self.next();
        let start = self.at;
        let value = match first {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Value::String { text: self.string()?.into(), quoted: true },
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            None => return Err(self.refuse("JSON that ends too early", "close what is still open")),
            Some(_) => return Err(self.refuse("value that JSON does not know", "write a text in double quotes")),
        };
        Ok(Node { span: self.span(start, self.at), value })
    }

    /// Reads what has values in it, unless it stands in too many others.
    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, Refused>) -> Result<Value, Refused> {
        let Some(depth) = self.depth.checked_sub(1) else {
            let problem = Diagnostic::error(codes::YAML_LIMIT, "nested too deep").at(self.span(self.at, self.at + 1));
            return Err(Box::new(problem.help("take the value apart")));
        };
        self.depth = depth;
        self.at += 1;
        let value = read(self)?;
        self.depth += 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, Refused> {
        let mut entries = Mapping::new();
        while !self.closes(b'}', entries.is_empty())? {
            if self.next() != Some(b'"') {
                return Err(self.refuse("key without double quotes", "JSON wants every key in double quotes"));
            }
            let start = self.at;
            let key = Key::new(self.span(start, start), self.string()?.into_owned());
            let key = Key { span: self.span(start, self.at), ..key };
            if self.next() != Some(b':') {
                return Err(self.refuse("key without a `:` behind it", "write `\"key\": value`"));
            }
            self.at += 1;
            let node = self.value()?;
            if let Some(first) = entries.key(&key.name) {
                self.problems.push(
                    Diagnostic::error(codes::DUPLICATE_KEY, format!("key `{}` given twice", key.name))
                        .at(key.span)
                        .related(first.span, "first given here")
                        .help("keep one of the two"),
                );
            } else {
                entries.insert(key, node);
            }
        }
        Ok(Value::Mapping(entries))
    }

    fn array(&mut self) -> Result<Value, Refused> {
        let mut items = Vec::new();
        while !self.closes(b']', items.is_empty())? {
            items.push(self.value()?);
        }
        items.shrink_to_fit();
        Ok(Value::Sequence(items))
    }

    /// Skips the closing bracket if it stands here, and else the comma before the next value.
    fn closes(&mut self, bracket: u8, is_first: bool) -> Result<bool, Refused> {
        match self.next() {
            Some(byte) if byte == bracket => {
                self.at += 1;
                Ok(true)
            }
            Some(b',') if !is_first => {
                self.at += 1;
                if self.next() == Some(bracket) {
                    return Err(self.refuse("comma behind the last value", "remove the comma before it"));
                }
                Ok(false)
            }
            Some(_) if is_first => Ok(false),
            Some(_) => Err(self.refuse("value without a comma before it", "write a `,` between two values")),
            None => Err(self.refuse("JSON that ends too early", "close what is still open")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Refused> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.refuse("value that JSON does not know", "write a text in double quotes"));
        }
        self.at += word.len();
        Ok(value)
    }

    /// A number: whole if it is written so and fits, as for Kubernetes.
    fn number(&mut self) -> Result<Value, Refused> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')).count();
        let text = &rest[..length];
        if !is_number(text.as_bytes()) {
            return Err(self.refuse("number that JSON does not know", "write it without leading zeros, or in double quotes"));
        }
        let whole = || text.parse().map(Value::Int).ok().or_else(|| text.parse().map(Value::UInt).ok());
        let value = whole().or_else(|| text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float));
        let value = value.ok_or_else(|| self.refuse("number that is too large", "write it in double quotes"))?;
        self.at += length;
        Ok(value)
    }

    /// The next byte that is no blank.
    fn next(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn refuse(&self, message: &str, help: &str) -> Refused {
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Box::new(problem::json(message, help, self.span(self.at, self.at + length)))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let origin = self.place.start as usize;
        Span::new(self.place.source, origin + start..origin + end)
    }
}

/// Whether a text is a number by RFC 8259, section 6.
fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (whole, rest) = split_digits(text);
    let whole_fits = whole == 1 || (whole > 1 && text[0] != b'0');
    let rest = match rest.strip_prefix(b".").map(split_digits) {
        Some((0, _)) => return false,
        Some((_, rest)) => rest,
        None => rest,
    };
    let exponent = match rest {
        [] => return whole_fits,
        [b'e' | b'E', b'+' | b'-', digits @ ..] | [b'e' | b'E', digits @ ..] => digits,
        _ => return false,
    };
    whole_fits && !exponent.is_empty() && exponent.iter().all(u8::is_ascii_digit)
}

/// The number of leading digits, and what follows them.
fn split_digits(text: &[u8]) -> (usize, &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count, &text[count..])
}
