//! Text to directives (nginx 1.29, `ngx_conf_file.c`).

use crate::contents::fault::Fault;
use crate::diag::codes;
use std::ops::Range;

/// A directive with its words, and what stands in its braces.
#[derive(Debug)]
pub(super) struct Directive {
    pub(super) name: String,
    /// Where the name stands.
    pub(super) range: Range<usize>,
    /// The words behind the name, and where they stand.
    pub(super) arguments: Vec<(String, Range<usize>)>,
    /// The directives in braces; empty for a block with rules of its own.
    pub(super) block: Option<Vec<Directive>>,
}

/// As many blocks in each other as are followed.
const DEEPEST: usize = 50;

/// Reads a configuration; or the first thing that nginx refuses.
pub(super) fn read(text: &str) -> Result<Vec<Directive>, Fault> {
    let mut reader = Reader { text, at: 0 };
    reader.block(None, 0)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// What comes next.
enum Token {
    Word(String, Range<usize>),
    Semicolon(usize),
    Open(usize),
    Close(usize),
    End,
}

fn wrong(range: Range<usize>, message: impl Into<String>, help: &str) -> Fault {
    Fault::error(codes::NGINX_SYNTAX, range, message).help(help)
}

impl Reader<'_> {
    /// The directives up to the brace that closes what was opened.
    fn block(&mut self, opened: Option<usize>, depth: usize) -> Result<Vec<Directive>, Fault> {
        if depth > DEEPEST {
            // Nobody writes this; a fault without a place is not shown.
            return Err(wrong(0..0, "too many blocks in each other", ""));
        }
        let mut directives = Vec::new();
        let mut words: Vec<(String, Range<usize>)> = Vec::new();
        loop {
            let token = self.token()?;
            match (token, words.is_empty()) {
                (Token::Word(word, range), _) => words.push((word, range)),
                (Token::Semicolon(at), true) => {
                    return Err(wrong(at..at + 1, "unexpected `;`", "take it out, or write the directive before it"));
                }
                (Token::Open(at), true) => {
                    return Err(wrong(at..at + 1, "unexpected `{`", "write before it what the block is for"));
                }
                (Token::Close(_), true) if opened.is_some() => return Ok(directives),
                (Token::Close(at), true) => {
                    return Err(wrong(at..at + 1, "`}` closes nothing", "take it out, or look for a `}` too many above"));
                }
                (Token::End, true) => {
                    return match opened {
                        None => Ok(directives),
                        Some(at) => Err(wrong(at..at + 1, "`{` without its `}`", "close the block")),
                    };
                }
                (Token::Semicolon(_), false) => directives.push(directive(std::mem::take(&mut words), None)),
                (Token::Open(at), false) => {
                    let words = std::mem::take(&mut words);
                    let inside = match words[0].0.as_str() {
                        name if name.ends_with("_by_lua_block") => self.program(at)?,
                        "map" | "geo" | "types" | "split_clients" | "charset_map" | "match" | "js_import" => {
                            self.block(Some(at), depth + 1)?;
                            Vec::new()
                        }
                        _ => self.block(Some(at), depth + 1)?,
                    };
                    directives.push(directive(words, Some(inside)));
                }
                (Token::Close(_) | Token::End, false) => {
                    let (word, range) = words.swap_remove(0);
                    return Err(wrong(range, format!("`{word}` is not ended by `;`"), "end the directive with `;`"));
                }
            }
        }
    }

    fn token(&mut self) -> Result<Token, Fault> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                None => return Ok(Token::End),
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(b'#') => self.at += self.text[self.at..].find('\n').unwrap_or(self.text.len() - self.at),
                Some(b';') => return Ok(Token::Semicolon(self.step())),
                Some(b'{') => return Ok(Token::Open(self.step())),
                Some(b'}') => return Ok(Token::Close(self.step())),
                Some(quote @ (b'"' | b'\'')) => return self.quoted(*quote),
                Some(_) => return Ok(self.word()),
            }
        }
    }

    fn step(&mut self) -> usize {
        self.at += 1;
        self.at - 1
    }

    fn quoted(&mut self, quote: u8) -> Result<Token, Fault> {
        let bytes = self.text.as_bytes();
        let start = self.step();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                byte if *byte == quote => {
                    let word = self.text.get(start + 1..self.at).unwrap_or_default().to_owned();
                    self.at += 1;
                    return match bytes.get(self.at) {
                        None | Some(b' ' | b'\t' | b'\r' | b'\n' | b';' | b'{' | b')') => Ok(Token::Word(word, start..self.at)),
                        Some(_) => Err(wrong(self.at - 1..self.at, "a quote ends inside a word", "put the whole word in quotes")),
                    };
                }
                _ => self.at += 1,
            }
        }
        self.at = self.text.len();
        Err(wrong(start..start + 1, format!("`{0}` without its `{0}`", char::from(quote)), "close the quote"))
    }

    /// A word without quotes, up to a blank, `;` or `{`; a `{` behind `$` belongs to it.
    fn word(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        let start = self.at;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\\' => self.at = (self.at + 2).min(bytes.len()),
                b'$' if bytes.get(self.at + 1) == Some(&b'{') => self.at += 2,
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'{' => break,
                _ => self.at += 1,
            }
        }
        self.at = crate::contents::template::floor(self.text, self.at);
        Token::Word(self.text[start..self.at].to_owned(), start..self.at)
    }

    /// A program of another language up to the brace that closes it.
    fn program(&mut self, opened: usize) -> Result<Vec<Directive>, Fault> {
        let bytes = self.text.as_bytes();
        let mut depth = 1;
        while let Some(byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                quote @ (b'"' | b'\'') => {
                    while bytes.get(self.at).is_some_and(|next| next != quote && *next != b'\n') {
                        self.at += if bytes[self.at] == b'\\' { 2 } else { 1 };
                    }
                    self.at = (self.at + 1).min(bytes.len());
                }
                _ => {}
            }
            if depth == 0 {
                return Ok(Vec::new());
            }
        }
        Err(wrong(opened..opened + 1, "`{` without its `}`", "close the block"))
    }
}

fn directive(mut words: Vec<(String, Range<usize>)>, block: Option<Vec<Directive>>) -> Directive {
    let (name, range) = words.remove(0);
    Directive { name, range, arguments: words, block }
}
