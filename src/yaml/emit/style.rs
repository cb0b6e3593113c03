//! How a string has to be written, so that every reader takes it for the same string.
//!
//! Readers disagree about what looks like a number, a boolean, a date or a time. Whatever any of them could take for something
//! else is quoted here, with rules that are wider than any one reader's and need no table of their differences.

/// A way to write a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// In single quotes, which need no escapes.
    Single,
    /// In double quotes, with escapes.
    Double,
    /// As a literal block.
    Block,
}

/// The style for a value.
#[inline]
pub(super) fn of_value(text: &str) -> Style {
    if is_plain(text.as_bytes()) { Style::Plain } else { quoted(text) }
}

/// The style for a key, which is never a block.
#[inline]
pub(super) fn of_key(text: &str) -> Style {
    if is_plain(text.as_bytes()) { Style::Plain } else { Style::Double }
}

/// The byte can stand inside a plain scalar, whatever stands beside it.
const INSIDE: u8 = 1;
/// The byte can start a plain scalar, whatever follows.
const START: u8 = 2;
/// The byte can be part of a number, a date or a time of some reader.
const NUMBER: u8 = 4;
/// The byte can stand inside a plain scalar, depending on what follows.
const DEPENDS: u8 = 8;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the index of a table of 256 rows is a byte")]
        let byte = index as u8;
        table[index] = place_class(byte) | number_class(byte);
        index += 1;
    }
    table
}

const fn place_class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'/' | b'$' | b'(' | b')' | b';' => INSIDE | START,
        b' ' | b':' => DEPENDS,
        b'!'..=b'~' => INSIDE,
        _ => 0,
    }
}

const fn number_class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9'
        | b'a'..=b'f'
        | b'A'..=b'F'
        | b'x'
        | b'X'
        | b'o'
        | b'O'
        | b't'
        | b'T'
        | b'z'
        | b'Z'
        | b'i'
        | b'I'
        | b'n'
        | b'N'
        | b'_'
        | b'+'
        | b'-'
        | b'.'
        | b':'
        | b' ' => NUMBER,
        _ => 0,
    }
}

#[inline]
fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

#[inline]
fn is_plain(text: &[u8]) -> bool {
    let Some(&first) = text.first() else { return false };
    (class(first) & START != 0 || is_odd_start(text)) && is_plain_inside(text) && !is_word_with_a_meaning(text)
}

/// Whether the text may be plain although it starts with a byte that also starts other things.
fn is_odd_start(text: &[u8]) -> bool {
    let is_start = |at: usize| text.get(at).is_some_and(|&byte| class(byte) & START != 0);
    match text[0] {
        // Three points end a document.
        b'.' if text.starts_with(b"...") => false,
        b'0'..=b'9' | b'.' | b'+' => !could_be_number(text),
        // Command-line flags are safe; `- ` is a list item and `---` a document.
        b'-' => (is_start(1) || (text.get(1) == Some(&b'-') && is_start(2))) && !could_be_number(text),
        _ => false,
    }
}

/// Whether some reader could take the text for a number, a date or a time; `.inf` and `.nan` are the ones without a digit.
fn could_be_number(text: &[u8]) -> bool {
    text.iter().all(|&byte| class(byte) & NUMBER != 0) && text.iter().any(|byte| matches!(byte, b'0'..=b'9' | b'.'))
}

#[inline]
fn is_plain_inside(text: &[u8]) -> bool {
    text.iter().enumerate().all(|(at, &byte)| {
        let class = class(byte);
        class & INSIDE != 0 || (class & DEPENDS != 0 && is_plain_before(byte, text.get(at + 1).copied()))
    })
}

/// Whether a blank or colon is safe before what follows: it ends no text and starts no comment and no value.
fn is_plain_before(byte: u8, next: Option<u8>) -> bool {
    match next {
        None | Some(b' ') => false,
        Some(b'#') => byte != b' ',
        Some(b':') => byte != b':',
        Some(_) => true,
    }
}

fn is_word_with_a_meaning(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 9] = [b"y", b"n", b"on", b"no", b"yes", b"off", b"true", b"null", b"false"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// What a text that is not plain contains.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a text")]
struct Contents {
    line_break: bool,
    tab: bool,
    single_quote: bool,
    escapable: bool,
    unprintable: bool,
}

impl Contents {
    fn of(text: &str) -> Self {
        let mut contents = Self::default();
        for byte in text.bytes() {
            match byte {
                b'\n' => contents.line_break = true,
                b'\t' => contents.tab = true,
                b'\'' => contents.single_quote = true,
                b'"' | b'\\' => contents.escapable = true,
                0..=0x1f | 0x7f => contents.unprintable = true,
                _ => {}
            }
        }
        contents.unprintable |= !text.is_ascii() && text.chars().any(is_unprintable);
        contents
    }
}

/// Characters beyond ASCII that readers refuse, drop, or take for the end of a line.
pub(super) fn is_unprintable(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn quoted(text: &str) -> Style {
    let contents = Contents::of(text);
    if contents.unprintable {
        Style::Double
    } else if contents.line_break {
        if is_block(text.as_bytes()) { Style::Block } else { Style::Double }
    } else if contents.escapable && !contents.single_quote && !contents.tab {
        Style::Single
    } else {
        Style::Double
    }
}

/// Whether readers agree on the text as a literal block: they find its indentation by its first line, and they trim its end.
fn is_block(text: &[u8]) -> bool {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n');
    let last_line = text.strip_suffix(b"\n").unwrap_or(text).rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    !text.first().is_none_or(is_blank) && (last_line.is_empty() || !last_line.iter().all(is_blank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_plain_where_every_reader_agrees() {
        for text in [
            "nginx:1.25",
            "--flag=x",
            "--x",
            "-v",
            "-e",
            "10.0.0.0/8",
            "100m",
            "1Gi",
            "http://a:80/b?c=1#d",
            "a b",
            "/bin/sh",
            "$(X)",
        ] {
            assert_eq!(of_value(text), Style::Plain, "{text}");
        }
    }

    #[test]
    fn values_are_quoted_where_some_reader_sees_something_else() {
        for text in [
            "",
            "yes",
            "Off",
            "~",
            "1",
            "0x1f",
            "1e3",
            "12:30",
            "2026-01-01",
            "a: b",
            "a #b",
            "- a",
            "---",
            "... a",
            "*",
            "=",
            "é",
        ] {
            assert_eq!(of_value(text), Style::Double, "{text}");
        }
        assert_eq!(of_value("{\"a\": 1}"), Style::Single);
    }

    #[test]
    fn lines_are_blocks_where_every_reader_agrees() {
        assert_eq!(of_value("a\nb\n"), Style::Block);
        for text in ["\na", " a\nb", "\ta\nb", "a\n  ", "a\n \n", "a\r\nb", "a\u{2028}\nb"] {
            assert_eq!(of_value(text), Style::Double, "{text:?}");
        }
    }
}
