//! What stands behind an expression: ranges, and other moments.

use super::error::Error;
use super::keywords::Keyword;
use super::length::Length;
use super::operators::Operator;
use super::parse::Parser;
use super::token::Token;
use super::tree::{Id, Kind};
use std::ops::Range;

/// What has been said already of the expression in front.
#[derive(Default)]
struct Said {
    offset: bool,
    moment: bool,
    /// The word behind it, `anchored` or `smoothed`.
    extension: Option<Keyword>,
}

impl Parser<'_> {
    /// Everything behind an expression that belongs to it.
    pub(super) fn postfixes(&mut self, mut id: Id) -> Result<Id, Error> {
        let mut said = Said::default();
        loop {
            match self.token() {
                Token::OpenBracket => id = self.window(id, &mut said)?,
                Token::Keyword(Keyword::Offset) => self.offset(id, &mut said)?,
                Token::At => self.moment(id, &mut said)?,
                Token::Keyword(word @ (Keyword::Anchored | Keyword::Smoothed)) => self.extension(id, word, &mut said)?,
                _ => return Ok(id),
            }
        }
    }

    /// `[5m]` or `[1h:5m]`.
    fn window(&mut self, id: Id, said: &mut Said) -> Result<Id, Error> {
        let open = self.advance();
        self.window_length()?;
        let start = self.range(id).start;
        if self.take(Token::Colon).is_some() {
            if self.token() != Token::CloseBracket {
                self.window_length()?;
            }
            let end = self.expect(Token::CloseBracket, "`]`")?.end;
            *said = Said::default();
            return Ok(self.add(start..end, Kind::Subquery(id)));
        }
        let end = self.expect(Token::CloseBracket, "`:` or `]`")?.end;
        let wrong = |message: &str, help: &str| Err(Error::new(open.start..end, message).help(help));
        if !matches!(self.kind(id), Kind::Selector(_)) {
            return wrong(
                "a range behind something that is no selector",
                "put it behind the series, as in `sum(rate(x[5m]))`, or make it a subquery with a colon: `[1h:]`",
            );
        }
        if said.offset {
            return wrong("a range behind `offset`", "put the range first: `x[5m] offset 1h`");
        }
        if said.moment {
            return wrong("a range behind `@`", "put the range first: `x[5m] @ end()`");
        }
        Ok(self.add(start..end, Kind::Range(id)))
    }

    fn window_length(&mut self) -> Result<(), Error> {
        let length: Length = self.length()?;
        if length.seconds.is_some_and(|seconds| seconds <= 0.0) {
            return Err(Error::new(length.range, "a range has to be longer than nothing"));
        }
        Ok(())
    }

    fn offset(&mut self, id: Id, said: &mut Said) -> Result<(), Error> {
        let start = self.advance().start;
        let end = self.offset_length()?.range.end;
        self.place_at(id, start..end, "offset", &mut said.offset)
    }

    /// `@` and a time, or an end of the range of time that is asked about.
    fn moment(&mut self, id: Id, said: &mut Said) -> Result<(), Error> {
        let start = self.advance().start;
        let is_signed = matches!(self.token(), Token::Operator(Operator::Add | Operator::Subtract));
        if is_signed {
            self.advance();
        }
        let end = match self.token() {
            Token::Number | Token::Duration => {
                let number = self.number()?;
                let place = self.advance();
                // Prometheus counts milliseconds in 64 bits.
                if number.is_nan() || number >= 9_223_372_036_854_775_807.0 {
                    return Err(Error::new(place, "this is no time that Prometheus knows"));
                }
                place.end
            }
            Token::Keyword(Keyword::Start | Keyword::End) if !is_signed => {
                self.advance();
                self.expect(Token::OpenParenthesis, "`()`")?;
                self.expect(Token::CloseParenthesis, "`)`")?.end
            }
            _ => return Err(self.unexpected("a time, `start()` or `end()`")),
        };
        self.place_at(id, start..end, "@", &mut said.moment)
    }

    /// Notes that an expression was placed at another moment, and widens it.
    fn place_at(&mut self, id: Id, place: Range<usize>, word: &str, is_said: &mut bool) -> Result<(), Error> {
        if !matches!(self.kind(id), Kind::Selector(_) | Kind::Range(_) | Kind::Subquery(_)) {
            return Err(Error::new(place, format!("`{word}` behind something that is neither a selector nor a range"))
                .help(format!("put it behind the series, inside of functions: `rate(x[5m] {word} …)`")));
        }
        if std::mem::replace(is_said, true) {
            return Err(Error::new(place, format!("`{word}` is there twice")).help("take one of them out"));
        }
        self.widen(id, place.end);
        Ok(())
    }

    /// `anchored` or `smoothed` (Prometheus 3.8, experimental).
    fn extension(&mut self, id: Id, word: Keyword, said: &mut Said) -> Result<(), Error> {
        let place = self.advance();
        let name = &self.text[place.clone()];
        if !matches!(self.kind(id), Kind::Selector(_) | Kind::Range(_)) {
            return Err(Error::new(place, format!("`{name}` behind something that is neither a selector nor a range of one"))
                .help("put it behind the series: `rate(x[5m] anchored)`"));
        }
        if said.extension.replace(word).is_some_and(|before| before != word) {
            return Err(Error::new(place, "`anchored` and `smoothed` exclude each other").help("take one of them out"));
        }
        self.widen(id, place.end);
        Ok(())
    }
}
