//! Strings as bytes of YAML.

use super::style::{self, Style};

/// Writes blanks.
#[inline]
pub(super) fn pad(out: &mut Vec<u8>, mut count: usize) {
    const BLANKS: &[u8; 64] = &[b' '; 64];
    while count > BLANKS.len() {
        out.extend_from_slice(BLANKS);
        count -= BLANKS.len();
    }
    out.extend_from_slice(&BLANKS[..count]);
}

/// Writes a value without a line break behind it; the lines of a block are indented by `indent`.
#[inline]
pub(super) fn value(out: &mut Vec<u8>, text: &str, indent: usize) {
    match style::of_value(text) {
        Style::Plain => out.extend_from_slice(text.as_bytes()),
        Style::Single => {
            out.push(b'\'');
            out.extend_from_slice(text.as_bytes());
            out.push(b'\'');
        }
        Style::Double => double_quoted(out, text),
        Style::Block => block(out, text, indent),
    }
}

/// Writes a key without its colon.
#[inline]
pub(super) fn key(out: &mut Vec<u8>, text: &str) {
    match style::of_key(text) {
        Style::Plain => out.extend_from_slice(text.as_bytes()),
        _ => double_quoted(out, text),
    }
}

/// Writes a literal block; its header says what becomes of the line breaks at the end.
fn block(out: &mut Vec<u8>, text: &str, indent: usize) {
    let (header, lines): (&[u8], &str) = match text.strip_suffix('\n') {
        Some(lines) if lines.ends_with('\n') => (b"|+", lines),
        Some(lines) => (b"|", lines),
        None => (b"|-", text),
    };
    out.extend_from_slice(header);
    for line in lines.as_bytes().split(|&byte| byte == b'\n') {
        out.push(b'\n');
        if !line.is_empty() {
            pad(out, indent);
            out.extend_from_slice(line);
        }
    }
}

fn double_quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut copied = 0;
    for (at, character) in text.char_indices() {
        if is_verbatim(character) {
            continue;
        }
        out.extend_from_slice(&text.as_bytes()[copied..at]);
        escape(out, character);
        copied = at + character.len_utf8();
    }
    out.extend_from_slice(&text.as_bytes()[copied..]);
    out.push(b'"');
}

#[inline]
fn is_verbatim(character: char) -> bool {
    match character {
        '"' | '\\' | '\0'..='\x1f' | '\x7f' => false,
        ' '..='~' => true,
        _ => !style::is_unprintable(character),
    }
}

fn escape(out: &mut Vec<u8>, character: char) {
    let short: &[u8] = match character {
        '"' => b"\\\"",
        '\\' => b"\\\\",
        '\n' => b"\\n",
        '\t' => b"\\t",
        '\r' => b"\\r",
        '\0' => b"\\0",
        _ => {
            let code = u32::from(character);
            let digits = if code < 0x100 { format!("\\x{code:02x}") } else { format!("\\u{code:04x}") };
            return out.extend_from_slice(digits.as_bytes());
        }
    };
    out.extend_from_slice(short);
}
