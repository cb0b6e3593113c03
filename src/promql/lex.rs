//! From a text to its words (`lex.go`).
//!
//! Braces and brackets have words of their own: in braces every word is the name of a label, in brackets only durations are told.

use super::error::{Error, shown};
use super::keywords::{Keyword, meaning};
use super::operators::Operator;
use super::token::{Token, Word};
use std::ops::Range;

/// The words of a text; the last is [`Token::End`], which stands where the last word ends.
pub(super) fn words(text: &str) -> Result<Vec<Word>, Error> {
    let mut lexer = Lexer { text, at: 0, words: Vec::new(), parentheses: Vec::new(), bracket: None, brace: None };
    loop {
        lexer.at += blanks(lexer.rest());
        let start = lexer.at;
        if start == text.len() {
            return lexer.finish();
        }
        let token = lexer.token()?;
        lexer.words.push(Word { token, range: start..lexer.at });
    }
}

/// As many bytes at the start of a text as stand for nothing: blanks and comments.
fn blanks(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        let comment = rest[blank..].starts_with('#').then(|| rest[blank..].find(['\n', '\r']).unwrap_or(rest.len() - blank));
        at += blank + comment.unwrap_or(0);
        if comment.is_none() {
            return at;
        }
    }
}

pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    words: Vec<Word>,
    /// Where the parentheses stand that nothing has closed yet.
    parentheses: Vec<usize>,
    bracket: Option<usize>,
    brace: Option<usize>,
}

