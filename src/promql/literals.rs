//! Texts, numbers and durations in the words of an expression.

use super::error::{Error, shown};
use super::lex::Lexer;
use super::text::escape;
use super::token::Token;

impl Lexer<'_> {
    /// Reads a text in quotes.
    pub(super) fn quoted(&mut self, quote: char) -> Result<Token, Error> {
        let start = self.at;
        let mut rest = self.text[start + 1..].char_indices();
        while let Some((offset, letter)) = rest.next() {
            let at = start + 1 + offset;
            match letter {
                _ if letter == quote => {
                    self.at = at + 1;
                    return Ok(Token::Text);
                }
                // Go reads this letter as the mark of bytes that are no text.
                '\u{fffd}' => return Err(Error::new(at..at + letter.len_utf8(), "a letter that is no text")),
                '\n' if quote != '`' => break,
                '\\' if quote != '`' => {
                    let behind = &self.text[at + 1..];
                    // A quote is escaped only within quotes of its kind.
                    let escaped = escape(behind).filter(|_| !behind.starts_with(['"', '\'']) || behind.starts_with(quote));
                    let Some(escaped) = escaped else {
                        let end = at + 1 + behind.chars().next().map_or(0, char::len_utf8);
                        return Err(Error::new(at..end, format!("`{}` is no escape", shown(&self.text[at..end])))
                            .help("write `\\\\` for a backslash, in a regular expression too: `\"\\\\d+\"`"));
                    };
                    for _ in 0..escaped.length {
                        rest.next();
                    }
                }
                _ => {}
            }
        }
        Err(Error::new(start..start + 1, "a text without its second quote").help(format!("end it with `{quote}`")))
    }

    /// Reads a number or a duration.
    pub(super) fn number_or_duration(&mut self) -> Result<Token, Error> {
        let start = self.at;
        if self.number() {
            return Ok(Token::Number);
        }
        if self.duration() {
            return Ok(Token::Duration);
        }
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        let end = self.at + self.rest().bytes().take_while(is_part).count();
        let range = start..end;
        Err(Error::new(range.clone(), format!("`{}` is neither a number nor a duration", &self.text[range]))
            .help("durations are whole numbers with a unit, the largest first: `30s`, `5m`, `1h30m`, `1d`"))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn accept(&mut self, valid: &[u8]) -> bool {
        let is_valid = self.peek().is_some_and(|byte| valid.contains(&byte));
        self.at += usize::from(is_valid);
        is_valid
    }

    fn ends_word(&self) -> bool {
        !self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }

    /// Goes behind a number (`lex.go`, `scanNumber`); not each has a value.
    fn number(&mut self) -> bool {
        let start = self.at;
        let is_hexadecimal = self.accept(b"0") && self.accept(b"xX");
        let digits: &[u8] = if is_hexadecimal { b"0123456789abcdefABCDEF" } else { b"0123456789" };
        if is_hexadecimal {
            self.accept(b"_");
        }
        self.accept(b".");
        self.accept(digits);
        let (mut dots, mut exponents) = (false, false);
        while let Some(byte) = self.peek() {
            match byte {
                b'.' => {
                    self.at += 1;
                    if dots || self.accept(b"_.") || is_hexadecimal {
                        return false;
                    }
                    dots = true;
                }
                b'e' | b'E' => {
                    self.at += 1;
                    if exponents {
                        return false;
                    }
                    exponents = true;
                    self.accept(b"+-");
                    if self.accept(b"._eE") || self.peek().is_none() {
                        return false;
                    }
                }
                b'_' => {
                    self.at += 1;
                    if self.accept(b"._eE") || self.peek().is_none() {
                        return false;
                    }
                }
                _ if digits.contains(&byte) => while self.accept(digits) {},
                _ => break,
            }
        }
        self.at > start && self.ends_word()
    }

    /// Goes on behind the digits of a duration (`lex.go`, `acceptRemainingDuration`); its units are looked at later.
    fn duration(&mut self) -> bool {
        if !self.accept(b"smhdwy") {
            return false;
        }
        self.accept(b"s");
        while self.accept(b"0123456789") {
            while self.accept(b"0123456789") {}
            if !self.accept(b"smhdw") {
                return false;
            }
            self.accept(b"s");
        }
        self.ends_word()
    }
}
