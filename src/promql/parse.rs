//! From words to a tree (`generated_parser.y`).
//!
//! Operators wait on a list until one that binds less tightly comes; only parentheses, arguments and the like go deeper.

use super::duration;
use super::error::Error;
use super::keywords::Keyword;
use super::lex;
use super::number;
use super::operators::{Operator, SIGN_PRECEDENCE};
use super::text::unquoted;
use super::token::{Token, Word};
use super::tree::{Id, Kind, Matching, Stored};
use std::ops::Range;

/// As deep as parentheses, arguments and the like may stand in each other. Prometheus has no such limit, and nobody writes more.
const DEEPEST: usize = 200;

/// The parts of an expression, of which nobody knows yet whether they fit.
pub(super) fn tree(text: &str) -> Result<Vec<Stored>, Error> {
    let mut parser = Parser { text, words: lex::words(text)?, next: 0, parts: Vec::new(), depth: 0 };
    if parser.token() == Token::End {
        return Err(Error::new(0..text.len(), "there is no expression").help("write one such as `up == 0`"));
    }
    parser.expression()?;
    match parser.token() {
        Token::End => Ok(parser.parts),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    words: Vec<Word>,
    next: usize,
    parts: Vec<Stored>,
    depth: usize,
}

/// An operator whose right side has not been read to its end.
enum Waiting {
    Sign { negative: bool, start: usize },
    Binary { operator: Operator, place: Range<usize>, matching: Box<Matching> },
}

impl Waiting {
    /// Whether it takes what was just read, and not the operator that follows.
    fn comes_before(&self, next: Operator) -> bool {
        let precedence = match self {
            Self::Sign { .. } => SIGN_PRECEDENCE,
            Self::Binary { operator, .. } => operator.precedence(),
        };
        // `^` alone goes from right to left.
        precedence > next.precedence() || (precedence == next.precedence() && next != Operator::Power)
    }
}

impl Parser<'_> {
    pub(super) fn token(&self) -> Token {
        self.words[self.next].token
    }

    /// The word behind the next one.
    pub(super) fn token_behind(&self) -> Token {
        self.words.get(self.next + 1).map_or(Token::End, |word| word.token)
    }

    /// Where the last word that was read ends.
    pub(super) fn end(&self) -> usize {
        self.words[..self.next].last().map_or(0, |word| word.range.end)
    }

    pub(super) fn place(&self) -> Range<usize> {
        self.words[self.next].range.clone()
    }

    pub(super) fn written(&self) -> &str {
        &self.text[self.place()]
    }

    /// Goes behind a word, and tells where it stands. The end is never passed.
    pub(super) fn advance(&mut self) -> Range<usize> {
        let place = self.place();
        self.next = (self.next + 1).min(self.words.len() - 1);
        place
    }

    /// Goes behind a word if it is this one.
    pub(super) fn take(&mut self, token: Token) -> Option<Range<usize>> {
        (self.token() == token).then(|| self.advance())
    }

    pub(super) fn expect(&mut self, token: Token, wanted: &str) -> Result<Range<usize>, Error> {
        self.take(token).ok_or_else(|| self.unexpected(wanted))
    }

    /// The complaint that something else has to stand here.
    pub(super) fn unexpected(&self, wanted: &str) -> Error {
        if self.token() == Token::End {
            // Nothing can be shown there: the last word is.
            let place = self.words[..self.next].last().map_or(0..0, |word| word.range.clone());
            return Error::new(place, format!("the expression ends where {wanted} has to be"));
        }
        let written = self.written();
        if written.starts_with(['"', '\'', '`']) {
            return Error::new(self.place(), format!("a text where {wanted} has to be"));
        }
        Error::new(self.place(), format!("`{written}` where {wanted} has to be"))
    }

    pub(super) fn add(&mut self, range: Range<usize>, kind: Kind) -> Id {
        self.parts.push(Stored { range, kind });
        Id(self.parts.len() - 1)
    }

    pub(super) fn range(&self, id: Id) -> Range<usize> {
        self.parts[id.0].range.clone()
    }

    /// Lets a part reach further.
    pub(super) fn widen(&mut self, id: Id, end: usize) {
        self.parts[id.0].range.end = end;
    }

    pub(super) fn kind(&self, id: Id) -> &Kind {
        &self.parts[id.0].kind
    }

    /// Reads something inside of something else.
    pub(super) fn deeper<T>(&mut self, read: fn(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == DEEPEST {
            return Err(Error::new(
                self.place(),
                format!("parts of the expression stand in each other more than {DEEPEST} times"),
            )
            .help("record a part of it under a name of its own"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Operands and the operators between them.
    pub(super) fn expression(&mut self) -> Result<Id, Error> {
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut operands: Vec<Id> = Vec::new();
        loop {
            while let Token::Operator(sign @ (Operator::Add | Operator::Subtract)) = self.token() {
                waiting.push(Waiting::Sign { negative: sign == Operator::Subtract, start: self.advance().start });
            }
            operands.push(self.operand()?);
            let Token::Operator(operator) = self.token() else { break };
            let place = self.advance();
            let matching = Box::new(self.matching()?);
            while waiting.last().is_some_and(|last| last.comes_before(operator)) {
                self.join(&mut waiting, &mut operands);
            }
            waiting.push(Waiting::Binary { operator, place, matching });
        }
        while !waiting.is_empty() {
            self.join(&mut waiting, &mut operands);
        }
        operands.pop().ok_or_else(|| self.unexpected("an expression"))
    }

    /// Gives the last operator that waits its operands.
    fn join(&mut self, waiting: &mut Vec<Waiting>, operands: &mut Vec<Id>) {
        let (Some(last), Some(right)) = (waiting.pop(), operands.pop()) else { return };
        let end = self.range(right).end;
        let joined = match last {
            Waiting::Sign { negative, start } => self.add(start..end, Kind::Signed { negative, inner: right }),
            Waiting::Binary { operator, place, matching } => {
                let Some(left) = operands.pop() else { return };
                let start = self.range(left).start;
                self.add(start..end, Kind::Binary { operator, place, left, right, matching })
            }
        };
        operands.push(joined);
    }

    /// What stands between operators, with the ranges and moments behind it.
    fn operand(&mut self) -> Result<Id, Error> {
        let start = self.place().start;
        let id = match self.token() {
            Token::Number | Token::Duration => {
                let number = self.number()?;
                let place = self.advance();
                self.add(place, Kind::Number(number))
            }
            Token::Text => {
                let text = unquoted(self.written());
                let place = self.advance();
                self.add(place, Kind::Text(text))
            }
            Token::OpenParenthesis => {
                self.advance();
                let inner = self.deeper(Self::expression)?;
                let end = self.expect(Token::CloseParenthesis, "an operator or `)`")?.end;
                self.add(start..end, Kind::Parentheses(inner))
            }
            Token::Name if self.token_behind() == Token::OpenParenthesis => self.call()?,
            Token::Keyword(word) if word.is_function() && self.token_behind() == Token::OpenParenthesis => self.call()?,
            Token::Aggregator(aggregator)
                if matches!(self.token_behind(), Token::OpenParenthesis | Token::Keyword(Keyword::By | Keyword::Without)) =>
            {
                self.aggregation(aggregator)?
            }
            _ => self.selector()?,
        };
        self.postfixes(id)
    }

    /// The value of a number or a duration.
    pub(super) fn number(&self) -> Result<f64, Error> {
        let (place, written) = (self.place(), self.written());
        if self.token() == Token::Number {
            return number::value(written).ok_or_else(|| Error::new(place, "this number is too large, or none at all"));
        }
        duration::seconds(written).ok_or_else(|| {
            Error::new(place, format!("`{written}` is no duration"))
                .help("write whole numbers with a unit, the largest first and each once: `30s`, `5m`, `1h30m`, `1d`")
        })
    }
}