impl Lexer<'_> {
    pub(super) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn finish(mut self) -> Result<Vec<Word>, Error> {
        let open = self.brace.map(|at| (at, "{", "}"));
        let open = open.or(self.bracket.map(|at| (at, "[", "]")));
        if let Some((at, opens, closes)) = open.or(self.parentheses.last().map(|&at| (at, "(", ")"))) {
            return Err(
                Error::new(at..at + 1, format!("`{opens}` is never closed")).help(format!("put `{closes}` behind what it holds"))
            );
        }
        let end = self.words.last().map_or(0, |word| word.range.end);
        self.words.push(Word { token: Token::End, range: end..end });
        Ok(self.words)
    }

    /// Reads one word, and goes behind it.
    fn token(&mut self) -> Result<Token, Error> {
        let letter = self.rest().chars().next().unwrap_or_default();
        if matches!(letter, '"' | '\'' | '`') {
            return self.quoted(letter);
        }
        if self.brace.is_some() {
            return self.in_braces(letter);
        }
        let next = self.rest().chars().nth(1).unwrap_or_default();
        if letter.is_ascii_digit() || (letter == '.' && next.is_ascii_digit()) {
            return self.number_or_duration();
        }
        if letter.is_ascii_alphabetic() || letter == '_' || (letter == ':' && self.bracket.is_none()) {
            return self.word();
        }
        self.sign(letter)
    }

    /// A word of letters.
    fn word(&mut self) -> Result<Token, Error> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || (*byte == b':' && self.bracket.is_none());
        let start = self.at;
        let end = start + self.rest().bytes().take_while(|byte| is_part(byte)).count();
        let word = &self.text[start..end];
        self.at = end;
        let token = meaning(word);
        if self.bracket.is_some() {
            return match token {
                Some(Token::Keyword(Keyword::Step | Keyword::Range | Keyword::MaxOf | Keyword::MinOf)) => {
                    Ok(token.unwrap_or(Token::Name))
                }
                _ => Err(Error::new(start..end, format!("`{word}` in the brackets of a range"))
                    .help("a range is a duration, such as `[5m]`; `[1h:5m]` asks every 5 minutes of an hour")),
            };
        }
        Ok(match token {
            // Names of metrics, unless a parenthesis follows.
            Some(Token::Keyword(Keyword::Fill | Keyword::FillLeft | Keyword::FillRight))
                if !self.rest().trim_start_matches([' ', '\t', '\n', '\r']).starts_with('(') =>
            {
                Token::Name
            }
            Some(token) => token,
            None if word.contains(':') => Token::MetricName,
            None => Token::Name,
        })
    }

    /// What stands between the braces of a selector.
    fn in_braces(&mut self, letter: char) -> Result<Token, Error> {
        if letter.is_ascii_alphabetic() || letter == '_' {
            self.at += self.rest().bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            return Ok(Token::Name);
        }
        let (token, length) = match letter {
            ',' => (Token::Comma, 1),
            '}' => {
                self.brace = None;
                (Token::CloseBrace, 1)
            }
            '=' if self.rest().starts_with("=~") => (Token::Like, 2),
            '=' => (Token::Equals, 1),
            '!' if self.rest().starts_with("!~") => (Token::Unlike, 2),
            '!' if self.rest().starts_with("!=") => (Token::Operator(Operator::NotEqual), 2),
            _ => {
                let range = self.at..self.at + letter.len_utf8();
                let error = Error::new(range, format!("`{}` between the braces of a selector", shown(&letter.to_string())));
                return Err(error.help("write labels as `name=\"value\"`, with `=`, `!=`, `=~` or `!~`, and commas between them"));
            }
        };
        self.at += length;
        Ok(token)
    }

    /// Operators and brackets.
    fn sign(&mut self, letter: char) -> Result<Token, Error> {
        const SIGNS: [(&str, Token); 20] = [
            ("==", Token::Operator(Operator::Equal)),
            ("!=", Token::Operator(Operator::NotEqual)),
            ("<=", Token::Operator(Operator::LessOrEqual)),
            ("</", Token::Operator(Operator::TrimUpper)),
            ("<", Token::Operator(Operator::Less)),
            (">=", Token::Operator(Operator::GreaterOrEqual)),
            (">/", Token::Operator(Operator::TrimLower)),
            (">", Token::Operator(Operator::Greater)),
            ("+", Token::Operator(Operator::Add)),
            ("-", Token::Operator(Operator::Subtract)),
            ("*", Token::Operator(Operator::Multiply)),
            ("/", Token::Operator(Operator::Divide)),
            ("%", Token::Operator(Operator::Modulo)),
            ("^", Token::Operator(Operator::Power)),
            (",", Token::Comma),
            ("@", Token::At),
            ("(", Token::OpenParenthesis),
            (")", Token::CloseParenthesis),
            ("{", Token::OpenBrace),
            ("[", Token::OpenBracket),
        ];
        let start = self.at;
        let rest = &self.text[start..];
        let (token, length) = match letter {
            ':' => (Token::Colon, 1),
            ']' if self.bracket.is_some() => (Token::CloseBracket, 1),
            _ => match SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
                Some((sign, token)) => (*token, sign.len()),
                None => return Err(stranger(rest, start, letter)),
            },
        };
        self.at += length;
        match token {
            Token::OpenParenthesis => self.parentheses.push(start),
            Token::CloseParenthesis if self.parentheses.pop().is_none() => {
                return Err(
                    Error::new(start..self.at, "`)` closes nothing").help("take it out, or put `(` in front of what it closes")
                );
            }
            Token::OpenBracket if self.bracket.is_some() => {
                return Err(Error::new(start..self.at, "`[` in the brackets of a range").help("close the first ones: `[5m]`"));
            }
            Token::OpenBracket => self.bracket = Some(start),
            Token::CloseBracket => self.bracket = None,
            Token::OpenBrace => self.brace = Some(start),
            _ => {}
        }
        Ok(token)
    }
}

/// What to say about a letter that begins no word.
fn stranger(rest: &str, at: usize, letter: char) -> Error {
    let range = |length: usize| -> Range<usize> { at..at + length };
    if rest.starts_with("=~") || rest.starts_with("!~") {
        return Error::new(range(2), format!("`{}` outside of braces", &rest[..2]))
            .help("labels are matched in braces: `up{job=~\"a|b\"}`");
    }
    match letter {
        '=' => Error::new(range(1), "`=` between two expressions").help("write `==` to compare"),
        '$' => Error::new(range(1), "`$` in an expression").help("variables are those of Grafana; a rule has none"),
        '&' => Error::new(range(1), "`&` in an expression").help("write `and`"),
        '|' => Error::new(range(1), "`|` in an expression").help("write `or`"),
        '}' | ']' => {
            Error::new(range(1), format!("`{letter}` closes nothing")).help("take it out, or put what it closes in front")
        }
        _ => Error::new(range(letter.len_utf8()), format!("`{}` in an expression", shown(&letter.to_string())))
            .help("names are made of ASCII letters, digits, `_` and `:`; others stand in quotes in braces: `{\"my.metric\"}`"),
    }
}
