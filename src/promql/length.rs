//! Lengths of time: durations, numbers of seconds, and sums of them (Prometheus 3.4, experimental).

use super::error::Error;
use super::keywords::Keyword;
use super::operators::{Operator, SIGN_PRECEDENCE};
use super::parse::Parser;
use super::token::Token;
use std::ops::Range;

/// A length of time.
pub(super) struct Length {
    pub(super) range: Range<usize>,
    /// Its seconds, if it is written as one number or duration, and not reckoned.
    pub(super) seconds: Option<f64>,
}

/// As many seconds as Prometheus can count: nanoseconds in 64 bits.
const LONGEST: f64 = 9_223_372_036.854_776;

const WANTED: &str = "a duration such as `5m`";

impl Parser<'_> {
    /// A length, reckoned or not.
    pub(super) fn length(&mut self) -> Result<Length, Error> {
        self.deeper(|parser| parser.sum(0))
    }

    /// The length behind `offset`. Without parentheses it is one number: `x offset 5m - 8` takes 8 off the value of `x`.
    pub(super) fn offset_length(&mut self) -> Result<Length, Error> {
        if self.token() == Token::OpenParenthesis {
            return self.length();
        }
        let Some((negative, start)) = self.length_sign() else { return self.deeper(Self::single) };
        Ok(signed(&self.deeper(Self::single)?, negative, start))
    }

    /// Lengths, and operators between them that bind at least this tightly.
    fn sum(&mut self, least: u8) -> Result<Length, Error> {
        let mut left = match self.length_sign() {
            Some((negative, start)) => {
                let inner = self.deeper(|parser| parser.sum(SIGN_PRECEDENCE + 1))?;
                signed(&inner, negative, start)
            }
            None => self.single()?,
        };
        loop {
            let Token::Operator(operator) = self.token() else { return Ok(left) };
            let is_known = matches!(
                operator,
                Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo | Operator::Power
            );
            if !is_known || operator.precedence() < least {
                return Ok(left);
            }
            let place = self.advance();
            let right = match operator {
                Operator::Power => self.deeper(|parser| parser.sum(Operator::Power.precedence()))?,
                Operator::Add | Operator::Subtract => self.deeper(|parser| parser.sum(Operator::Add.precedence() + 1))?,
                _ => self.deeper(|parser| parser.sum(SIGN_PRECEDENCE + 1))?,
            };
            if matches!(operator, Operator::Divide | Operator::Modulo) && right.seconds == Some(0.0) {
                return Err(Error::new(place.start..right.range.end, "a duration is divided by nothing"));
            }
            left = Length { range: left.range.start..right.range.end, seconds: None };
        }
    }

    /// One number, duration or function, or a sum in parentheses.
    fn single(&mut self) -> Result<Length, Error> {
        let start = self.place().start;
        match self.token() {
            Token::Number | Token::Duration => {
                let seconds = self.number()?;
                let range = self.advance();
                if seconds.abs() > LONGEST {
                    return Err(Error::new(range, "this duration is longer than Prometheus can count"));
                }
                Ok(Length { range, seconds: Some(seconds) })
            }
            Token::OpenParenthesis => {
                self.advance();
                self.length()?;
                let end = self.expect(Token::CloseParenthesis, "`)`")?.end;
                Ok(Length { range: start..end, seconds: None })
            }
            Token::Keyword(Keyword::Step | Keyword::Range) => {
                self.advance();
                self.expect(Token::OpenParenthesis, "`()`")?;
                let end = self.expect(Token::CloseParenthesis, "`)`")?.end;
                Ok(Length { range: start..end, seconds: None })
            }
            Token::Keyword(Keyword::MaxOf | Keyword::MinOf) => {
                self.advance();
                self.expect(Token::OpenParenthesis, "`(`")?;
                self.length()?;
                self.expect(Token::Comma, "`,`")?;
                self.length()?;
                let end = self.expect(Token::CloseParenthesis, "`)`")?.end;
                Ok(Length { range: start..end, seconds: None })
            }
            _ => Err(self.unexpected(WANTED)),
        }
    }

    fn length_sign(&mut self) -> Option<(bool, usize)> {
        match self.token() {
            Token::Operator(sign @ (Operator::Add | Operator::Subtract)) => {
                Some((sign == Operator::Subtract, self.advance().start))
            }
            _ => None,
        }
    }
}

/// A length behind a sign.
fn signed(length: &Length, negative: bool, start: usize) -> Length {
    let seconds = length.seconds.map(|seconds| if negative { -seconds } else { seconds });
    Length { range: start..length.range.end, seconds }
}
